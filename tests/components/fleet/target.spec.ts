import assert from "node:assert/strict";

import type { Target } from "../../../components";
import { REACH } from "../../support/fixtures";
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
import { build, EXISTING, GUESTBOOK, MANAGEMENT } from "../../support/target";
import type { Harness } from "../../support/mocks";

const DYNAMIC = "pulumi-nodejs:dynamic/eks-gitops-fleet";
const AWS_AUTH_ENTRY = `${DYNAMIC}:AwsAuthEntry`;
const ENFORCED = `${DYNAMIC}:EnforcedObjects`;

describe("Target", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build({ guestbook: GUESTBOOK }));
    });

    it("has cluster, readiness, Deployer role, registration and guestbook as children, and the cluster's provider without a parent", () => {
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

    it("has no guestbook by default", async () => {
        harness = await registered(() => build());
        assert.ok(!inventory(harness).some((line) => /Application|Verification/.test(line)));
    });

    it("creates AWS resources in the target's account, registers in the hub, and writes RBAC on the target", () => {
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

    it("creates only role, mapping, RBAC and registration for an existing cluster", async () => {
        harness = await registered(() => build({}, EXISTING));
        assert.deepEqual(inventory(harness), [
            "aws:eks/accessEntry:AccessEntry testing-deployer-entry",
            "aws:iam/role:Role testing-deployer-role",
            "eks-gitops-fleet:index:ArgoClusterRegistration testing-registration",
            "eks-gitops-fleet:index:DeployerRole testing-deployer",
            "eks-gitops-fleet:index:ExistingCluster testing-cluster-existing",
            "eks-gitops-fleet:index:Target testing",
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

    it("maps the role in aws-auth, or returns the entry to paste, on an existing cluster without access entries", async () => {
        let target: Target | undefined;
        harness = await registered(() => (target = build({ awsAuth: "patch" }, EXISTING)));
        const entry = harness.one(AWS_AUTH_ENTRY, "testing-deployer-aws-auth");
        const secret = harness.one("kubernetes:core/v1:Secret", "testing-registration-secret");
        assert.ok(goesBefore(harness, secret, entry));
        assert.equal(target!.awsAuthEntry, undefined);
        assert.ok(!inventory(harness).some((line) => line.includes("AccessEntry")));

        harness = await registered(() => (target = build({ awsAuth: "manual" }, EXISTING)));
        assert.ok(!inventory(harness).some((line) => /AccessEntry|AwsAuthEntry/.test(line)));
        assert.match(
            target!.awsAuthEntry!,
            /rolearn: "arn:aws:iam::222222222222:role\/acme-deployer-testing"/,
        );
    });

    it("deletes its objects on an existing cluster one by one, since the cluster is not deleted", async () => {
        harness = await registered(() => build({}, EXISTING));
        assert.deepEqual([...new Set(harness.resources.map((one) => one.deletedWith))], [""]);
    });

    it("uses the hub's cluster and provider if the target is the management cluster", async () => {
        harness = await registered(() => build({}, MANAGEMENT));
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
        await assertSameInPreview(() => build({}, EXISTING));
    });
});
