/**
 * One real control plane in its own namespaces: started, tested, stopped. Authentication needs STS and is tested with
 * the whole sandbox. Needs the built tools; takes about half a minute.
 */
import * as assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { statePaths } from "../../sandbox/src/paths";
import type { ClusterReport } from "./clusterSession";

describe("a control plane of the sandbox", function () {
    this.timeout(300_000);

    let root: string;
    let report: ClusterReport;

    before(async () => {
        root = await mkdtemp(path.join(tmpdir(), "clusters-"));
        const session = path.join(__dirname, "clusterSession.ts");
        const { stdout } = await execa(
            "unshare",
            [
                ...["--user", "--map-root-user", "--net", "--pid", "--mount", "--fork"],
                ...["--mount-proc", "--kill-child=KILL", "sh", "-c"],
                'ip link set lo up && exec "$@"',
                ...["sh", process.execPath, ...process.execArgv],
                ...["--require", "ts-node/register/transpile-only", session, root],
            ],
            { stderr: "inherit" },
        );
        report = JSON.parse(stdout) as ClusterReport;
    });

    after(() => rm(root, { recursive: true, force: true }));

    it("is ready when create resolves, with the endpoint and issuer that EKS would give it", () => {
        assert.equal(
            report.cluster.endpoint,
            "https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
        );
        assert.equal(
            report.cluster.issuer,
            "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
        );
        assert.equal(report.version, "v1.36.1");
        assert.equal(report.endpointHandshake, "authorized");
        assert.deepEqual(report.endpoints, [
            "0123456789abcdef0123456789abcdef.gr7.eu-west-1.eks.amazonaws.com:443",
        ]);
    });

    it("shows its discovery document and keys to everyone, and nothing else", () => {
        assert.equal(report.discovery.issuer, report.cluster.issuer);
        assert.equal(report.discovery.jwks_uri, `${report.cluster.issuer}/keys`);
        assert.deepEqual(report.keyAlgorithms, ["RS256"]);
        assert.equal(report.anonymousPods, 403);
    });

    it("signs ServiceAccount tokens with a key of its key set", () => {
        assert.equal(report.tokenIssuer, report.cluster.issuer);
        assert.ok(report.tokenKeyKnown);
    });

    it("rejects a token that the authenticator rejects", () => {
        assert.equal(report.unknownToken, 401);
    });

    it("lets AmazonEKSAdminPolicy manage roles but not grant more than it has", () => {
        assert.equal(report.admin.createDeployment, true);
        assert.equal(report.admin.createRoleBindingToView, true);
        assert.equal(report.admin.createRoleBindingToClusterAdmin, false);
        assert.equal(report.admin.createClusterRoleBinding, false);
    });

    it("lets AmazonEKSClusterAdminPolicy grant anything", () => {
        assert.equal(report.clusterAdmin.createClusterRoleBinding, true);
    });

    it("limits a policy to its namespaces, including one that is created later", () => {
        assert.deepEqual(report.scoped, {
            inNamespace: true,
            elsewhere: false,
            inLaterNamespace: true,
        });
    });

    it("removes the bindings of a deleted mapping", () => {
        assert.equal(report.admin.afterRemoval, false);
        assert.deepEqual(report.bindingsAfterRemoval, []);
    });

    it("gives tokens to pods of annotated ServiceAccounts only while web identity is enabled", () => {
        assert.deepEqual(report.webIdentity, { before: false, during: true, after: false });
        assert.equal(report.webIdentityRegion, "eu-west-1");
    });

    it("has the given nodes, Ready, and deletes the pods of a removed node", () => {
        assert.deepEqual(report.nodes, [
            { name: "ip-10-0-0-1", ready: "True", taints: 0 },
            { name: "ip-10-0-0-2", ready: "True", taints: 0 },
        ]);
        assert.deepEqual(report.nodesAfterRemoval, ["ip-10-0-0-2"]);
        assert.deepEqual(report.podsAfterRemoval, []);
    });

    it("records users and actions in its audit log", async () => {
        const { logs } = statePaths(root);
        const name = (await readdir(logs)).find((file) => file.endsWith("audit.jsonl"));
        const text = await readFile(path.join(logs, name ?? ""), "utf8");
        const refused = text
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as AuditEvent)
            .find(
                (event) =>
                    event.responseStatus?.code === 403 &&
                    event.objectRef?.resource === "clusterrolebindings",
            );
        assert.equal(refused?.impersonatedUser?.username, "probe");
    });

    it("runs a second cluster next to the first, with separate objects", () => {
        assert.deepEqual(report.second.namespacesOfTheFirst, []);
        assert.equal(report.second.recreatedIsEmpty, true);
    });

    it("leaves no process and no data when it is stopped", () => {
        assert.deepEqual(report.processesAfterStop, []);
        assert.deepEqual(report.clustersAfterStop, ["etcd"]);
    });
});

interface AuditEvent {
    readonly user: { readonly username: string };
    readonly impersonatedUser?: { readonly username: string };
    readonly objectRef?: { readonly resource: string };
    readonly responseStatus?: { readonly code: number };
}
