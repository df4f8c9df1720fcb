/** Runs the real Pulumi engine inside the sandbox. */
import { execa } from "execa";

import type { OperatorAccess } from "../daemon/status";
import { engineEnvironment } from "../engine/environment";
import type { Presumed } from "../organisation";
import { ask } from "./control";
import { enter } from "./namespace";
import type { Sandbox } from "./start";

/** How a Pulumi command ended. */
export interface PulumiResult {
    readonly exitCode: number;
    /** What it wrote, stdout and stderr apart; empty if its output was shown. */
    readonly stdout: string;
    readonly stderr: string;
}

/** Credentials and stack of a command. */
export interface PulumiContext {
    /** Accounts and roles that must exist, and the account whose credentials Pulumi has. */
    readonly presumed: Presumed;
    /** Stack of the command unless it names one. */
    readonly stack?: string;
}

/**
 * Runs `pulumi` in the project's directory as the operator.
 * @param output `shown`: on the terminal, which also answers prompts; `kept`: returned
 */
export async function runPulumi(
    { paths, tools, namespace }: Sandbox,
    { presumed, stack }: PulumiContext,
    args: readonly string[],
    output: "shown" | "kept",
): Promise<PulumiResult> {
    // Credentials are temporary, so every command gets its own.
    const access = await ask<OperatorAccess>(paths.controlSocket, "/operator", presumed);
    const [command, ...rest] = enter(namespace, paths.project, [tools.pulumi, ...args]);
    const kept = output === "kept";
    const { exitCode, stdout, stderr } = await execa(command!, rest, {
        env: {
            ...engineEnvironment({ paths, tools, ...access }),
            // Concurrent commands share the selected stack.
            ...(stack === undefined ? {} : { PULUMI_STACK: stack }),
        },
        extendEnv: false,
        stdin: kept ? "ignore" : "inherit",
        stdout: kept ? "pipe" : "inherit",
        stderr: kept ? "pipe" : "inherit",
        reject: false,
    });
    return { exitCode: exitCode ?? 1, stdout: stdout ?? "", stderr: stderr ?? "" };
}
