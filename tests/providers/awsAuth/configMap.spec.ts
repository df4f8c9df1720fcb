import assert from "node:assert/strict";

import { renderKubeconfig } from "../../../lib/kubernetes/kubeconfig";
import { awsAuthConfigMap, type AwsAuthConfigMap } from "../../../providers/awsAuth/configMap";
import { AgainError, UnreachableError } from "../../../providers/kubernetes/errors";
import { startEgressProxy, type EgressProxy } from "../../../sandbox/src/network/egressProxy";
import { createAuthority } from "../../../sandbox/src/pki";
import { HOST, startApiServer, statusText, type FakeApiServer } from "./apiServer";
import { makeAwsCommand, type AwsCommand } from "./awsCommand";

const NODES = "- rolearn: arn:aws:iam::222222222222:role/nodes\n";

describe("aws-auth over the Kubernetes API", () => {
    const searchPath = process.env["PATH"];
    let aws: AwsCommand;
    let server: FakeApiServer;
    beforeEach(async () => {
        aws = await makeAwsCommand();
        process.env["PATH"] = `${aws.directory}:${searchPath}`;
        server = await startApiServer(NODES);
    });
    afterEach(async () => {
        process.env["PATH"] = searchPath;
        await server.stop();
        await aws.remove();
    });

    function connect(
        overrides: Partial<Parameters<typeof renderKubeconfig>[0]> = {},
        environment: Readonly<Record<string, string>> = {},
    ): AwsAuthConfigMap {
        const { endpoint, certificateAuthorityData } = server;
        const kubeconfig = renderKubeconfig({
            clusterName: "testing",
            region: "eu-west-1",
            endpoint,
            certificateAuthorityData,
            ...overrides,
        });
        return awsAuthConfigMap(kubeconfig, environment);
    }

    it("reads with a token of the kubeconfig's command, which runs once for all requests", async () => {
        const api = connect({ roleArn: "arn:aws:iam::222222222222:role/Provisioner" });
        assert.deepEqual(await api.read(), server.configMap);
        await api.read();
        assert.deepEqual(await aws.calls(), [
            "eks get-token --cluster-name testing --region eu-west-1 --output json --role-arn arn:aws:iam::222222222222:role/Provisioner",
        ]);
    });

    it("reports a missing ConfigMap, and creates it", async () => {
        server.write(undefined);
        const api = connect();
        assert.equal(await api.read(), undefined);
        await api.create("[]");
        const { kind, data } = server.configMap!;
        assert.deepEqual({ kind, data }, { kind: "ConfigMap", data: { mapRoles: "[]" } });
        await assert.rejects(api.create("other"), AgainError);
        assert.equal(server.configMap?.data?.["mapRoles"], "[]");
    });

    it("replaces only mapRoles and keeps everything else unchanged", async () => {
        const api = connect();
        const before = server.configMap!;
        await api.replace((await api.read())!, "[]");
        const { resourceVersion } = server.configMap!.metadata;
        assert.notEqual(resourceVersion, before.metadata.resourceVersion);
        assert.deepEqual(server.configMap, {
            ...before,
            metadata: { ...before.metadata, resourceVersion },
            data: { mapRoles: "[]", mapUsers: "[]\n" },
        });
    });

    it("does not replace a ConfigMap that was changed or deleted since it was read", async () => {
        const api = connect();
        const read = (await api.read())!;
        server.write("changed");
        await assert.rejects(api.replace(read, "ours"), AgainError);
        assert.equal(server.configMap?.data?.["mapRoles"], "changed");
        server.write(undefined);
        await assert.rejects(api.replace(read, "ours"), AgainError);
        assert.equal(server.configMap, undefined);
    });

    it("names the permissions that a forbidden identity needs", async () => {
        const refusal = 'configmaps "aws-auth" is forbidden: User "x" cannot get resource';
        server.answer = () => ({ status: 403, text: statusText(403, "Forbidden", refusal) });
        await assert.rejects(connect().read(), {
            message: `Can't read kube-system/aws-auth at ${server.endpoint}: 403 ${refusal}. The identity that runs Pulumi needs get, create and update on this ConfigMap.`,
        });
    });

    it("names who can map an identity that the cluster does not know", async () => {
        server.answer = () => ({
            status: 401,
            text: statusText(401, "Unauthorized", "Unauthorized"),
        });
        await assert.rejects(connect().read(), {
            message: `Can't read kube-system/aws-auth at ${server.endpoint}: 401 Unauthorized. The cluster does not know the identity that runs Pulumi: the cluster's creator can map it in aws-auth.`,
        });
    });

    it("treats a 404 that is not from the API server as an error", async () => {
        for (const text of ["<html>not found</html>", '{"message":"no such page"}', "null"]) {
            server.answer = () => ({ status: 404, text });
            await assert.rejects(connect().read(), { message: /^Can't read .*: 404 / }, text);
        }
    });

    for (const status of [429, 500, 503]) {
        it(`reports a busy API server as an error to retry: ${status}`, async () => {
            server.answer = () => ({ status, text: "later" });
            await assert.rejects(connect().read(), {
                name: "Error",
                message: `the API server answered ${status}: later`,
            });
            await assert.rejects(connect().read(), AgainError);
        });
    }

    it("reports an unreachable server", async () => {
        const endpoint = server.endpoint;
        const api = connect();
        await server.stop();
        await assert.rejects(api.read(), (error: Error) => {
            assert.ok(error instanceof UnreachableError);
            assert.match(
                error.message,
                new RegExp(`^${endpoint} cannot be reached: connect ECONNREFUSED`),
            );
            return true;
        });
    });

    it("trusts only the cluster's own certificate authority, and does not report another cluster as deleted", async () => {
        const other = await createAuthority("somebody else");
        const certificateAuthorityData = Buffer.from(other.certificate).toString("base64");
        await assert.rejects(connect({ certificateAuthorityData }).read(), (error: Error) => {
            assert.ok(!(error instanceof UnreachableError));
            assert.match(error.message, /cannot be reached: .*certificate/);
            return true;
        });
        assert.deepEqual(server.lines, []);
    });

    it("reports why there is no token", async () => {
        await aws.fail("An error occurred (AccessDenied)");
        await assert.rejects(connect().read(), {
            message: `No credential for ${server.endpoint}: An error occurred (AccessDenied).`,
        });
        process.env["PATH"] = "/nowhere";
        await assert.rejects(connect().read(), {
            message: `No credential for ${server.endpoint}: spawn aws ENOENT. The aws command must be on the PATH.`,
        });
    });

    it("rejects a kubeconfig without a cluster", () => {
        assert.throws(() => awsAuthConfigMap("{}", {}), {
            message: "'kubeconfig' has no current context with a cluster.",
        });
    });

    describe("behind a proxy", () => {
        let proxy: EgressProxy;
        const asked: string[] = [];
        beforeEach(async () => {
            asked.length = 0;
            proxy = await startEgressProxy({
                source: { name: "test", addresses: [] },
                routes: (hostPort) =>
                    hostPort === `${HOST}:443` ? { kind: "service", port: server.port } : undefined,
                gate: { mayConnect: () => ({ allowed: true, reason: "" }) },
                log: ({ host }) => asked.push(host),
            });
        });
        afterEach(() => proxy.stop());

        it("uses the proxy of HTTPS_PROXY, and still verifies the cluster's certificate", async () => {
            const api = connect({ endpoint: `https://${HOST}` }, { HTTPS_PROXY: proxy.url });
            assert.deepEqual(await api.read(), server.configMap);
            assert.deepEqual(asked, [`${HOST}:443`]);
        });

        it("reports a server that the proxy cannot reach", async () => {
            const environment = { HTTPS_PROXY: proxy.url };
            const api = connect({ endpoint: "https://gone.eks.amazonaws.com" }, environment);
            await assert.rejects(api.read(), UnreachableError);
        });
    });
});
