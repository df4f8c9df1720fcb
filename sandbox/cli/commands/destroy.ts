/** The fleet goes; the sandbox stays. */
import { ask } from "../control";
import { prepareEngine } from "../engine";
import type { SandboxOptions } from "../options";
import { Phases } from "../phases";
import { startSandbox } from "../start";

/** Runs `pulumi destroy` and lists what is left in the local AWS: nothing, if all is well. */
export async function destroy(options: SandboxOptions): Promise<void> {
    const sandbox = await startSandbox(new Phases());
    const engine = await prepareEngine(sandbox, options);
    const code = await engine.run(["destroy", "--yes", "--skip-preview"]);
    process.exitCode = code;
    const left = await ask<readonly string[]>(sandbox.paths.controlSocket, "/leftovers");
    console.log(
        left.length === 0
            ? "Nothing is left in the local AWS."
            : `Left in the local AWS:\n${left.map((item) => `  ${item}`).join("\n")}`,
    );
    if (left.length > 0 && code === 0) {
        process.exitCode = 1;
    }
}
