import * as assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, type AddressInfo, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { createAuthority, issueCertificate } from "../../src/pki";
import { post } from "../../src/plugins/cli/https";
import { assumeRole, assumeRoleWithWebIdentity, stsOver } from "../../src/plugins/cli/sts";
import { ACCOUNT, localAws } from "./pluginSupport";

const HOST = "sts.eu-west-1.amazonaws.com";

describe("the sandbox's aws command on the network", () => {
    let directory: string;
    let sts: Server;
    let proxy: Server;
    let network: { readonly proxyUrl: string; readonly caBundle: string };
    let asked: string[];
    const { local } = localAws();

    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "aws-command-"));
        const authority = await createAuthority("sandbox");
        const { certificate: cert, key } = await issueCertificate(authority, {
            commonName: HOST,
            usage: "server",
            dnsNames: [HOST],
        });
        const caBundle = path.join(directory, "ca.crt");
        await writeFile(caBundle, authority.certificate);
        sts = createHttpsServer({ cert, key }, local.stsHandler);
        const stsPort = await listening(sts);
        proxy = createHttpServer();
        proxy.on("connect", (request, client) => {
            asked.push(request.url ?? "");
            const server = connect(stsPort, "127.0.0.1", () => {
                client.write("HTTP/1.1 200 Connection established\r\n\r\n");
                server.pipe(client).pipe(server);
            });
            server.on("error", () => client.destroy());
            client.on("error", () => server.destroy());
        });
        network = { proxyUrl: `http://127.0.0.1:${await listening(proxy)}`, caBundle };
    });

    beforeEach(() => (asked = []));

    after(async () => {
        sts.closeAllConnections();
        sts.close();
        proxy.close();
        await rm(directory, { recursive: true, force: true });
    });

    it("reaches STS through the proxy, trusting the sandbox's authority", async () => {
        const operator = local.organisation.operatorCredentials({ durationSeconds: 900 });
        const roleArn = `arn:aws:iam::${ACCOUNT}:role/Provisioner`;
        const call = stsOver(network);
        const issued = await assumeRole(call, operator, "eu-west-1", roleArn);
        const { Arn } = await call(issued, "eu-west-1", "GetCallerIdentity", {});
        assert.equal(Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/Provisioner/EKSGetTokenAuth`);
        assert.deepEqual(asked, [`${HOST}:443`, `${HOST}:443`]);
    });

    it("reports errors of STS as the AWS CLI does", async () => {
        const operator = local.organisation.operatorCredentials({ durationSeconds: 900 });
        await assert.rejects(
            assumeRole(
                stsOver(network),
                operator,
                "eu-west-1",
                `arn:aws:iam::${ACCOUNT}:role/Nobody`,
            ),
            /An error occurred \(AccessDenied\) when calling the AssumeRole operation/,
        );
    });

    it("exchanges a web identity without credentials, and reports errors of STS", async () => {
        const tokenFile = path.join(directory, "token");
        // Signed by no issuer that the account knows.
        await writeFile(tokenFile, "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl");
        const roleArn = `arn:aws:iam::${ACCOUNT}:role/Provisioner`;
        const webIdentity = { tokenFile, roleArn, sessionName: "verification" };
        await assert.rejects(
            assumeRoleWithWebIdentity(network, "eu-west-1", webIdentity),
            /An error occurred \(InvalidIdentityToken\) when calling the AssumeRoleWithWebIdentity operation/,
        );
        assert.deepEqual(asked, [`${HOST}:443`]);
    });

    it("trusts no other authority", async () => {
        await assert.rejects(post({ proxyUrl: network.proxyUrl }, HOST, {}, ""), {
            code: /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/,
        });
    });
});

async function listening(server: NetServer): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
}
