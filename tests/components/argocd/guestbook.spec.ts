import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Guestbook, type GuestbookArgs } from "../../../components";
import type { GuestbookConfig } from "../../../lib/fleet/guestbook";
import type { Chain } from "../../../lib/argocd/chain";
import type { ChainFacts } from "../../../lib/argocd/guestbook";
import { REACH } from "../../support/fixtures";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenKubernetes,
    givenResource,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";

const APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application";
const VERIFICATION = "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification";
const FACTS: ChainFacts = {
    argoRoleUniqueId: "AROA1",
    deployerRoleUniqueId: "AROA2",
    trustPolicies: ["{}", "{}"],
    endpoint: "https://testing.eks.amazonaws.com",
    scope: { kind: "cluster" },
};

/** Of the facts below: another hash for the same facts would verify every guestbook again. */
const HASH = "cb4e640e";

const CHAIN: Chain = {
    serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
    argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    clusterName: "testing-cluster",
    region: "eu-west-1",
    endpoint: "https://testing.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    resource: { group: "apps", resource: "deployments" },
    namespaces: ["shop"],
};

const GUESTBOOK: GuestbookConfig = {
    targets: ["testing"],
    repoUrl: "https://example.com/apps.git",
    path: "guestbook",
    targetRevision: "HEAD",
    deletion: "cascade",
    namespace: "shop",
};

function build(overrides: Partial<GuestbookArgs> = {}, name = "testing"): Guestbook {
    return new Guestbook(
        name,
        {
            applicationName: "acme.testing-guestbook",
            reach: REACH,
            agentNamespace: "argocd",
            guestbook: GUESTBOOK,
            project: pulumi.output("acme.testing"),
            destination: "testing-eu",
            facts: FACTS,
            roleChain: CHAIN,
            chain: [givenResource("chain")],
            ...overrides,
        },
        { providers: [givenKubernetes("hub")] },
    );
}

async function hashOf(overrides: Partial<GuestbookArgs> = {}): Promise<unknown> {
    const harness = await registered(() => build(overrides));
    return harness.one(VERIFICATION, "testing-verification").inputs["hash"];
}

describe("Guestbook", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("creates one Application and its verification", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:Guestbook testing",
            `${APPLICATION} testing-application`,
            `${VERIFICATION} testing-verification`,
        ]);
        assertChildNames(harness);
    });

    it("deploys through the target's project, and takes its workload away first", () => {
        assert.deepEqual(harness.one(APPLICATION, "testing-application").inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: {
                name: "acme.testing-guestbook",
                namespace: "argocd",
                finalizers: ["resources-finalizer.argocd.argoproj.io"],
            },
            spec: {
                project: "acme.testing",
                source: {
                    repoURL: "https://example.com/apps.git",
                    path: "guestbook",
                    targetRevision: "HEAD",
                },
                destination: { name: "testing-eu", namespace: "shop" },
                syncPolicy: {
                    automated: { prune: true, selfHeal: true },
                    retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } },
                },
            },
        });
    });

    it("leaves the workload where it is when it is orphaned on request", async () => {
        const guestbook = { ...GUESTBOOK, deletion: "orphan" } as const;
        harness = await registered(() => build({ guestbook }));
        const { metadata } = harness.one(APPLICATION, "testing-application").inputs;
        assert.ok(!("finalizers" in (metadata as object)));
    });

    it("is verified by a sync until it is Synced and Healthy, after the Application, and the chain of roles is walked", () => {
        const verification = harness.one(VERIFICATION, "testing-verification");
        assert.deepEqual(dynamicInputs(verification, "argoCdVerification"), {
            ...REACH,
            kind: "Application",
            namespace: "argocd",
            name: "acme.testing-guestbook",
            hash: HASH,
            health: true,
            chain: CHAIN,
        });
        assert.deepEqual(dependencyNames(verification, harness), ["testing-application"]);
        assert.equal(parentOf(verification, harness)?.name, "testing");
        assert.equal(verification.deletedWith, "");
    });

    it("is verified without a walk where EKS Pod Identity gives the role", async () => {
        harness = await registered(() => build({ roleChain: undefined }));
        const verification = harness.one(VERIFICATION, "testing-verification");
        assert.ok(!("chain" in verification.inputs));
        assert.equal(await hashOf({ roleChain: undefined }), HASH);
    });

    const changed = (changes: Partial<GuestbookConfig>): Partial<GuestbookArgs> => ({
        guestbook: { ...GUESTBOOK, ...changes },
    });
    const otherFacts = (changes: Partial<ChainFacts>): Partial<GuestbookArgs> => ({
        facts: { ...FACTS, ...changes },
    });
    for (const [what, overrides] of [
        ["the project", { project: "acme.other" }],
        ["the cluster", { destination: "other-eu" }],
        ["the namespace", changed({ namespace: "default" })],
        ["the repository", changed({ repoUrl: "https://example.com/other.git" })],
        ["the path", changed({ path: "other" })],
        ["the revision", changed({ targetRevision: "v1" })],
        ["argoRoleUniqueId", otherFacts({ argoRoleUniqueId: "AROA3" })],
        ["deployerRoleUniqueId", otherFacts({ deployerRoleUniqueId: "AROA3" })],
        ["role argocd's trust policy", otherFacts({ trustPolicies: ["[]", "{}"] })],
        ["the Deployer role's trust policy", otherFacts({ trustPolicies: ["{}", "[]"] })],
        ["the endpoint", otherFacts({ endpoint: "https://other.eks.amazonaws.com" })],
        ["the scope", otherFacts({ scope: { kind: "namespaces", namespaces: {} } })],
    ] as const) {
        it(`is verified again when ${what} changes`, async () => {
            assert.notEqual(await hashOf(overrides), HASH);
        });
    }

    it("is not verified again for the same facts, known at once or later", async () => {
        assert.equal(await hashOf({ facts: pulumi.output({ ...FACTS }) }), HASH);
        assert.equal(await hashOf({ project: "acme.testing" }), HASH);
    });

    it("is verified again when the Application is created again, which gives it another uid", async () => {
        const harness = await registered(() => build({}, "again"));
        assert.notEqual(harness.one(VERIFICATION, "again-verification").inputs["hash"], HASH);
    });

    it("is not verified again when only what its deletion does changes", async () => {
        assert.equal(await hashOf(changed({ deletion: "orphan" })), HASH);
    });

    it("goes before everything it was deployed through, and is always deleted by call", () => {
        const application = harness.one(APPLICATION, "testing-application");
        const chain = harness.one("kubernetes:core/v1:Namespace", "given-chain");
        assert.ok(goesBefore(harness, application, chain));
        assert.equal(application.deletedWith, "");
    });

    it("gives up its deletion after ten minutes; nothing but its verification waits for it otherwise", () => {
        const { ignoreChanges, timeouts } = harness.one(APPLICATION, "testing-application");
        assert.deepEqual(timeouts, { create: "", update: "", delete: "10m" });
        assert.deepEqual(ignoreChanges, []);
    });

    it("acts in the management cluster", () => {
        assertNoDefaultProvider(harness);
        const application = harness.one(APPLICATION, "testing-application");
        assert.equal(actingProvider(application, harness), "given-kubernetes-hub");
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => build({ facts: pulumi.output(FACTS) }));
    });
});
