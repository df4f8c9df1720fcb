import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Guestbook, type GuestbookArgs } from "../../components";
import type { GuestbookConfig } from "../../components/lib/config/guestbook/types";
import { chainHash, type ChainFacts } from "../../components/lib/argocd/guestbook";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenKubernetes,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../support/fleet";
import type { Harness } from "../support/mocks";

const APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application";
const FACTS: ChainFacts = {
    argoRoleUniqueId: "AROA1",
    deployerRoleUniqueId: "AROA2",
    trustPolicies: ["{}", "{}"],
    endpoint: "https://testing.eks.amazonaws.com",
    scope: { kind: "cluster" },
};

const GUESTBOOK: GuestbookConfig = {
    targets: ["testing"],
    repoUrl: "https://example.com/apps.git",
    path: "guestbook",
    targetRevision: "HEAD",
    deletion: "cascade",
    namespace: "shop",
};

function build(overrides: Partial<GuestbookArgs> = {}): Guestbook {
    return new Guestbook(
        "testing",
        {
            applicationName: "acme.testing-guestbook",
            agentNamespace: "argocd",
            guestbook: GUESTBOOK,
            project: pulumi.output("acme.testing"),
            destination: "testing-eu",
            facts: FACTS,
            chain: [givenResource("chain")],
            ...overrides,
        },
        { providers: [givenKubernetes("hub")] },
    );
}

describe("Guestbook", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("makes one Application", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:Guestbook testing",
            `${APPLICATION} testing-application`,
        ]);
        assertChildNames(harness);
    });

    it("deploys through the target's project, waits for all conditions, and takes its workload away first", () => {
        assert.deepEqual(harness.one(APPLICATION, "testing-application").inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: {
                name: "acme.testing-guestbook",
                namespace: "argocd",
                finalizers: ["resources-finalizer.argocd.argoproj.io"],
                annotations: {
                    "eks-gitops-fleet/chain": chainHash(FACTS),
                    "pulumi.com/waitFor":
                        '["jsonpath={.status.sync.status}=Synced","jsonpath={.status.health.status}=Healthy","jsonpath={.status.operationState.phase}=Succeeded"]',
                },
            },
            operation: {
                initiatedBy: { username: "eks-gitops-fleet" },
                retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } },
                sync: { prune: true },
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

    it("is verified again when the chain changes: the annotation is an update, and an update is awaited", async () => {
        const facts = { ...FACTS, deployerRoleUniqueId: "AROA3" };
        harness = await registered(() => build({ facts: pulumi.output(facts) }));
        const { inputs } = harness.one(APPLICATION, "testing-application");
        const { annotations } = inputs["metadata"] as { annotations: Record<string, string> };
        assert.equal(annotations["eks-gitops-fleet/chain"], chainHash(facts));
        assert.notEqual(chainHash(facts), chainHash(FACTS));
    });

    it("goes before everything it was deployed through, and is always deleted by call", () => {
        const application = harness.one(APPLICATION, "testing-application");
        const chain = harness.one("kubernetes:core/v1:Namespace", "given-chain");
        assert.ok(goesBefore(harness, application, chain));
        assert.equal(application.deletedWith, "");
    });

    it("gives up after ten minutes", () => {
        assert.deepEqual(harness.one(APPLICATION, "testing-application").timeouts, {
            create: "10m",
            update: "10m",
            delete: "10m",
        });
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
