import assert from "node:assert/strict";

import { renderKubeconfig } from "../../lib/kubernetes/kubeconfig";
import { readNamespace } from "../../discovery/namespaces";
import { startApiServer, statusText, type FakeApiServer } from "../providers/awsAuth/apiServer";
import { makeAwsCommand, type AwsCommand } from "../providers/awsAuth/awsCommand";

const BASELINE = { "pod-security.kubernetes.io/enforce": "baseline" };

describe("Reading a namespace", () => {
    const searchPath = process.env["PATH"];
    let aws: AwsCommand;
    let server: FakeApiServer;
    let kubeconfig: string;
    beforeEach(async () => {
        aws = await makeAwsCommand();
        process.env["PATH"] = `${aws.directory}:${searchPath}`;
        server = await startApiServer();
        const { endpoint, certificateAuthorityData } = server;
        kubeconfig = renderKubeconfig({
            clusterName: "shop",
            region: "eu-central-1",
            endpoint,
            certificateAuthorityData,
        });
    });
    afterEach(async () => {
        process.env["PATH"] = searchPath;
        await server.stop();
        await aws.remove();
    });

    const answering = (status: number, text: string): void => {
        server.answer = () => ({ status, text });
    };

    it("returns its labels", async () => {
        const metadata = { name: "shop", labels: BASELINE };
        answering(200, JSON.stringify({ kind: "Namespace", metadata }));
        assert.deepEqual(await readNamespace(kubeconfig, "shop"), BASELINE);
        assert.deepEqual(server.lines, ["GET /api/v1/namespaces/shop"]);
    });

    it("returns no labels if it has none", async () => {
        answering(200, JSON.stringify({ kind: "Namespace", metadata: { name: "shop" } }));
        assert.deepEqual(await readNamespace(kubeconfig, "shop"), {});
    });

    it("reports a missing namespace only if the API server says so", async () => {
        answering(404, statusText(404, "NotFound", 'namespaces "shop" not found'));
        assert.equal(await readNamespace(kubeconfig, "shop"), undefined);
        answering(404, "<html></html>");
        await assert.rejects(readNamespace(kubeconfig, "shop"), {
            message: `Cannot read namespace shop at ${server.endpoint}: 404 <html></html>.`,
        });
    });

    it("encodes its name as one part of the path", async () => {
        answering(404, statusText(404, "NotFound", "not found"));
        await readNamespace(kubeconfig, "a/b");
        assert.deepEqual(server.lines, ["GET /api/v1/namespaces/a%2Fb"]);
    });

    it("fails if the API server denies access or cannot be reached", async () => {
        answering(403, statusText(403, "Forbidden", "forbidden"));
        await assert.rejects(readNamespace(kubeconfig, "shop"), {
            message: `Cannot read namespace shop at ${server.endpoint}: 403 forbidden.`,
        });
        answering(503, "starting");
        await assert.rejects(readNamespace(kubeconfig, "shop"), /answered 503: starting/);
        await server.stop();
        await assert.rejects(readNamespace(kubeconfig, "shop"), /cannot be reached/);
    });
});
