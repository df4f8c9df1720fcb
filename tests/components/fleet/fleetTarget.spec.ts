import assert from "node:assert/strict";

import type { FleetTarget, FleetTargetArgs } from "../../../components";
import { parseConfig } from "../../../config/parse";
import type { ExistingTargetConfig } from "../../../lib/cluster/types";
import { RAW_CONFIG, REACH, TARGET } from "../../support/fixtures";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { build, existing } from "../../support/fleetTarget";
import type { Harness } from "../../support/mocks";

const DYNAMIC = "pulumi-nodejs:dynamic/eks-gitops-fleet";
const AWS_AUTH_ENTRY = `${DYNAMIC}:AwsAuthEntry`;
const ENFORCED = `${DYNAMIC}:EnforcedObjects`;

describe("FleetTarget", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() =>
            build({ guestbook: parseConfig(RAW_CONFIG, "p").guestbook }),
        );
    });

    it("is cluster, its readiness, Deployer role, registration and guestbook, all its children; the cluster's provider stands apart", () => {
        const children = harness.resources
            .filter((resource) => parentOf(resource, harness)?.name === "testing")
            .map(({ type, name }) => `${type} ${name}`);
        assert.deepEqual(children.sort(), [
            "eks-gitops-fleet:index:ArgoClusterRegistration testing-registration",
            "eks-gitops-fleet:index:DeployerRole testing-deployer",
            "eks-gitops-fleet:index:Guestbook testing-guestbook",
            "eks-gitops-fleet:index:TargetCluster testing-cluster",
            "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness testing-ready",
        ]);
        const provider = harness.one("pulumi:providers:kubernetes", "kubernetes-testing");
        assert.equal(parentOf(provider, harness), undefined);
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
    });

    it("has no guestbook unless it is asked for", async () => {
        harness = await registered(() => build());
        assert.ok(!inventory(harness).some((line) => /Application|Verification/.test(line)));
    });

    it("makes AWS resources in the target's account, registers in the hub, and writes RBAC on the target", () => {
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        const acting = (name: string): string =>
            actingProvider(
                harness.resources.find((one) => one.name === name)!,
                harness,
            );
        assert.equal(acting("testing-registration-secret"), "given-kubernetes-hub");
        assert.equal(acting("testing-guestbook-application"), "given-kubernetes-hub");
        assert.equal(acting("testing-deployer-shop-role"), "kubernetes-testing");
    });

    it("registers after the hub, the permission, the mapping and the RBAC", () => {
        const secret = harness.one("kubernetes:core/v1:Secret", "testing-registration-secret");
        const before = harness.resources.filter(({ name }) =>
            [
                "given-hub",
                "given-permission",
                "testing-deployer-entry",
                "testing-deployer-shop-binding",
                "testing-deployer-enforced",
                "testing-cluster-eks-nodes-default",
            ].includes(name),
        );
        assert.equal(before.length, 6);
        for (const resource of before) {
            assert.ok(goesBefore(harness, secret, resource), resource.name);
        }
    });

    it("makes of an existing cluster nothing but the role, its mapping, its RBAC and the registration", async () => {
        harness = await registered(() => build(existing));
        assert.deepEqual(inventory(harness), [
            "aws:eks/accessEntry:AccessEntry testing-deployer-entry",
            "aws:iam/role:Role testing-deployer-role",
            "eks-gitops-fleet:index:ArgoClusterRegistration testing-registration",
            "eks-gitops-fleet:index:DeployerRole testing-deployer",
            "eks-gitops-fleet:index:ExistingCluster testing-cluster-existing",
            "eks-gitops-fleet:index:FleetTarget testing",
            "eks-gitops-fleet:index:TargetCluster testing-cluster",
            "kubernetes:argoproj.io/v1alpha1:AppProject testing-registration-project",
            "kubernetes:core/v1:Secret testing-registration-secret",
            "kubernetes:rbac.authorization.k8s.io/v1:Role testing-deployer-shop-role",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding testing-deployer-shop-binding",
            `${ENFORCED} testing-deployer-enforced`,
            `${ENFORCED} testing-registration-project-enforced`,
            `${ENFORCED} testing-registration-secret-enforced`,
            "pulumi:providers:kubernetes kubernetes-testing",
        ]);
    });

    it("maps by an entry in aws-auth, or prints that entry, where an existing cluster knows nothing else", async () => {
        const mapped = (awsAuth: "patch" | "manual"): Partial<FleetTargetArgs> => ({
            ...existing,
            target: {
                ...existing.target!,
                cluster: { ...(existing.target!.cluster as ExistingTargetConfig), awsAuth },
            },
        });
        let target: FleetTarget | undefined;
        harness = await registered(() => (target = build(mapped("patch"))));
        const entry = harness.one(AWS_AUTH_ENTRY, "testing-deployer-aws-auth");
        const secret = harness.one("kubernetes:core/v1:Secret", "testing-registration-secret");
        assert.ok(goesBefore(harness, secret, entry));
        assert.equal(target!.awsAuthEntry, undefined);
        assert.ok(!inventory(harness).some((line) => line.includes("AccessEntry")));

        harness = await registered(() => (target = build(mapped("manual"))));
        assert.ok(!inventory(harness).some((line) => /AccessEntry|AwsAuthEntry/.test(line)));
        assert.match(
            target!.awsAuthEntry!,
            /rolearn: "arn:aws:iam::222222222222:role\/acme-deployer-testing"/,
        );
    });

    it("deletes what it made on an existing cluster by call: the cluster doesn't go", async () => {
        harness = await registered(() => build(existing));
        assert.deepEqual([...new Set(harness.resources.map((one) => one.deletedWith))], [""]);
    });

    it("uses the hub's own cluster and provider where the target is the management cluster", async () => {
        harness = await registered(() =>
            build({
                target: {
                    ...TARGET,
                    cluster: {
                        kind: "management",
                        accountId: "111111111111",
                        region: "eu-west-1",
                        clusterName: "management",
                        roleSettings: { path: "/" },
                    },
                    args: undefined,
                },
            }),
        );
        const lines = inventory(harness);
        assert.ok(!lines.some((line) => /Cluster testing-cluster|kubernetes-testing/.test(line)));
        const { clusterArn, kubeconfig } = harness.one(
            ENFORCED,
            "testing-deployer-enforced",
        ).inputs;
        assert.deepEqual({ clusterArn, kubeconfig }, REACH);
        const role = harness.resources.find(({ name }) => name === "testing-deployer-shop-role")!;
        assert.equal(actingProvider(role, harness), "given-kubernetes-hub");
        assert.equal(
            harness.one("aws:eks/accessEntry:AccessEntry", "testing-deployer-entry").inputs[
                "clusterName"
            ],
            "management",
        );
    });

    it("is the same in a preview, created or existing", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => build(existing));
    });
});
