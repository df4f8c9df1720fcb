/** Forwards a loopback port to argocd-server. Its web UI is missing: upstream's Go module contains no web assets. */
import { connect, createServer } from "node:net";
import * as path from "node:path";

import { statePaths } from "../../paths";
import { toolPaths } from "../../tools/tools";
import { runningNamespace } from "../start";
import { ask } from "../control";

/** The initial login of upstream's installation. */
interface Login {
    readonly user: string;
    readonly password: string;
}

/** Listens on a loopback port until interrupted; each connection goes to argocd-server inside the sandbox. */
export async function ui(port: number): Promise<void> {
    const paths = statePaths();
    await runningNamespace(paths);
    const login = await ask<Login>(paths.controlSocket, "/login");
    const server = createServer((client) => {
        const inside = connect(path.join(paths.root, "ui.sock"));
        client.pipe(inside).pipe(client);
        client.on("error", () => inside.destroy());
        inside.on("error", () => client.destroy());
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
    });
    const { argocd } = await toolPaths();
    const address = `127.0.0.1:${port}`;
    console.log(
        [
            `Argo CD's server is at https://${address} (with a self-signed certificate, which browsers warn about).`,
            "Its web UI is missing, because Argo CD's Go module does not contain it. The command line works:",
            `  ${argocd} login ${address} --insecure --username ${login.user} --password ${login.password}`,
            `  ${argocd} app list`,
        ].join("\n"),
    );
    console.log("Press Ctrl-C to stop forwarding; the sandbox keeps running.");
}
