/** The endpoint of a cluster, through the operator's proxy. */
import { execa } from "execa";

import { ask } from "../../../sandbox/src/cli/control";
import { enter } from "../../../sandbox/src/cli/namespace";
import { runningNamespace } from "../../../sandbox/src/cli/start";
import type { OperatorAccess } from "../../../sandbox/src/daemon/status";
import type { Session } from "./session";

/** Sends a CONNECT request to the first cluster's endpoint. @returns the answer's status and the proxy's reason: `403 ...` */
export async function connectToEndpoint(session: Session): Promise<string> {
    const { paths } = session;
    const { proxyUrl } = await ask<OperatorAccess>(paths.controlSocket, "/operator", {
        accounts: [],
    });
    const { clusters } = await session.status();
    const host = new URL(clusters[0]?.endpoint ?? "").hostname;
    const script = `
        const [proxy, path] = process.argv.slice(1);
        const request = require("node:http").request(proxy, { method: "CONNECT", path });
        const tell = ({ statusCode, headers }) => {
            console.log(statusCode, headers["x-egress-reason"] ?? "");
            process.exit();
        };
        request.on("connect", tell).end();`;
    const [command = "", ...args] = enter(await runningNamespace(paths), paths.root, [
        ...[process.execPath, "-e", script, proxyUrl, `${host}:443`],
    ]);
    return (await execa(command, args)).stdout;
}
