import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { policyText } from "../../../lib/iam/documents";
import { podIdentityTrust } from "../../../lib/iam/trust";
import { ARGO_ROLE, hubCluster, ROLE_ARN } from "../../support/argocd";
import { APPS, BOOTSTRAP_ROLE, build, OVER_CLUSTERS } from "../../support/bootstrap";
import { REACH } from "../../support/fixtures";
import { dependencyNames, dynamicInputs, parentOf, registered } from "../../support/fleet";
import type { Harness } from "../../support/mocks";

const VERIFICATION = "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification";

/** Hashes of the facts below: others for the same facts would verify again what has not changed. */
const SET_HASH = "59c8b772";
const APPS_HASH = "77e29d0d";

const EMPTY_TRUST = JSON.stringify({ Version: "2012-10-17", Statement: [] });

async function hashOf(
    overrides: Parameters<typeof build>[0],
    name = "bootstrap",
): Promise<unknown> {
    const harness = await registered(() => build(overrides, name));
    return harness.one(VERIFICATION, `${name}-verification`).inputs["hash"];
}

describe("The ApplicationSet of bootstrapArgoCd", () => {
    it("is verified until its Applications are generated anew, after the ApplicationSet, without a walk through roles", async () => {
        const harness = await registered(() => build({ bootstrap: OVER_CLUSTERS }));
        const verification = harness.one(VERIFICATION, "bootstrap-verification");
        assert.deepEqual(dynamicInputs(verification, "argoCdVerification"), {
            ...REACH,
            kind: "ApplicationSet",
            namespace: "gitops",
            name: "acme-bootstrap",
            hash: SET_HASH,
            health: false,
        });
        assert.deepEqual(dependencyNames(verification, harness), ["bootstrap-set"]);
        assert.equal(parentOf(verification, harness)?.name, "bootstrap");
        assert.equal(verification.deletedWith, "");
    });

    for (const [what, changes] of [
        ["the repository", { repoUrl: "https://git.example.com/other.git" }],
        ["the path", { path: "other" }],
        ["the revision", { targetRevision: "v1" }],
        ["the namespace of the Applications", { namespace: "shop" }],
        ["the selection of clusters", { clusterLabels: { environment: "production" } }],
        ["the directory of each cluster", { perCluster: true }],
        ["what its deletion does", { onDelete: "orphan" }],
    ] as const) {
        it(`is verified again when ${what} changes`, async () => {
            const bootstrap = { ...OVER_CLUSTERS, ...changes };
            assert.notEqual(await hashOf({ bootstrap }), SET_HASH);
        });
    }

    it("is verified again when the ApplicationSet is created again, which gives it another uid", async () => {
        assert.notEqual(await hashOf({ bootstrap: OVER_CLUSTERS }, "again"), SET_HASH);
    });

    it("is not verified again for the same spec, whatever roles it is deployed through", async () => {
        const role = { ...ARGO_ROLE, roleUniqueId: pulumi.output("AROAEXAMPLE2") };
        assert.equal(await hashOf({ bootstrap: { ...OVER_CLUSTERS }, argocd: { role } }), SET_HASH);
    });
});

describe("The App-of-Apps of bootstrapArgoCd", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("is verified by a sync until it is Synced, whatever the Applications' health, after the Application, and the chain of roles is walked", () => {
        const verification = harness.one(VERIFICATION, "bootstrap-verification");
        assert.deepEqual(dynamicInputs(verification, "argoCdVerification"), {
            ...REACH,
            kind: "Application",
            namespace: "gitops",
            name: "acme-bootstrap",
            hash: APPS_HASH,
            health: false,
            chain: {
                serviceAccount: { namespace: "gitops", name: "argocd-application-controller" },
                argoRoleArn: ROLE_ARN,
                deployerRoleArn: BOOTSTRAP_ROLE,
                clusterName: "management",
                region: "eu-west-1",
                endpoint: "https://hub.eks.amazonaws.com",
                certificateAuthorityData: "LS0tLS1CRUdJTg==",
                resource: { group: "argoproj.io", resource: "applications" },
                namespaces: ["gitops"],
            },
        });
        assert.deepEqual(dependencyNames(verification, harness), [
            "bootstrap-access-role",
            "bootstrap-application",
        ]);
        assert.equal(parentOf(verification, harness)?.name, "bootstrap");
        assert.equal(verification.deletedWith, "");
    });

    it("is verified without a walk where EKS Pod Identity gives role argocd", async () => {
        const trustPolicy = policyText(
            podIdentityTrust({
                clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
                namespace: "gitops",
                serviceAccounts: ["argocd-application-controller"],
            }),
        );
        harness = await registered(() =>
            build({ argocd: { role: { ...ARGO_ROLE, trustPolicy: pulumi.output(trustPolicy) } } }),
        );
        const { inputs } = harness.one(VERIFICATION, "bootstrap-verification");
        assert.ok(!("chain" in inputs));
    });

    for (const [what, overrides] of [
        ["the repository", { bootstrap: { ...APPS, repoUrl: "https://git.example.com/o.git" } }],
        ["the path", { bootstrap: { ...APPS, path: "other" } }],
        ["the revision", { bootstrap: { ...APPS, targetRevision: "v1" } }],
        ["the reading of subdirectories", { bootstrap: { ...APPS, recurse: true } }],
        ["the agent's namespace", { argocd: { namespace: "argocd" } }],
        [
            "role argocd's unique id",
            { argocd: { role: { ...ARGO_ROLE, roleUniqueId: pulumi.output("AROAEXAMPLE2") } } },
        ],
        [
            "the role's trust policy",
            { argocd: { role: { ...ARGO_ROLE, identity: "podIdentity" } } },
        ],
        [
            "role argocd's trust policy",
            { argocd: { role: { ...ARGO_ROLE, trustPolicy: pulumi.output(EMPTY_TRUST) } } },
        ],
        ["the fleet", { argocd: { role: { ...ARGO_ROLE, fleet: "other" } } }],
    ] as const) {
        it(`is verified again when ${what} changes`, async () => {
            assert.notEqual(await hashOf(overrides), APPS_HASH);
        });
    }

    it("is verified again when the management cluster's endpoint changes", async () => {
        const harness = await registered(() =>
            build({
                argocd: {
                    cluster: hubCluster({
                        clusterEndpoint: pulumi.output("https://other.eks.amazonaws.com"),
                    }),
                },
            }),
        );
        const { hash } = harness.one(VERIFICATION, "bootstrap-verification").inputs;
        assert.notEqual(hash, APPS_HASH);
    });

    it("is verified again when the Application is created again, which gives it another uid", async () => {
        assert.notEqual(await hashOf({}, "again"), APPS_HASH);
    });

    it("is not verified again when only what its deletion does changes", async () => {
        assert.equal(await hashOf({ bootstrap: { ...APPS, onDelete: "orphan" } }), APPS_HASH);
    });
});
