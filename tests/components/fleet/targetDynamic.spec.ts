import assert from "node:assert/strict";

import { REACH } from "../../support/fixtures";
import {
    dependencyNames,
    dynamicInputs,
    goesBefore,
    parentOf,
    registered,
} from "../../support/fleet";
import { build, GUESTBOOK } from "../../support/target";
import type { Harness } from "../../support/mocks";

const DYNAMIC = "pulumi-nodejs:dynamic/eks-gitops-fleet";
const ENFORCED = `${DYNAMIC}:EnforcedObjects`;
const READINESS = `${DYNAMIC}:ClusterReadiness`;
const VERIFICATION = `${DYNAMIC}:ArgoCdVerification`;

describe("Target and its dynamic resources", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build({ guestbook: GUESTBOOK }));
    });

    it("deploys the guestbook after the enforced RBAC, project and registration", () => {
        const application = harness.one(
            "kubernetes:argoproj.io/v1alpha1:Application",
            "testing-guestbook-application",
        );
        for (const name of [
            "testing-deployer-enforced",
            "testing-registration-project-enforced",
            "testing-registration-secret-enforced",
        ]) {
            assert.ok(application.dependencies.includes(harness.one(ENFORCED, name).urn), name);
        }
    });

    it("enforces RBAC on the target as its provisioner, and the registration in the hub", () => {
        const reach = (name: string): unknown => {
            const { clusterArn, kubeconfig } = harness.one(ENFORCED, name).inputs;
            return { clusterArn, kubeconfig };
        };
        const provider = harness.one("pulumi:providers:kubernetes", "kubernetes-testing");
        assert.deepEqual(reach("testing-deployer-enforced"), {
            clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
            kubeconfig: provider.inputs["kubeconfig"],
        });
        assert.deepEqual(reach("testing-registration-project-enforced"), REACH);
        assert.deepEqual(reach("testing-registration-secret-enforced"), REACH);
    });

    it("waits until its created cluster is ready before it acts in it", () => {
        const provider = harness.one("pulumi:providers:kubernetes", "kubernetes-testing");
        const readiness = harness.one(READINESS, "testing-ready");
        assert.deepEqual(dynamicInputs(readiness, "clusterReadiness"), {
            clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
            kubeconfig: provider.inputs["kubeconfig"],
        });
        assert.deepEqual(dependencyNames(readiness, harness), [
            "testing-cluster-eks-admins-provisioner-cluster-admin",
            "testing-cluster-eks-cluster",
        ]);
        assert.ok(provider.dependencies.includes(readiness.urn));
        // It moves to another stack with the target; the provider is copied ahead of it.
        assert.equal(parentOf(readiness, harness)?.name, "testing");
        const role = harness.one(
            "kubernetes:rbac.authorization.k8s.io/v1:Role",
            "testing-deployer-shop-role",
        );
        assert.ok(goesBefore(harness, role, readiness));
    });

    it("verifies the guestbook by the chain of both roles into the target", () => {
        const verification = harness.one(VERIFICATION, "testing-guestbook-verification");
        const { hash, ...inputs } = dynamicInputs(verification, "argoCdVerification");
        assert.match(String(hash), /^[0-9a-f]{8}$/);
        assert.deepEqual(inputs, {
            ...REACH,
            kind: "Application",
            namespace: "argocd",
            name: "acme.testing-guestbook",
            health: true,
            chain: {
                serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
                argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
                deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                clusterName: "testing-cluster",
                region: "eu-west-1",
                endpoint: "https://testing-cluster-eks-cluster.eks.amazonaws.com",
                certificateAuthorityData: "LS0tLS1CRUdJTg==",
                resource: { group: "apps", resource: "deployments" },
                namespaces: ["shop"],
            },
        });
    });

    it("verifies the guestbook of a whole cluster without naming namespaces", async () => {
        harness = await registered(() => build({ access: "cluster", guestbook: GUESTBOOK }));
        const { chain } = harness.one(VERIFICATION, "testing-guestbook-verification").inputs;
        assert.deepEqual((chain as { namespaces: unknown }).namespaces, []);
    });
});
