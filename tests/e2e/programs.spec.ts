/**
 * Features of the sandbox's engine other than cloud resources: dynamic resources and Helm releases, on an existing
 * cluster.
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";

import type { KubeconfigFacts } from "../../lib/kubernetes/kubeconfig";
import { nodeEntry, readAwsAuth, writeAwsAuth } from "./support/awsAuth";
import { makeCluster } from "./support/existingCluster";
import { processesOf } from "./support/processes";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const ACCOUNT = "222222222222";
const REGION = "eu-central-1";
const WORD = "pulumi-nodejs:dynamic:Resource word";
const RELEASE = "kubernetes:helm.sh/v3:Release release";

describe("programs in the sandbox", () => {
    const session = new Session("programs", { awsTime: "none" });
    let cluster: KubeconfigFacts;

    before(async () => {
        // Any command starts the sandbox.
        await stack("references", { word: "hello" }).up();
        const made = await makeCluster(session, {
            account: ACCOUNT,
            region: REGION,
            name: "existing",
            authenticationMode: "CONFIG_MAP",
            adminRole: "Administrator",
        });
        cluster = {
            clusterName: made.name,
            region: REGION,
            endpoint: made.endpoint,
            certificateAuthorityData: made.certificateAuthorityData,
            roleArn: made.adminRoleArn,
        };
    });
    after(() => session.down());

    function stack(name: string, config: Readonly<Record<string, unknown>>): StackSession {
        const program = path.join(__dirname, "programs", name, "index.ts");
        return new StackSession(session, name, config, { program });
    }

    async function configMap(namespace: string, name: string): Promise<unknown> {
        const { status, body } = await session.kubernetes({
            cluster: "existing",
            path: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
        });
        return status === 200 ? (body as { readonly data: unknown }).data : status;
    }

    describe("an existing cluster", () => {
        it("accepts principals in aws-auth: its nodes and its administrator", async () => {
            const { roles = [] } = (await readAwsAuth(session, "existing")) ?? {};
            assert.deepEqual(roles, [
                nodeEntry(`arn:aws:iam::${ACCOUNT}:role/existing-nodes`),
                { rolearn: cluster.roleArn, username: "admin", groups: ["system:masters"] },
            ]);
        });

        it("has no aws-auth unless someone creates it", async () => {
            await session.kubernetes({
                cluster: "existing",
                method: "DELETE",
                path: "/api/v1/namespaces/kube-system/configmaps/aws-auth",
            });
            assert.equal(await readAwsAuth(session, "existing"), undefined);
            await writeAwsAuth(session, "existing", [
                { rolearn: cluster.roleArn!, username: "admin", groups: ["system:masters"] },
            ]);
        });

        it("shows the environments of all processes that run for it", async () => {
            const processes = await processesOf(session);
            const names = ["kube-apiserver", "etcd", "aws-iam-authenticator"];
            for (const name of names) {
                assert.ok(
                    processes.some(({ command }) => command.split(" ")[0]!.endsWith(`/${name}`)),
                    `${name} among ${processes.map(({ command }) => command).join("\n")}`,
                );
            }
            const authenticator = processes.find(({ command }) => command.includes("/aws-iam-au"));
            assert.match(
                authenticator?.environment["HTTPS_PROXY"] ?? "",
                /^http:\/\/127\.0\.0\.1:/,
            );
        });
    });

    describe("a dynamic resource", () => {
        const word = (
            text: string,
            roleArn = cluster.roleArn,
        ): Readonly<Record<string, unknown>> => ({
            state: { cluster: { ...cluster, roleArn }, name: "word", word: text },
        });
        let dynamic: StackSession;
        before(() => (dynamic = stack("dynamic", word("one"))));

        it("is created by code that connects to the cluster as the operator does", async () => {
            const { lines } = await dynamic.up();
            assert.ok(lines.includes(`create ${WORD}`), lines.join("\n"));
            assert.deepEqual(await configMap("default", "word"), { word: "one" });
        });

        it("shows no changes when nothing changed", async () => {
            assert.deepEqual((await dynamic.preview()).lines, []);
            assert.deepEqual((await dynamic.refresh()).lines, []);
        });

        it("is updated in place", async () => {
            assert.deepEqual((await dynamic.configure(word("two")).up()).lines, [
                `update ${WORD}`,
                // It holds the stack's whole configuration, which dynamic providers may read.
                "update pulumi:providers:pulumi-nodejs default",
            ]);
            assert.deepEqual(await configMap("default", "word"), { word: "two" });
        });

        it("is rejected if the operator may not connect", async () => {
            await session.ensureAccount({ id: ACCOUNT, roles: ["Stranger"] });
            const stranger = `arn:aws:iam::${ACCOUNT}:role/Stranger`;
            const { code, output } = await dynamic.configure(word("three", stranger)).attempt("up");
            assert.notEqual(code, 0);
            assert.match(output, /401|Unauthorized/);
            assert.deepEqual(await configMap("default", "word"), { word: "two" });
        });

        it("is deleted", async () => {
            const { lines } = await dynamic.configure(word("two")).destroy();
            assert.ok(lines.includes(`delete ${WORD}`), lines.join("\n"));
            assert.equal(await configMap("default", "word"), 404);
        });
    });

    describe("a Helm release", () => {
        const release = (word: string): Readonly<Record<string, unknown>> => ({
            cluster,
            chart: path.join(session.files, "chart"),
            word,
        });
        let helm: StackSession;

        before(async () => {
            const templates = path.join(session.files, "chart", "templates");
            await mkdir(templates, { recursive: true });
            await writeFile(
                path.join(session.files, "chart", "Chart.yaml"),
                "apiVersion: v2\nname: words\nversion: 1.0.0\n",
            );
            await writeFile(
                path.join(templates, "words.yaml"),
                [
                    "apiVersion: v1",
                    "kind: ConfigMap",
                    "metadata: { name: words }",
                    "data: { word: {{ .Values.word | quote }} }",
                ].join("\n"),
            );
            helm = stack("helm", release("one"));
        });

        it("is installed from a directory, without a repository", async () => {
            const { lines } = await helm.up();
            assert.ok(lines.includes(`create ${RELEASE}`), lines.join("\n"));
            assert.deepEqual(await configMap("words", "words"), { word: "one" });
            assert.equal((await helm.outputs()).status, "deployed");
        });

        it("shows no changes when nothing changed", async () => {
            assert.deepEqual((await helm.preview()).lines, []);
            assert.deepEqual((await helm.refresh()).lines, []);
        });

        it("is upgraded in place", async () => {
            assert.deepEqual((await helm.configure(release("two")).up()).lines, [
                `update ${RELEASE}`,
            ]);
            assert.deepEqual(await configMap("words", "words"), { word: "two" });
        });

        it("is uninstalled", async () => {
            const { lines } = await helm.destroy();
            assert.ok(lines.includes(`delete ${RELEASE}`), lines.join("\n"));
            assert.equal(await configMap("words", "words"), 404);
        });
    });
});
