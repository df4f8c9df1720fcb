/** Stops the sandbox: no process, mount or file remains but the cache of built tools. */
import { statePaths } from "../../paths";
import { removeState } from "../../stateDirectory";
import { findNamespace, stopNamespace } from "../namespace";
import { oneAtATime } from "../start";

/** Stops the sandbox of this clone, also one that crashed, and deletes its state. */
export async function down(): Promise<void> {
    const paths = statePaths();
    const namespace = await oneAtATime(paths, async () => {
        const running = await findNamespace(paths);
        if (running !== undefined) {
            await stopNamespace(running);
        }
        await removeState(paths);
        return running;
    });
    console.log(
        namespace === undefined ? "The sandbox was not running." : "The sandbox has stopped.",
    );
}
