/** A Pulumi command as it is. */
import { prepareEngine } from "../engine";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { startSandbox } from "../start";

/** Runs a Pulumi command on the stack; sets the exit code to Pulumi's. */
export async function passThrough(options: SandboxOptions, args: readonly string[]): Promise<void> {
    const sandbox = await startSandbox(new Phases());
    const engine = await prepareEngine(sandbox, options);
    process.exitCode = await engine.run(args);
}
