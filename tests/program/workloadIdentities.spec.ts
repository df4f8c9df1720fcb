/** The whole program with workload identities: in a stack of their own, and on a fleet's management cluster. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import program from "../../index";
import { changed, stackConfig, type Raw } from "../support/config";
import { CRDS, INSTALLATION } from "../support/fixtures";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    inventory,
} from "../support/fleet";
import { install, value, type Harness } from "../support/mocks";
import { FLEET_WITH_IDENTITY, identitiesStack } from "../support/workloadIdentities";

const TRUST = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";
const SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const ISSUER = "https://oidc.eks.amazonaws.com/id/RUNNERS";
const RUNNERS = "runners-111111111111-eu-west-1-runners";

const CLUSTER = {
    status: "ACTIVE",
    endpoint: "https://runners.eks.amazonaws.com",
    version: "1.34",
    certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
    identities: [{ oidcs: [{ issuer: ISSUER }] }],
    accessConfigs: [{ authenticationMode: "CONFIG_MAP" }],
    vpcConfig: { vpcId: "vpc-9", endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
};

interface Run {
    readonly harness: Harness;
    readonly exports: Record<string, unknown>;
}

function fails(details: string): () => never {
    return () => {
        throw Object.assign(new Error(details), { details });
    };
}

async function run(raw: Raw, existing: boolean, preview = false): Promise<Run> {
    const harness = await install({
        project: "eks-gitops-fleet",
        preview,
        calls: {
            "aws:eks/getCluster:getCluster": existing
                ? () => CLUSTER
                : fails("reading EKS Cluster (management): couldn't find resource"),
            "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": fails("not found"),
        },
    });
    pulumi.runtime.setAllConfig(stackConfig(raw, "eks-gitops-fleet"));
    const exports = await program({
        manifests: () =>
            existing
                ? assert.fail("a stack of identities installs no Argo CD")
                : Promise.resolve({ crds: CRDS, installation: INSTALLATION }),
    });
    await harness.settle();
    return { harness, exports };
}

describe("A stack with workload identities only", () => {
    let harness: Harness;
    let exports: Record<string, unknown>;
    before(async () => {
        ({ harness, exports } = await run(identitiesStack(), true));
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("contains exactly these resources: no Argo CD, no cluster, nothing in the cluster's own account", () => {
        const lines = inventory(harness).map((line) => line.replace(/-[0-9a-f]{8}$/, "-*"));
        assert.deepEqual(lines, [
            "aws:iam/role:Role torque.dev-role",
            "aws:iam/role:Role torque.prod-role",
            "aws:iam/rolePolicy:RolePolicy torque.prod-inline",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment torque.dev-policy-*",
            "eks-gitops-fleet:index:ExistingCluster runners-111111111111-eu-west-1-runners",
            "eks-gitops-fleet:index:WorkloadIdentity torque.dev",
            "eks-gitops-fleet:index:WorkloadIdentity torque.prod",
            `kubernetes:core/v1:Namespace ${RUNNERS}-namespace-environments`,
            `${SERVICE_ACCOUNT} torque.dev-service-account`,
            `${SERVICE_ACCOUNT} torque.prod-service-account`,
            `${TRUST} issuer-111111111111-eu-west-1-runners-222222222222`,
            `${TRUST} issuer-111111111111-eu-west-1-runners-333333333333`,
            "pulumi:providers:aws aws-111111111111-eu-west-1-*",
            "pulumi:providers:aws aws-222222222222-eu-west-1-*",
            "pulumi:providers:aws aws-333333333333-us-east-1-*",
            `pulumi:providers:kubernetes ${RUNNERS}-kubernetes`,
        ]);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))].sort(), [
            "222222222222",
            "333333333333",
        ]);
    });

    it("has the same inventory in a preview", async () => {
        const preview = await run(identitiesStack(), true, true);
        assert.deepEqual(inventory(preview.harness), inventory(harness));
    });

    it("acts in the cluster as its provisioner, and uses no default provider", () => {
        const serviceAccount = harness.one(SERVICE_ACCOUNT, "torque.dev-service-account");
        assert.equal(actingProvider(serviceAccount, harness), `${RUNNERS}-kubernetes`);
        const { kubeconfig, clusterIdentifier } = harness.one(
            "pulumi:providers:kubernetes",
            `${RUNNERS}-kubernetes`,
        ).inputs;
        assert.match(String(kubeconfig), /arn:aws:iam::111111111111:role\/Provisioner/);
        assert.equal(clusterIdentifier, "arn:aws:eks:eu-west-1:111111111111:cluster/runners");
        assertNoDefaultProvider(harness);
        assertChildNames(harness);
    });

    it("creates roles that trust the provider of their own account", () => {
        for (const [key, account] of [
            ["dev", "222222222222"],
            ["prod", "333333333333"],
        ] as const) {
            const { assumeRolePolicy } = harness.one(
                "aws:iam/role:Role",
                `torque.${key}-role`,
            ).inputs;
            assert.match(
                String(assumeRolePolicy),
                new RegExp(
                    `arn:aws:iam::${account}:oidc-provider/oidc.eks.amazonaws.com/id/RUNNERS"`,
                ),
            );
            const issuer = harness.one(TRUST, `issuer-111111111111-eu-west-1-runners-${account}`);
            assert.equal(issuer.inputs["accountId"], account);
            assert.equal(
                issuer.inputs["owner"],
                "organization-under-test/eks-gitops-fleet/stack-under-test",
            );
        }
    });

    it("exports roles, ServiceAccounts and the lines for a blueprint", async () => {
        const account = (key: string, id: string): object => ({
            roleArn: `arn:aws:iam::${id}:role/acme-runner-torque-${key}`,
            serviceAccount: `torque-${key}`,
            torqueBlueprint: `agent:\n  name: torque\n  service-account: torque-${key}\n  runner-namespace: environments\n`,
        });
        assert.deepEqual(await value(pulumi.output(exports)), {
            workloadIdentities: {
                torque: {
                    namespace: "environments",
                    accounts: {
                        dev: account("dev", "222222222222"),
                        prod: account("prod", "333333333333"),
                    },
                },
            },
        });
    });

    it("labels its namespace with Pod Security level baseline, or the configured one", async () => {
        const labelled = async (changes: Raw): Promise<unknown> => {
            const { harness } = await run(identitiesStack(changes), true);
            const name = `${RUNNERS}-namespace-environments`;
            return harness.one("kubernetes:core/v1:Namespace", name).inputs;
        };
        for (const [changes, level] of [
            [{}, "baseline"],
            [{ "namespace.podSecurity": "restricted" }, "restricted"],
            [{ "namespace.podSecurity": "privileged" }, "privileged"],
        ] as const) {
            assert.deepEqual(await labelled(changes), {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: {
                    name: "environments",
                    labels: { "pod-security.kubernetes.io/enforce": level },
                },
            });
        }
    });

    it("creates a shared namespace once, and no existing one", async () => {
        const { torque } = (identitiesStack() as { workloadIdentities: Raw }).workloadIdentities;
        const shared = changed(
            { "workloadIdentities.github": { ...(torque as Raw), serviceAccount: "github" } },
            identitiesStack(),
        );
        const namespaces = (await run(shared, true)).harness.resources.filter(({ type }) =>
            type.endsWith(":Namespace"),
        );
        assert.equal(namespaces.length, 1);
        const existing = await run(identitiesStack({ "namespace.existing": true }), true);
        assert.ok(!inventory(existing.harness).some((line) => /:Namespace(Patch)? /.test(line)));
    });
});

describe("A fleet with a workload identity", () => {
    let harness: Harness;
    before(async () => {
        ({ harness } = await run(FLEET_WITH_IDENTITY, false));
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("has one provider of the management cluster's issuer in each account, shared by both chains", () => {
        const providers = harness.resources.filter(({ type }) =>
            /OpenIdConnectProvider$|TrustedIssuer$/.test(type),
        );
        assert.deepEqual(providers.map(({ name }) => name).sort(), [
            "issuer-management-222222222222",
            "management-oidc",
        ]);
        const { assumeRolePolicy } = harness.one("aws:iam/role:Role", "torque.own-role").inputs;
        const argocd = harness.one("aws:iam/role:Role", "argocd-role").inputs["assumeRolePolicy"];
        const federated = (text: unknown): unknown =>
            (JSON.parse(String(text)) as { Statement: { Principal: unknown }[] }).Statement[0]!
                .Principal;
        assert.deepEqual(federated(assumeRolePolicy), federated(argocd));
    });

    it("sets deletedWith for its ServiceAccounts if this stack creates the cluster", () => {
        const serviceAccount = harness.one(SERVICE_ACCOUNT, "torque.dev-service-account");
        assert.equal(actingProvider(serviceAccount, harness), "management-kubernetes");
        assert.match(serviceAccount.deletedWith, /management-eks-cluster$/);
        assert.match(
            harness.one("kubernetes:core/v1:Namespace", "management-namespace-environments")
                .deletedWith,
            /management-eks-cluster$/,
        );
    });

    it("has the same inventory in a preview", async () => {
        const preview = await run(FLEET_WITH_IDENTITY, false, true);
        assert.deepEqual(inventory(preview.harness), inventory(harness));
    });
});
