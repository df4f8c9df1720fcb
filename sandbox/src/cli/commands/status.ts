/** Prints what is running. */
import type { DaemonStatus } from "../../daemon/status";
import { statePaths } from "../../paths";
import { toolPaths } from "../../tools/tools";
import { ask } from "../control";
import { findNamespace } from "../namespace";
import { listStacks } from "../stacks";
import { statusText } from "../statusText";

/** Prints stacks, clusters, nodes, pods, processes and memory. */
export async function status(): Promise<void> {
    const paths = statePaths();
    const namespace = await findNamespace(paths);
    if (namespace === undefined) {
        console.log("Not running. Start it with: npm run sandbox");
        return;
    }
    const daemon = await ask<DaemonStatus>(paths.controlSocket, "/status");
    const stacks = await listStacks({ paths, namespace, tools: await toolPaths() });
    console.log(`Running as process ${namespace.pid}; state in ${paths.root}`);
    console.log(statusText(daemon, stacks));
}
