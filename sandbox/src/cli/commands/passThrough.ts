/** Runs any Pulumi command. */
import { prepareEngine } from "../engine";
import { inTurn, stoppedText } from "../inTurn";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { startSandbox } from "../start";

/** Runs a Pulumi command on each stack in turn; sets the exit code to that of the first that fails. */
export async function passThrough(options: SandboxOptions, args: readonly string[]): Promise<void> {
    const sandbox = await startSandbox(new Phases(), options.awsTime);
    const { stacks } = await prepareEngine(sandbox, options);
    const stopped = await inTurn(stacks, ({ run }) => run(args));
    if (stopped !== undefined && stacks.length > 1) {
        console.error(`\n${stoppedText(stopped)}`);
    }
    process.exitCode = stopped?.exitCode ?? 0;
}
