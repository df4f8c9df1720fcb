/** The engine with everything that a command's stacks need. */
import { installPlugins } from "../engine/plugins";
import { COMPONENT_PACKAGES } from "../engine/selection";
import { presumedAccounts } from "../organisation";
import type { SandboxOptions } from "./options";
import { layOutProject, type Stack } from "./project";
import { runPulumi } from "./pulumi";
import { stackName } from "./stackFile";
import { listStacks } from "./stacks";
import { oneAtATime, type Sandbox } from "./start";

/** A stack that commands can be run on. */
export interface StackEngine {
    readonly stack: Stack;
    /**
     * Runs `pulumi` with these arguments, its output shown as it comes.
     * @returns its exit code
     */
    readonly run: (args: readonly string[]) => Promise<number>;
}

/** An engine that is ready to run commands. */
export interface Engine {
    /** The command's stacks, in the order in which they were named. */
    readonly stacks: readonly StackEngine[];
    /** Names of the component packages whose real plugins are used. */
    readonly realPlugins: readonly string[];
}

/**
 * Prepares accounts, plugins, project and stacks.
 * @throws Error for stack files that can't be read, or of which two name one stack
 */
export function prepareEngine(sandbox: Sandbox, options: SandboxOptions): Promise<Engine> {
    return oneAtATime(sandbox.paths, () => prepare(sandbox, options));
}

async function prepare(sandbox: Sandbox, options: SandboxOptions): Promise<Engine> {
    const { paths, tools } = sandbox;
    checkNames(options.stackFiles);
    const stacks: Stack[] = [];
    for (const stackFile of options.stackFiles) {
        const stack = await layOutProject(paths, stackFile, {
            manifests: `${tools.argocdModule}/manifests`,
            ...(options.chart === undefined ? {} : { chart: options.chart }),
            ...(options.program === undefined ? {} : { program: options.program }),
        });
        warnOfSecrets(stackFile, stack);
        stacks.push(stack);
    }
    const { standIns } = await installPlugins({
        paths,
        tools,
        ...(options.plugins === undefined ? {} : { pluginDirectory: options.plugins }),
    });
    const known = (await listStacks(sandbox)).map(({ name }) => name);
    for (const { name } of stacks.filter((stack) => !known.includes(stack.name))) {
        await initialize(sandbox, name);
    }
    return {
        stacks: stacks.map((stack) => stackEngine(sandbox, stack)),
        realPlugins: COMPONENT_PACKAGES.filter((name) => !standIns.includes(name)),
    };
}

function stackEngine(sandbox: Sandbox, stack: Stack): StackEngine {
    const context = { presumed: presumedAccounts(stack.config), stack: stack.name };
    return {
        stack,
        run: async (args) => (await runPulumi(sandbox, context, args, "shown")).exitCode,
    };
}

async function initialize(sandbox: Sandbox, name: string): Promise<void> {
    const { exitCode, stderr } = await runPulumi(
        sandbox,
        { presumed: { accounts: [] } },
        ["stack", "init", name],
        "kept",
    );
    if (exitCode !== 0) {
        throw new Error(`pulumi stack init ${name} exited with code ${exitCode}: ${stderr}`);
    }
}

function warnOfSecrets(stackFile: string, { missingSecrets }: Stack): void {
    for (const key of missingSecrets) {
        console.error(
            [
                `${key} in ${stackFile} is encrypted with a key that the sandbox does not have. Set a stand-in for it:`,
                `  npm run sandbox -- --stack-file ${stackFile} pulumi config set --secret ${key}`,
            ].join("\n"),
        );
    }
}

// A second file of the same stack would overwrite the first before it was used.
function checkNames(stackFiles: readonly string[]): void {
    const names = stackFiles.map(stackName);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw new Error(
            `Two stack files name the stack ${twice}. Each needs a name of its own: Pulumi.<stack>.yaml.`,
        );
    }
}
