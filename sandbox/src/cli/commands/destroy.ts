/** Destroys stacks; the sandbox keeps running. */
import { ask } from "../control";
import { prepareEngine } from "../engine";
import { inTurn, stoppedText } from "../inTurn";
import { remaining } from "../leftoversText";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { listStacks } from "../stacks";
import { startSandbox } from "../start";

/**
 * Runs `pulumi destroy`, the last stack first, and lists what is left in the local AWS. Sets the exit code to Pulumi's,
 * or to 1 where something is left that no stack owns.
 */
export async function destroy(options: SandboxOptions): Promise<void> {
    const sandbox = await startSandbox(new Phases(), options.awsTime);
    const { stacks } = await prepareEngine(sandbox, options);
    const stopped = await inTurn(stacks.toReversed(), ({ run }) =>
        run(["destroy", "--yes", "--skip-preview"]),
    );
    const { text, isLeftOver } = remaining(
        await ask<readonly string[]>(sandbox.paths.controlSocket, "/leftovers"),
        await listStacks(sandbox),
    );
    console.log(text);
    if (stopped !== undefined) {
        console.error(stoppedText(stopped));
    }
    process.exitCode = stopped?.exitCode ?? (isLeftOver ? 1 : 0);
}
