/**
 * The chain of roles with the ServiceAccount names of Harness's agent: a Release of a chart that stands in for
 * Harness's, its ServiceAccounts with real tokens, and their permissions on a target. Harness itself, its containers
 * and its API are not included.
 */
import assert from "node:assert/strict";
import * as path from "node:path";

import { writeHarnessChart } from "./support/harnessChart";
import { startProbe, tokenOf } from "./support/probe";
import { annotatedServiceAccount, assuming, runnerCall, sessionOf } from "./support/runnerPod";
import { eventually } from "./support/sandbox";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const HUB = "111111111111";
const TARGET = "222222222222";
const ARGO_ROLE = `arn:aws:iam::${HUB}:role/acme-argocd`;
const DEPLOYER = `arn:aws:iam::${TARGET}:role/acme-deployer-testing`;

interface TargetOutput {
    readonly harness: {
        readonly table: string;
        readonly request: { readonly body: { readonly cluster: { readonly server: string } } };
    };
}

describe("Harness's agent in the sandbox", () => {
    const session = new Session("harness");
    const chart = path.join(session.files, "gitops-helm");
    const cluster = (accountId: string, clusterName: string): object => ({
        accountId,
        region: "eu-west-1",
        clusterName,
    });
    const stack = new StackSession(session, "harness", {
        fleet: "acme",
        operatorCidrs: ["203.0.113.0/24"],
        provisionerRoleName: "Provisioner",
        engine: "harness",
        harness: {
            accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
            agentIdentifier: "hubagent",
            tokenSecret: "harnessToken",
            chart,
        },
        harnessToken: "no token of Harness's",
        management: cluster(HUB, "management"),
        targets: {
            testing: {
                ...cluster(TARGET, "testing"),
                access: { namespaces: { default: { existing: true } } },
            },
        },
    });

    before(() => writeHarnessChart(chart));
    after(() => session.down());

    /** Names of objects; retries, since an API server serves a new kind only after a moment. */
    const objects = (path: string): Promise<readonly string[]> =>
        eventually(`the objects of ${path}`, async () => {
            const { body, status } = await session.kubernetes({ cluster: "management", path });
            assert.ok(status === 200 || status === 429, JSON.stringify(body));
            const { items } = body as { items?: readonly { metadata: { name: string } }[] };
            return items?.map(({ metadata }) => metadata.name);
        });

    describe("up", () => {
        it("needs one command, and exports the values to enter in Harness", async () => {
            await stack.up();
            const { targets } = await stack.outputs<{ targets: { testing: TargetOutput } }>();
            const { table, request } = targets.testing.harness;
            assert.match(table, /^Authentication +IRSA$/m);
            assert.ok(table.includes(DEPLOYER));
            assert.match(table, /^GitOps agent +account\.hubagent$/m);
            assert.match(request.body.cluster.server, /^https:/);
        });

        it("creates projects, the token's Secret, and no cluster Secret of Argo CD", async () => {
            const group = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
            assert.deepEqual(await objects(`${group}/appprojects`), ["acme.testing", "default"]);
            assert.deepEqual(await objects(`${group}/applications`), []);
            const secrets = await objects("/api/v1/namespaces/argocd/secrets");
            assert.ok(secrets.includes("gitops-agent") && !secrets.includes("acme.testing"));
        });

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await stack.up()).lines, []);
            assert.deepEqual((await stack.refresh()).lines, []);
        });
    });

    describe("the chain", () => {
        for (const name of ["argocd-application-controller", "gitops-agent"]) {
            it(`works for a pod with ${name}, whose token can list pods in default and nowhere else`, async () => {
                const probe = await startProbe(session, `probe-${name}`, name, {
                    clusterName: "testing",
                    deployerRoleArn: DEPLOYER,
                });
                const token = await tokenOf(probe);
                const calls = await session.callsSince(probe.started);
                const first = calls.find(sessionOf("argocd", name));
                assert.equal(first?.status, 200);
                assert.equal(first?.role, ARGO_ROLE);
                assert.equal(calls.find(assuming(DEPLOYER))?.status, 200);
                for (const [namespace, expected] of [
                    ["default", 200],
                    ["kube-system", 403],
                ] as const) {
                    const { status } = await session.kubernetes({
                        cluster: "testing",
                        path: `/api/v1/namespaces/${namespace}/pods`,
                        token,
                    });
                    assert.equal(status, expected, namespace);
                }
            });
        }

        for (const name of ["argocd-server", "intruder"]) {
            it(`fails for ${name} with the same annotation`, async () => {
                const pod = {
                    cluster: "management",
                    namespace: "argocd",
                    serviceAccount: name,
                    work: DEPLOYER,
                };
                await annotatedServiceAccount(session, pod, ARGO_ROLE);
                const call = await runnerCall(session, pod, sessionOf("argocd", name));
                assert.equal(call.error?.code, "AccessDenied");
            });
        }
    });

    describe("destroy", () => {
        it("needs one command and leaves nothing", async () => {
            await stack.destroy();
            assert.deepEqual(await session.leftovers(), []);
        });
    });
});
