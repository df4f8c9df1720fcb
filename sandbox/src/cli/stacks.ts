/** The stacks of a sandbox: all are of one project, in one backend. */
import { access } from "node:fs/promises";
import * as path from "node:path";

import { runPulumi } from "./pulumi";
import type { Sandbox } from "./start";

/** A stack as `pulumi stack ls` reports it. */
export interface StackSummary {
    readonly name: string;
    /** Number of resources in its state, including providers and the stack itself. */
    readonly resources: number;
}

/** All stacks, by name; empty before the first command that needs one. */
export async function listStacks(sandbox: Sandbox): Promise<readonly StackSummary[]> {
    try {
        await access(path.join(sandbox.paths.project, "Pulumi.yaml"));
    } catch {
        return [];
    }
    const { exitCode, stdout, stderr } = await runPulumi(
        sandbox,
        { presumed: { accounts: [] } },
        ["stack", "ls", "--json"],
        "kept",
    );
    if (exitCode !== 0) {
        throw new Error(`pulumi stack ls exited with code ${exitCode}: ${stderr}`);
    }
    return summaries(JSON.parse(stdout));
}

/** Reads the answer of `pulumi stack ls --json`: a stack that was never updated has no count. */
export function summaries(listed: unknown): readonly StackSummary[] {
    return (listed as readonly { readonly name: string; readonly resourceCount?: number }[])
        .map(({ name, resourceCount = 0 }) => ({
            name: name.split("/").at(-1)!,
            resources: resourceCount,
        }))
        .sort((a, b) => a.name.localeCompare(b.name));
}
