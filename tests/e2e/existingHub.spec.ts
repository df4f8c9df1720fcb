/**
 * An existing management cluster, first with the stack's own Argo CD, then with one that someone else installed: what
 * is used is unchanged afterwards.
 */
import assert from "node:assert/strict";

import { ApplicationProbe, type Outcome } from "./support/applications";
import { makeCluster, type ExistingCluster } from "./support/existingCluster";
import { makeNetwork } from "./support/existingNetwork";
import { installForeignArgoCd } from "./support/foreignArgoCd";
import { runnerCall, sessionOf } from "./support/runnerPod";
import { eventually } from "./support/sandbox";
import { Session } from "./support/session";
import { StackSession, type Run, type StackConfig } from "./support/stack";
import { standing } from "./support/standing";

const HUB = { account: "111111111111", region: "eu-west-1", name: "platform" };
const TARGET = { account: "222222222222", region: "eu-central-1", name: "shop" };
const OPERATORS = "203.0.113.0/24";
const ROLE_ARN = `arn:aws:iam::${HUB.account}:role/acme-argocd`;
const EXAMPLES = "https://github.com/argoproj/argocd-example-apps.git";
const CLIENTS = [
    "argocd-application-controller",
    "argocd-applicationset-controller",
    "argocd-server",
];

interface Everything {
    readonly hub: object;
    readonly target: object;
}

describe("an existing management cluster", () => {
    const session = new Session("existing-hub", { awsTime: "none" });
    const applications = new ApplicationProbe(session, HUB.name, "argocd");
    let hub: ExistingCluster;
    let target: ExistingCluster;
    let config: StackConfig;
    let stack: StackSession;

    before(async () => {
        await session.start();
        await session.ensureAccount({ id: TARGET.account, roles: ["Provisioner"] });
        const network = await makeNetwork(session, TARGET);
        hub = await makeCluster(session, {
            ...HUB,
            authenticationMode: "API_AND_CONFIG_MAP",
            adminRole: "Provisioner",
            nodes: 2,
            trustsIssuer: true,
        });
        const natAddresses = [hub.network.natAddress, network.natAddress];
        target = await makeCluster(session, {
            ...TARGET,
            authenticationMode: "API",
            adminRole: "Provisioner",
            network,
            publicAccessCidrs: [OPERATORS, ...natAddresses.map((address) => `${address}/32`)],
        });
        const existing = (cluster: ExistingCluster): object => ({
            existing: true,
            accountId: cluster.account,
            region: cluster.region,
            clusterName: cluster.name,
        });
        config = {
            fleet: "acme",
            operatorCidrs: [OPERATORS],
            provisionerRoleName: "Provisioner",
            management: { ...existing(hub), egressCidrs: [`${hub.network.natAddress}/32`] },
            targets: {
                shop: {
                    ...existing(target),
                    access: { namespaces: { default: { existing: true } } },
                    sourceRepos: [EXAMPLES],
                },
            },
            guestbook: { targets: ["shop"] },
        };
        stack = new StackSession(session, "fleet", config);
    });
    after(() => session.down());

    /** The state of both clusters and their accounts. */
    async function everything(): Promise<Everything> {
        return { hub: await standing(session, hub), target: await standing(session, target) };
    }

    /** Types of the resources that a run created. */
    function kinds({ changes }: Run): readonly string[] {
        const made = changes.filter(({ type }) => !/^(pulumi:|eks-gitops-fleet:)/.test(type));
        assert.ok(made.every(({ op }) => op === "create"));
        return [...new Set(made.map(({ type }) => type))].sort();
    }

    async function inArgoCd<T>(path: string): Promise<T> {
        const { body } = await session.kubernetes({ cluster: HUB.name, path });
        return body as T;
    }

    const write = (spec: { readonly destination: object; project?: string }): Promise<Outcome> =>
        applications.tryOut("other", {
            project: "acme.shop",
            source: { repoURL: EXAMPLES, path: "guestbook", targetRevision: "HEAD" },
            ...spec,
        });

    describe("with the stack's own Argo CD", () => {
        let original: Everything;

        before(async () => {
            original = await everything();
            stack.configure({
                ...config,
                workloadIdentities: {
                    torque: {
                        namespace: { name: "environments" },
                        accounts: {
                            home: { accountId: HUB.account },
                            shop: { accountId: TARGET.account },
                        },
                    },
                },
            });
        });

        it("comes up to a Healthy guestbook, and creates neither cluster, network nor a second OIDC provider", async () => {
            const run = await stack.up();
            const made = kinds(run);
            for (const type of ["aws:eks/cluster:Cluster", "aws:ec2/vpc:Vpc"]) {
                assert.ok(!made.includes(type));
            }
            assert.ok(!made.includes("aws:iam/openIdConnectProvider:OpenIdConnectProvider"));
        });

        for (const account of ["home", "shop"]) {
            it(`gives a runner's pod a session in account ${account}, by the same issuer as Argo CD's pods`, async () => {
                const serviceAccount = `torque-${account}`;
                const { status } = await runnerCall(
                    session,
                    {
                        cluster: HUB.name,
                        namespace: "environments",
                        serviceAccount,
                        work: "arn:aws:iam::333333333333:role/none",
                    },
                    sessionOf("environments", serviceAccount),
                );
                assert.equal(status, 200);
            });
        }

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await stack.up()).lines, []);
            assert.deepEqual((await stack.refresh()).lines, []);
        });

        it("is unchanged after destroy, with all that existed before: clusters, nodes, entries, OIDC provider", async () => {
            await stack.destroy();
            assert.deepEqual(await everything(), original);
        });
    });

    describe("with an existing Argo CD", () => {
        let original: Everything;

        before(async () => {
            await installForeignArgoCd(session, HUB.name, "argocd");
            await eventually("its project default", async () => {
                const path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/default";
                const { status } = await session.kubernetes({ cluster: HUB.name, path });
                return status === 200 ? true : undefined;
            });
            await session.kubernetes({
                cluster: HUB.name,
                method: "POST",
                path: "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications",
                body: {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "Application",
                    metadata: { name: "its-owners" },
                    spec: {
                        project: "default",
                        source: { repoURL: EXAMPLES, path: "guestbook" },
                        destination: { server: "https://elsewhere.example", namespace: "default" },
                    },
                },
            });
            original = await everything();
            assert.ok("applications argocd/its-owners" in original.hub);
            stack.configure({ ...config, argocd: { install: "existing" } });
        });

        it("gets identity, registration and project only, and deploys a Healthy guestbook through the chain of roles", async () => {
            assert.deepEqual(kinds(await stack.up()), [
                "aws:eks/accessEntry:AccessEntry",
                "aws:iam/policy:Policy",
                "aws:iam/role:Role",
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                "kubernetes:apps/v1:DeploymentPatch",
                "kubernetes:apps/v1:StatefulSetPatch",
                "kubernetes:argoproj.io/v1alpha1:AppProject",
                "kubernetes:argoproj.io/v1alpha1:Application",
                "kubernetes:core/v1:Secret",
                "kubernetes:core/v1:ServiceAccountPatch",
                "kubernetes:rbac.authorization.k8s.io/v1:Role",
                "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer",
            ]);
            for (const name of CLIENTS) {
                const { metadata } = await inArgoCd<{
                    metadata: { annotations?: Readonly<Record<string, string>> };
                }>(`/api/v1/namespaces/argocd/serviceaccounts/${name}`);
                assert.equal(metadata.annotations?.["eks.amazonaws.com/role-arn"], ROLE_ARN);
            }
        });

        it("deploys only what the target's project allows", async () => {
            assert.deepEqual(await write({ destination: { name: "shop", namespace: "default" } }), {
                refusals: [],
                synced: true,
            });
            for (const destination of [
                { name: "shop", namespace: "kube-system" },
                { server: "https://kubernetes.default.svc", namespace: "argocd" },
            ]) {
                const { refusals, synced } = await write({ destination });
                assert.match(refusals.join("\n"), /do not match any of the allowed destinations/);
                assert.ok(!synced);
            }
        });

        it("warns that an Application of the existing project default can deploy to the target too", async () => {
            const { output } = await stack.preview();
            assert.match(output, /its project default is empty, an Application of that project/);
            const destination = { name: "shop", namespace: "default" };
            assert.ok((await write({ project: "default", destination })).synced);
        });

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await stack.up()).lines, []);
            assert.deepEqual((await stack.refresh()).lines, []);
        });

        it("is unchanged after destroy, running and without the role", async () => {
            await stack.destroy();
            assert.deepEqual(await everything(), original);
            await eventually("all of it is Ready", async () => {
                const { items } = await inArgoCd<{
                    items: { status: { replicas?: number; readyReplicas?: number } }[];
                }>("/apis/apps/v1/namespaces/argocd/deployments");
                return items.length > 0 &&
                    items.every(({ status }) => status.readyReplicas === status.replicas)
                    ? true
                    : undefined;
            });
        });
    });
});
