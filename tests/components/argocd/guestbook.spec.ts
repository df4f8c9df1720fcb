import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import {
    Guestbook,
    type ArgoRoleRef,
    type DeployerRoleRef,
    type GuestbookArgs,
    type RegistrationRef,
} from "../../../components";
import type { Chain } from "../../../lib/argocd/chain";
import { policyText } from "../../../lib/iam/documents";
import { podIdentityTrust } from "../../../lib/iam/trust";
import { REACH } from "../../support/fixtures";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenResource,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { argoTrustPolicy } from "../../support/hub";
import type { Harness } from "../../support/mocks";
import { ARGO_ROLE, givenArgoCd, givenCluster, givenDeployer, HUB_ARN } from "../../support/trust";

const APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application";
const VERIFICATION = "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification";

/** Hash of the arguments below: another hash for the same arguments would verify every guestbook again. */
const HASH = "d92acdd3";

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

function givenRegistration(overrides: Partial<RegistrationRef> = {}): RegistrationRef {
    return {
        argocd: givenArgoCd(),
        cluster: givenCluster(),
        deployerRole: givenDeployer(),
        registrationName: "acme.testing",
        displayName: "testing-eu",
        project: pulumi.output("acme.testing"),
        chain: [givenResource("chain")],
        ...overrides,
    };
}

type Changes = Partial<Omit<GuestbookArgs, "registration">>;

function build(
    changes: Changes = {},
    registration: Partial<RegistrationRef> = {},
    name = "testing",
): Guestbook {
    return new Guestbook(name, {
        registration: givenRegistration(registration),
        repoUrl: "https://example.com/apps.git",
        namespace: "shop",
        ...changes,
    });
}

async function hashOf(build: () => Guestbook): Promise<unknown> {
    const harness = await registered(build);
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

    it("deploys through the target's project, and deletes its workload first", () => {
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

    it("keeps the workload when deletion is orphan", async () => {
        harness = await registered(() => build({ deletion: "orphan" }));
        const { metadata } = harness.one(APPLICATION, "testing-application").inputs;
        assert.ok(!("finalizers" in (metadata as object)));
    });

    it("defaults to upstream's guestbook in namespace default", async () => {
        harness = await registered(
            () => new Guestbook("testing", { registration: givenRegistration() }),
        );
        const { metadata, spec } = harness.one(APPLICATION, "testing-application").inputs as {
            metadata: unknown;
            spec: { source: unknown; destination: unknown };
        };
        assert.deepEqual(metadata, {
            name: "acme.testing-guestbook",
            namespace: "argocd",
            finalizers: ["resources-finalizer.argocd.argoproj.io"],
        });
        assert.deepEqual(spec.source, {
            repoURL: "https://github.com/argoproj/argocd-example-apps.git",
            path: "guestbook",
            targetRevision: "HEAD",
        });
        assert.deepEqual(spec.destination, { name: "testing-eu", namespace: "default" });
    });

    it("uses the given name, and applies the transform to the Application", async () => {
        harness = await registered(() =>
            build({
                applicationName: "sample",
                transform: { application: (args) => ({ ...args, spec: { project: "other" } }) },
            }),
        );
        const { metadata, spec } = harness.one(APPLICATION, "testing-application").inputs;
        assert.equal((metadata as { name: string }).name, "sample");
        assert.deepEqual(spec, { project: "other" });
        assert.equal(harness.one(VERIFICATION, "testing-verification").inputs["name"], "sample");
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

    it("is verified without walking the chain if EKS Pod Identity gives the role", async () => {
        const trustPolicy = pulumi.output(
            policyText(
                podIdentityTrust({ clusterArn: HUB_ARN, namespace: "argocd", serviceAccounts: [] }),
            ),
        );
        harness = await registered(() => build({}, withRole({ trustPolicy })));
        const verification = harness.one(VERIFICATION, "testing-verification");
        assert.ok(!("chain" in verification.inputs));
    });

    const withRole = (role: Partial<ArgoRoleRef>): Partial<RegistrationRef> => ({
        argocd: givenArgoCd({ role: { ...ARGO_ROLE, ...role } }),
    });
    const withDeployer = (deployer: Partial<DeployerRoleRef>): Partial<RegistrationRef> => ({
        deployerRole: givenDeployer(deployer),
    });
    const other = pulumi.output("other");
    const again: Readonly<Record<string, () => Guestbook>> = {
        "the project": () => build({}, { project: other }),
        "the cluster": () => build({}, { displayName: "other-eu" }),
        "the namespace": () => build({ namespace: "default" }),
        "the repository": () => build({ repoUrl: "https://example.com/other.git" }),
        "the path": () => build({ path: "other" }),
        "the revision": () => build({ targetRevision: "v1" }),
        "role argocd's unique id": () => build({}, withRole({ roleUniqueId: other })),
        "the Deployer role's unique id": () => build({}, withDeployer({ roleUniqueId: other })),
        "role argocd's trust policy": () =>
            build({}, withRole({ trustPolicy: pulumi.output(argoTrustPolicy("gitops")) })),
        "the Deployer role's trust policy": () => build({}, withDeployer({ trustPolicy: other })),
        "the endpoint": () => build({}, { cluster: givenCluster({ clusterEndpoint: other }) }),
        "the scope": () => build({}, withDeployer({ access: { kind: "cluster" } })),
    };
    for (const [what, changed] of Object.entries(again)) {
        it(`is verified again when ${what} changes`, async () => {
            assert.notEqual(await hashOf(changed), HASH);
        });
    }

    it("is not verified again for the same facts", async () => {
        assert.equal(await hashOf(() => build()), HASH);
    });

    it("is verified again when the Application is recreated with another uid", async () => {
        const harness = await registered(() => build({}, {}, "again"));
        assert.notEqual(harness.one(VERIFICATION, "again-verification").inputs["hash"], HASH);
    });

    it("is not verified again when only `deletion` changes", async () => {
        assert.equal(await hashOf(() => build({ deletion: "orphan" })), HASH);
    });

    it("is deleted before everything it was deployed through, and always by itself", () => {
        const application = harness.one(APPLICATION, "testing-application");
        const chain = harness.one("kubernetes:core/v1:Namespace", "given-chain");
        assert.ok(goesBefore(harness, application, chain));
        assert.equal(application.deletedWith, "");
    });

    it("has ten minutes to be deleted, and only its verification waits for it otherwise", () => {
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
    });
});
