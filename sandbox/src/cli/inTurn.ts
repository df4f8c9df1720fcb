/** Pulumi commands on one stack after another. */
import type { StackEngine } from "./engine";

/** Which stack a series of commands stopped at. */
export interface Stopped {
    readonly exitCode: number;
    /** The stack whose command failed. */
    readonly at: string;
    /** Stacks whose turn did not come. */
    readonly left: readonly string[];
}

/**
 * Runs a command on each stack until one fails: what comes after may need it.
 * @param announce called with the name of each stack if there are several
 * @returns where it stopped; undefined when all succeeded
 */
export async function inTurn(
    stacks: readonly StackEngine[],
    run: (engine: StackEngine) => Promise<number>,
    announce: (stack: string) => void = (stack) => console.log(`\n== stack ${stack}`),
): Promise<Stopped | undefined> {
    for (const [index, engine] of stacks.entries()) {
        if (stacks.length > 1) {
            announce(engine.stack.name);
        }
        const exitCode = await run(engine);
        if (exitCode !== 0) {
            const left = stacks.slice(index + 1).map(({ stack }) => stack.name);
            return { exitCode, at: engine.stack.name, left };
        }
    }
    return undefined;
}

/** Message about a series that stopped. */
export function stoppedText({ exitCode, at, left }: Stopped): string {
    const untouched = left.length === 0 ? "" : ` Not touched: ${left.join(", ")}.`;
    return `Pulumi exited with code ${exitCode} in stack ${at}.${untouched}`;
}
