/** The default command: start, `pulumi up`, report. */
import { prepareEngine } from "../engine";
import { inTurn, stoppedText } from "../inTurn";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { printReport } from "../report";
import { startSandbox } from "../start";

/**
 * Starts what isn't running, runs `pulumi up` on each stack in turn, prints the report if all succeeded. Sets the exit
 * code to Pulumi's.
 */
export async function run(options: SandboxOptions): Promise<void> {
    const phases = new Phases();
    const sandbox = await startSandbox(phases, options.awsTime);
    const engine = await phases.time("plugins and stacks", () => prepareEngine(sandbox, options));
    const stopped = await inTurn(engine.stacks, (stack) =>
        phases.time(`pulumi up (${stack.stack.name})`, () =>
            stack.run(["up", "--yes", "--skip-preview"]),
        ),
    );
    process.exitCode = stopped?.exitCode ?? 0;
    if (stopped === undefined) {
        await printReport(sandbox, engine, phases);
    } else {
        console.error(
            `\n${stoppedText(stopped)} The sandbox keeps running; its logs are in ${sandbox.paths.logs}.`,
        );
    }
}
