/** Frees disk space. */
import { pruneTools } from "../../tools/prune";

/** Removes built tools that this version of the sandbox does not use. */
export async function prune(): Promise<void> {
    const removed = await pruneTools();
    console.log(removed.length === 0 ? "Nothing to remove." : `Removed:\n${removed.join("\n")}`);
}
