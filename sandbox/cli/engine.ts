/** Runs the real Pulumi engine inside the sandbox. */
import { execa } from "execa";

import { engineEnvironment } from "../engine/environment";
import { installPlugins } from "../engine/plugins";
import { COMPONENT_PACKAGES } from "../engine/selection";
import { presumedAccounts } from "../organisation";
import type { OperatorAccess } from "../daemon/status";
import { ask } from "./control";
import { enter } from "./namespace";
import type { SandboxOptions } from "./options";
import { layOutProject, type Stack } from "./project";
import type { Sandbox } from "./start";

/** An engine that is ready to run commands on one stack. */
export interface Engine {
    readonly stack: Stack;
    /**
     * Runs `pulumi` with these arguments, its output shown as it comes.
     * @returns its exit code
     */
    run(args: readonly string[]): Promise<number>;
    /** Number of resources in the stack. */
    resources(): Promise<number>;
    /** Names of the component packages whose real plugins are used. */
    readonly realPlugins: readonly string[];
}

/** Prepares accounts, plugins, project and stack. */
export async function prepareEngine(sandbox: Sandbox, options: SandboxOptions): Promise<Engine> {
    const { paths, tools, namespace } = sandbox;
    const stack = await layOutProject(paths, options.stackFile, `${tools.argocdModule}/manifests`);
    const { standIns } = await installPlugins({
        paths,
        tools,
        ...(options.plugins === undefined ? {} : { pluginDirectory: options.plugins }),
    });
    const presumed = presumedAccounts(stack.config);
    const execute = async (args: readonly string[], output: "inherit" | "pipe") => {
        // Credentials are temporary, so every command gets its own.
        const access = await ask<OperatorAccess>(paths.controlSocket, "/operator", presumed);
        const [command, ...rest] = enter(namespace, paths.project, [tools.pulumi, ...args]);
        return execa(command!, rest, {
            env: engineEnvironment({ paths, tools, ...access }),
            extendEnv: false,
            stdin: "inherit",
            stdout: output,
            stderr: output,
            reject: false,
        });
    };
    const selected = await execute(["stack", "select", stack.name], "pipe");
    if (selected.exitCode !== 0) {
        await execute(["stack", "init", stack.name], "inherit");
    }
    return {
        stack,
        realPlugins: COMPONENT_PACKAGES.filter((name) => !standIns.includes(name)),
        run: async (args) => (await execute(args, "inherit")).exitCode ?? 1,
        resources: async () => {
            const { stdout } = await execute(["stack", "export"], "pipe");
            const state = JSON.parse(stdout ?? "") as {
                deployment: { resources?: readonly unknown[] };
            };
            return state.deployment.resources?.length ?? 0;
        },
    };
}
