/** Collects the facts of the final report and prints it. */
import { ask } from "./control";
import type { Engine } from "./engine";
import type { Phases } from "./phases";
import { listStacks } from "./stacks";
import type { Sandbox } from "./start";
import type { DaemonStatus } from "../daemon/status";
import { chainsOf } from "../report/chain";
import { readAuditLogs, readAwsLog } from "../report/logs";
import { reportText } from "../report/text";

/** Prints the roles and users of each chain, resources, times, memory, what is real and what is not. */
export async function printReport(sandbox: Sandbox, engine: Engine, phases: Phases): Promise<void> {
    const { paths } = sandbox;
    const [log, audit, status, stacks] = await Promise.all([
        readAwsLog(paths),
        readAuditLogs(paths),
        ask<DaemonStatus>(paths.controlSocket, "/status"),
        listStacks(sandbox),
    ]);
    console.log(
        `\n${reportText({
            chains: chainsOf(log, audit),
            status,
            phases: phases.report(),
            stacks,
            realPlugins: engine.realPlugins,
        })}\n`,
    );
}
