import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { ArgoClusterRegistration, type ArgoClusterRegistrationArgs } from "../../../components";
import { REACH, TARGET } from "../../support/fixtures";
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
import { isSecret, revealed, value, type Harness } from "../../support/mocks";

const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";
const SECRET = "kubernetes:core/v1:Secret";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const PROJECT_SPEC = {
    description: "Deployments into testing-eu",
    sourceRepos: ["https://example.com/apps.git"],
    destinations: [{ server: "https://testing.eks.amazonaws.com", namespace: "shop" }],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
};

function build(overrides: Partial<ArgoClusterRegistrationArgs> = {}): ArgoClusterRegistration {
    return new ArgoClusterRegistration(
        "testing",
        {
            registrationName: "acme.testing",
            namespace: "argocd",
            target: TARGET,
            environment: "nonproduction",
            cluster: {
                clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
                clusterName: pulumi.output("testing-cluster"),
                clusterEndpoint: pulumi.output("https://testing.eks.amazonaws.com"),
                clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
                vpcId: pulumi.output("vpc-1"),
                kubernetesVersion: pulumi.output("1.35"),
            },
            deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            reach: REACH,
            chain: [givenResource("chain")],
            ...overrides,
        },
        { providers: [givenKubernetes("hub")] },
    );
}

/** What the Secret holds, decoded. */
function secretTexts(harness: Harness): Record<string, string> {
    return decoded(revealed(harness.one(SECRET, "testing-secret").inputs["data"]));
}

function decoded(data: unknown): Record<string, string> {
    return Object.fromEntries(
        Object.entries(data as Record<string, string>).map(([key, text]) => [
            key,
            Buffer.from(text, "base64").toString(),
        ]),
    );
}

describe("ArgoClusterRegistration", () => {
    let harness: Harness;
    let registration: ArgoClusterRegistration | undefined;
    beforeEach(async () => {
        harness = await registered(() => (registration = build()));
    });

    it("creates an AppProject and a Secret, and enforces both", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoClusterRegistration testing",
            `${PROJECT} testing-project`,
            `${SECRET} testing-secret`,
            `${ENFORCED} testing-project-enforced`,
            `${ENFORCED} testing-secret-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("allows in the project the target's cluster, namespaces and repositories, nothing else", () => {
        assert.deepEqual(harness.one(PROJECT, "testing-project").inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: "acme.testing", namespace: "argocd" },
            spec: PROJECT_SPEC,
        });
    });

    it("enforces the project's whole spec, after the project", () => {
        const enforced = harness.one(ENFORCED, "testing-project-enforced");
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: [
                {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "AppProject",
                    namespace: "argocd",
                    name: "acme.testing",
                    fields: { spec: PROJECT_SPEC },
                },
            ],
        });
        assert.deepEqual(enforced.secretOutputs, []);
        assert.deepEqual(dependencyNames(enforced, harness), ["testing-project"]);
        assert.equal(parentOf(enforced, harness)?.name, "testing");
    });

    it("enforces the Secret's whole data as a secret, after the Secret", () => {
        const enforced = harness.one(ENFORCED, "testing-secret-enforced");
        const { objects, ...inputs } = dynamicInputs(enforced, "enforcedObjects");
        assert.deepEqual(inputs, REACH);
        assert.ok(isSecret(objects));
        assert.deepEqual(enforced.secretOutputs, ["live"]);
        const [{ fields, ...object }, ...others] = revealed(objects) as [
            { fields: { data: unknown } },
            ...unknown[],
        ];
        assert.deepEqual(object, {
            apiVersion: "v1",
            kind: "Secret",
            namespace: "argocd",
            name: "acme.testing",
        });
        assert.deepEqual(Object.keys(fields), ["data"]);
        const data = revealed(harness.one(SECRET, "testing-secret").inputs["data"]);
        assert.deepEqual(fields.data, data);
        assert.deepEqual(Object.keys(decoded(fields.data)).sort(), [
            ...["clusterResources", "config", "name", "namespaces", "project", "server"],
        ]);
        assert.deepEqual(others, []);
        assert.deepEqual(dependencyNames(enforced, harness), ["testing-secret"]);
        assert.equal(parentOf(enforced, harness)?.name, "testing");
    });

    it("leaves a Secret that Harness creates to Harness, and enforces the project alone", async () => {
        harness = await registered(() => (registration = build({ secretBy: "harness" })));
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoClusterRegistration testing",
            `${PROJECT} testing-project`,
            `${ENFORCED} testing-project-enforced`,
        ]);
        const urns = await Promise.all(registration!.objects.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(PROJECT, "testing-project").urn,
            harness.one(ENFORCED, "testing-project-enforced").urn,
        ]);
    });

    it("labels the Secret as Argo CD and its generators find it, under the names of GitOps Bridge", () => {
        const { data, ...inputs } = harness.one(SECRET, "testing-secret").inputs;
        assert.ok(data);
        assert.deepEqual(inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: {
                name: "acme.testing",
                namespace: "argocd",
                labels: {
                    "argocd.argoproj.io/secret-type": "cluster",
                    cluster_name: "testing-eu",
                    environment: "nonproduction",
                    kubernetes_version: "1.35",
                },
                annotations: {
                    aws_account_id: "222222222222",
                    aws_cluster_name: "testing-cluster",
                    aws_region: "eu-west-1",
                    aws_vpc_id: "vpc-1",
                    cluster_name: "testing-eu",
                    environment: "nonproduction",
                },
            },
            type: "Opaque",
        });
    });

    it("keeps the Secret's data out of previews, although no credential is in it", () => {
        assert.ok(isSecret(harness.one(SECRET, "testing-secret").inputs["data"]));
        const { config, ...data } = secretTexts(harness);
        assert.deepEqual(data, {
            name: "testing-eu",
            server: "https://testing.eks.amazonaws.com",
            project: "acme.testing",
            namespaces: "shop",
            clusterResources: "false",
        });
        assert.deepEqual(JSON.parse(config!), {
            awsAuthConfig: {
                clusterName: "testing-cluster",
                roleARN: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            },
            tlsClientConfig: { insecure: false, caData: "LS0tLS1CRUdJTg==" },
        });
    });

    it("registers as widely as the deployer reaches", async () => {
        const target = { ...TARGET, access: { kind: "cluster" } as const };
        harness = await registered(() => build({ target }));
        const { namespaces, clusterResources } = secretTexts(harness);
        assert.deepEqual([namespaces, clusterResources], ["", "true"]);
    });

    it("adds the user's labels, annotations and shard; theirs stand where a name is ours too, but never Argo CD's mark", async () => {
        const target = {
            ...TARGET,
            labels: { environment: "staging", team: "shop" },
            annotations: { addons_repo_path: "addons" },
            shard: 2,
        };
        harness = await registered(() => build({ target }));
        const { metadata } = harness.one(SECRET, "testing-secret").inputs as {
            metadata: Record<"labels" | "annotations", Record<string, string>>;
        };
        assert.equal(metadata.labels["environment"], "staging");
        assert.equal(metadata.labels["team"], "shop");
        assert.equal(metadata.labels["argocd.argoproj.io/secret-type"], "cluster");
        assert.equal(metadata.annotations["addons_repo_path"], "addons");
        assert.equal(secretTexts(harness)["shard"], "2");
    });

    it("makes Secret after project after the chain, and takes them away the other way round", () => {
        const secret = harness.one(SECRET, "testing-secret");
        const project = harness.one(PROJECT, "testing-project");
        const chain = harness.one("kubernetes:core/v1:Namespace", "given-chain");
        assert.ok(goesBefore(harness, secret, project));
        assert.ok(goesBefore(harness, project, chain));
        assert.ok(secret.dependencies.includes(chain.urn));
    });

    it("deletes both by call even where the cluster goes: Argo CD must forget the target first", () => {
        const deletedWith = [
            harness.one(SECRET, "testing-secret"),
            harness.one(PROJECT, "testing-project"),
            harness.one(ENFORCED, "testing-project-enforced"),
            harness.one(ENFORCED, "testing-secret-enforced"),
        ].map((resource) => resource.deletedWith);
        assert.deepEqual(deletedWith, ["", "", "", ""]);
    });

    it("tells the project's name and what Applications depend on", async () => {
        assert.equal(await value(registration!.project), "acme.testing");
        const urns = await Promise.all(registration!.objects.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(PROJECT, "testing-project").urn,
            harness.one(ENFORCED, "testing-project-enforced").urn,
            harness.one(SECRET, "testing-secret").urn,
            harness.one(ENFORCED, "testing-secret-enforced").urn,
        ]);
    });

    it("acts in the management cluster", () => {
        assertNoDefaultProvider(harness);
        for (const name of ["testing-project", "testing-secret"]) {
            const resource = harness.resources.find((one) => one.name === name)!;
            assert.equal(actingProvider(resource, harness), "given-kubernetes-hub");
        }
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => build({ secretBy: "harness" }));
    });
});
