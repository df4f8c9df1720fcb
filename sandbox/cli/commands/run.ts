/** The main job: everything from nothing to a Healthy guestbook, then the report. */
import { prepareEngine } from "../engine";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { printReport } from "../report";
import { startSandbox } from "../start";

/** Starts what isn't running, runs `pulumi up`, prints the report if it succeeded. Sets the exit code to Pulumi's. */
export async function run(options: SandboxOptions): Promise<void> {
    const phases = new Phases();
    const sandbox = await startSandbox(phases);
    const engine = await phases.time("plugins and stack", () => prepareEngine(sandbox, options));
    const code = await phases.time("pulumi up", () =>
        engine.run(["up", "--yes", "--skip-preview"]),
    );
    process.exitCode = code;
    if (code === 0) {
        await printReport(sandbox, engine, phases);
    } else {
        console.error(
            `\nPulumi ended with ${code}. What runs goes on; the logs are in ${sandbox.paths.logs}.`,
        );
    }
}
