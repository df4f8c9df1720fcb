/** The whole program as a stack of targets, with its hub in another stack. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import program from "../../index";
import { changed, stackConfig } from "../support/config";
import { accounts, actingProvider, assertNoDefaultProvider, dynamicInputs } from "../support/fleet";
import { CONTRACT } from "../support/hub";
import { install, value, type Harness } from "../support/mocks";

const RAW = changed({ management: undefined, hub: { stack: "hub" } });
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const VERIFICATION = "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification";

describe("A stack of targets", () => {
    let harness: Harness;
    let exports: Record<string, unknown>;
    before(async () => {
        harness = await install({
            project: "eks-gitops-fleet",
            stacks: { "organization-under-test/eks-gitops-fleet/hub": { hub: CONTRACT } },
            calls: {
                "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments": () => ({
                    attachedPolicies: [],
                }),
            },
        });
        pulumi.runtime.setAllConfig(stackConfig(RAW, "eks-gitops-fleet"));
        exports = await program({
            manifests: () => assert.fail("a stack of targets installs no Argo CD"),
        });
        await harness.settle();
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("creates nothing in the hub account except its own packs on the hub's role", () => {
        const there = Object.entries(accounts(harness))
            .filter(([, account]) => account === CONTRACT.accountId)
            .map(([line]) => line.replace(/-[0-9a-f]{8}$/, ""));
        assert.deepEqual(there.sort(), [
            "aws:iam/policy:Policy argocd-pack",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment argocd-pack",
        ]);
        const attachment = harness.resources.find(({ type }) =>
            type.endsWith(":RolePolicyAttachment"),
        );
        assert.equal(attachment?.inputs["role"], "acme-argocd");
        assert.equal(
            harness.resources.find(({ type }) => type === "aws:iam/policy:Policy")?.inputs["path"],
            "/eks-gitops-fleet/acme/stack-under-test/",
        );
    });

    it("registers its targets in the hub, as the provisioner of the hub account", () => {
        const secret = harness.one("kubernetes:core/v1:Secret", "testing-registration-secret");
        assert.equal(actingProvider(secret, harness), "management-kubernetes");
        const { kubeconfig } = harness.one(
            "pulumi:providers:kubernetes",
            "management-kubernetes",
        ).inputs;
        assert.ok(String(kubeconfig).includes(CONTRACT.clusterEndpoint));
        assert.ok(String(kubeconfig).includes("arn:aws:iam::111111111111:role/Provisioner"));
        assertNoDefaultProvider(harness);
    });

    it("trusts the hub's role, bound to its unique id, and allows its addresses", () => {
        const { assumeRolePolicy } = harness.one(
            "aws:iam/role:Role",
            "testing-deployer-role",
        ).inputs;
        assert.match(String(assumeRolePolicy), /TrustArgoCdAROAEXAMPLE1/);
        assert.deepEqual(
            harness.one("eks:index:Cluster", "testing-cluster-eks-cluster").inputs[
                "publicAccessCidrs"
            ],
            ["198.51.100.1/32", "203.0.113.0/24"],
        );
    });

    it("acts in the existing hub immediately, and in its own cluster once that is ready", () => {
        const ready = harness.resources.filter(({ type }) => type.endsWith(":ClusterReadiness"));
        assert.deepEqual(
            ready.map(({ name }) => name),
            ["testing-ready"],
        );
    });

    it("enforces the registration and verifies the guestbook in the hub, with the hub role's chain", () => {
        const hub = harness.one("pulumi:providers:kubernetes", "management-kubernetes").inputs;
        const reach = { clusterArn: CONTRACT.clusterArn, kubeconfig: hub["kubeconfig"] };
        for (const name of [
            "testing-registration-project-enforced",
            "testing-registration-secret-enforced",
        ]) {
            const { clusterArn, kubeconfig } = harness.one(ENFORCED, name).inputs;
            assert.deepEqual({ clusterArn, kubeconfig }, reach, name);
        }
        const verification = harness.one(VERIFICATION, "testing-guestbook-verification");
        const { hash, ...inputs } = dynamicInputs(verification, "argoCdVerification");
        assert.match(String(hash), /^[0-9a-f]{8}$/);
        assert.deepEqual(inputs, {
            ...reach,
            kind: "Application",
            namespace: "argocd",
            name: "acme.testing-guestbook",
            health: true,
            chain: {
                serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
                argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
                deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                clusterName: "testing",
                region: "eu-central-1",
                endpoint: "https://testing-cluster-eks-cluster.eks.amazonaws.com",
                certificateAuthorityData: "LS0tLS1CRUdJTg==",
                resource: { group: "apps", resource: "deployments" },
                namespaces: ["default"],
            },
        });
    });

    it("exports its targets, and nothing of the hub", async () => {
        assert.deepEqual(await value(pulumi.output(exports)), {
            targets: {
                testing: {
                    clusterArn: "arn:aws:eks:eu-central-1:222222222222:cluster/testing",
                    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                    registrationName: "acme.testing",
                },
            },
        });
    });
});
