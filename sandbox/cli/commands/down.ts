/** The end: no process, mount or file remains but the cache of built tools. */
import { statePaths } from "../../paths";
import { findNamespace, removeState, stopNamespace } from "../namespace";

/** Ends the sandbox of this clone, also one that crashed, and removes its state. */
export async function down(): Promise<void> {
    const paths = statePaths();
    const namespace = await findNamespace(paths);
    if (namespace !== undefined) {
        await stopNamespace(namespace);
    }
    await removeState(paths);
    console.log(namespace === undefined ? "Nothing was running." : "Everything has ended.");
}
