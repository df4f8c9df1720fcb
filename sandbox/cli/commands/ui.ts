/** A way from this machine's loopback to Argo CD's page. */
import { connect, createServer } from "node:net";
import * as path from "node:path";

import { statePaths } from "../../paths";
import { runningNamespace } from "../start";
import { ask } from "../control";

/** Who may log in, as upstream's installation has it. */
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
    console.log(`Argo CD: https://127.0.0.1:${port} (its own certificate: your browser will ask)`);
    console.log(`Log in as ${login.user} with password ${login.password}`);
    console.log("Ctrl-C closes the way; the sandbox goes on.");
}
