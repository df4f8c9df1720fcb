/** The fleet from nothing to Healthy, unchanged, broken at every link, and destroyed. */
import assert from "node:assert/strict";
import { access } from "node:fs/promises";

import { readAuditLogs, readAwsLog } from "../../sandbox/src/report/logs";
import { chainsOf } from "../../sandbox/src/report/chain";
import { deletionOrder } from "./support/destroyOrder";
import { callOf, removeProbe, startProbe, tokenOf, type Probe } from "./support/probe";
import {
    aws,
    eventually,
    kubernetes,
    paths,
    sandbox,
    session,
    STATE,
    succeed,
} from "./support/sandbox";

const MANAGEMENT = "111111111111";
const TARGET = "222222222222";
const ARGO_ROLE = `arn:aws:iam::${MANAGEMENT}:role/acme-argocd`;
const DEPLOYER = `arn:aws:iam::${TARGET}:role/acme-deployer-testing`;
const TESTING = { clusterName: "testing", deployerRoleArn: DEPLOYER };
const APPLICATION =
    "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/acme.testing-guestbook";

describe("a fleet in the sandbox", () => {
    after(async () => {
        await sandbox("down");
    });

    describe("up", () => {
        it("needs one command for a guestbook that is Synced, Healthy and Succeeded", async () => {
            const output = await succeed("run");
            assert.match(output, /Who was who/);

            const { body } = await kubernetes({ cluster: "management", path: APPLICATION });
            const { status } = body as {
                status: {
                    sync: { status: string };
                    health: { status: string };
                    operationState: { phase: string };
                };
            };
            assert.deepEqual(
                [status.sync.status, status.health.status, status.operationState.phase],
                ["Synced", "Healthy", "Succeeded"],
            );
        });

        it("runs the guestbook on the target and nothing of it in the management cluster", async () => {
            const deployments = async (cluster: string): Promise<readonly string[]> => {
                const { body } = await kubernetes({
                    cluster,
                    path: "/apis/apps/v1/namespaces/default/deployments",
                });
                return (body as { items: { metadata: { name: string } }[] }).items.map(
                    ({ metadata }) => metadata.name,
                );
            };
            assert.deepEqual(await deployments("testing"), ["guestbook-ui"]);
            assert.deepEqual(await deployments("management"), []);
        });

        it("shows the controller's whole chain in the logs: ServiceAccount, both roles, Kubernetes user and groups", async () => {
            const chains = chainsOf(await readAwsLog(paths), await readAuditLogs(paths));
            const controller = chains.find(
                ({ serviceAccount }) => serviceAccount === "argocd/argocd-application-controller",
            );
            assert.ok(controller !== undefined, "no chain of the controller");
            assert.equal(controller.audience, "sts.amazonaws.com");
            assert.equal(controller.firstRole, ARGO_ROLE);
            assert.equal(controller.secondRole, DEPLOYER);
            assert.equal(controller.cluster, "testing");
            assert.match(controller.user ?? "", /^gitops:acme:/);
            assert.ok(controller.groups?.includes("gitops:acme:deployers"));
            assert.ok(controller.changes.some((change) => change.includes("default/guestbook-ui")));
        });

        it("shows no changes on a second up", async () => {
            await succeed("pulumi", "up", "--yes", "--skip-preview", "--expect-no-changes");
        });

        it("shows no changes after a refresh", async () => {
            await succeed("pulumi", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
        });
    });

    describe("the chain", () => {
        const probes: Probe[] = [];
        let count = 0;

        async function probe(serviceAccount: string): Promise<Probe> {
            const started = await startProbe(session, `probe-${++count}`, serviceAccount, TESTING);
            probes.push(started);
            return started;
        }

        afterEach(async () => {
            await Promise.all(probes.splice(0).map(removeProbe));
        });

        for (const name of [
            "argocd-application-controller",
            "argocd-server",
            "argocd-applicationset-controller",
        ]) {
            it(`works for a pod with ${name}, whose token can list pods in default and nowhere else`, async () => {
                const started = await probe(name);
                const token = await tokenOf(started);
                const session = await callOf(
                    started,
                    "sts:AssumeRoleWithWebIdentity",
                    ({ status }) => status === 200,
                );
                assert.equal(session.sub, `system:serviceaccount:argocd:${name}`);
                assert.equal(await listPods(token, "default"), 200);
                assert.equal(await listPods(token, "kube-system"), 403);
            });
        }

        it("fails for another ServiceAccount with the same annotation", async () => {
            await createServiceAccount("intruder", {});
            const started = await probe("intruder");
            const refused = await callOf(
                started,
                "sts:AssumeRoleWithWebIdentity",
                ({ sub }) => sub === "system:serviceaccount:argocd:intruder",
            );
            assert.equal(refused.error?.code, "AccessDenied");
        });

        it("fails for a token with another audience", async () => {
            const account = "/api/v1/namespaces/argocd/serviceaccounts/argocd-server";
            await annotate(account, { "eks.amazonaws.com/audience": "elsewhere.example" });
            const started = await probe("argocd-server");
            const refused = await callOf(
                started,
                "sts:AssumeRoleWithWebIdentity",
                ({ aud }) => aud?.includes("elsewhere.example") === true,
            );
            await annotate(account, { "eks.amazonaws.com/audience": null });
            assert.equal(refused.error?.code, "InvalidIdentityToken");
            assert.match(refused.error?.message ?? "", /Incorrect token audience/);
        });

        it("fails if the Deployer role does not trust role argocd", async () => {
            const { Role } = (await aws(TARGET, "iam:GetRole", {
                RoleName: "acme-deployer-testing",
            })) as { Role: { AssumeRolePolicyDocument: string } };
            const trust = Role.AssumeRolePolicyDocument;
            await writeTrust(trust.replace(ARGO_ROLE, `arn:aws:iam::${TARGET}:root`));
            const started = await probe("argocd-server");
            const refused = await callOf(started, "sts:AssumeRole", isDeployer);
            await writeTrust(trust);
            assert.equal(refused.error?.code, "AccessDenied");
        });

        it("fails if role argocd lacks the permission", async () => {
            const { AttachedPolicies } = (await aws(MANAGEMENT, "iam:ListAttachedRolePolicies", {
                RoleName: "acme-argocd",
            })) as { AttachedPolicies: { PolicyArn: string }[] };
            assert.equal(AttachedPolicies.length, 1);
            const pack = { RoleName: "acme-argocd", PolicyArn: AttachedPolicies[0]!.PolicyArn };
            await aws(MANAGEMENT, "iam:DetachRolePolicy", pack);
            const started = await probe("argocd-server");
            const refused = await callOf(started, "sts:AssumeRole", isDeployer);
            await aws(MANAGEMENT, "iam:AttachRolePolicy", pack);
            assert.equal(refused.error?.code, "AccessDenied");
        });

        it("fails if the access entry is deleted", async () => {
            const token = await tokenOf(await probe("argocd-server"));
            const entry = { clusterName: "testing", principalArn: DEPLOYER };
            const { accessEntry } = (await aws(TARGET, "eks:DescribeAccessEntry", entry)) as {
                accessEntry: { kubernetesGroups: string[]; username: string; tags: object };
            };
            await aws(TARGET, "eks:DeleteAccessEntry", entry);
            const status = await listPods(token, "default");
            await aws(TARGET, "eks:CreateAccessEntry", {
                ...entry,
                kubernetesGroups: accessEntry.kubernetesGroups,
                username: accessEntry.username,
                type: "STANDARD",
                tags: accessEntry.tags,
            });
            assert.equal(status, 401);
        });

        it("works again when everything is restored and the new access entry has taken effect", async () => {
            const token = await tokenOf(await probe("argocd-server"));
            await eventually("the access entry", async () =>
                (await listPods(token, "default")) === 200 ? true : undefined,
            );
        });
    });

    describe("destroy", () => {
        it("deletes everything in order while Argo CD runs, and leaves nothing", async () => {
            const started = new Date();
            const output = await succeed("destroy");
            assert.match(output, /Nothing is left in the local AWS/);
            const order = await deletionOrder(paths, started);
            assert.deepEqual(
                order,
                [...order].sort((a, b) => a.time.localeCompare(b.time)),
                "later steps of the order must not come before earlier ones",
            );
            assert.ok(order.length >= 8, `only ${order.length} steps were seen`);
        });

        it("ends with no process and no state left", async () => {
            await succeed("down");
            await assert.rejects(access(STATE));
        });
    });
});

function isDeployer({ role }: { readonly role?: string }): boolean {
    return role === DEPLOYER;
}

async function listPods(token: string, namespace: string): Promise<number> {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    return (await kubernetes({ cluster: "testing", path, token })).status;
}

async function writeTrust(PolicyDocument: string): Promise<void> {
    await aws(TARGET, "iam:UpdateAssumeRolePolicy", {
        RoleName: "acme-deployer-testing",
        PolicyDocument,
    });
}

async function createServiceAccount(name: string, annotations: object): Promise<void> {
    await kubernetes({
        cluster: "management",
        method: "POST",
        path: "/api/v1/namespaces/argocd/serviceaccounts",
        body: {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: {
                name,
                annotations: { "eks.amazonaws.com/role-arn": ARGO_ROLE, ...annotations },
            },
        },
    });
}

async function annotate(path: string, annotations: object): Promise<void> {
    await kubernetes({
        cluster: "management",
        method: "PATCH",
        path,
        body: { metadata: { annotations } },
    });
}
