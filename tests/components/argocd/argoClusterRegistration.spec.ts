import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import {
    ArgoClusterRegistration,
    ArgoRole,
    type ArgoClusterRegistrationArgs,
} from "../../../components";
import { REACH } from "../../support/fixtures";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenAws,
    givenResource,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { isSecret, revealed, value, type Harness } from "../../support/mocks";
import {
    ARGO_ROLE,
    givenArgoCd,
    givenCluster,
    givenDeployer,
    givenHub,
    HUB_ARN,
} from "../../support/trust";

const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";
const SECRET = "kubernetes:core/v1:Secret";
const PERMISSION = "aws:iam/rolePolicy:RolePolicy";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const PROJECT_SPEC = {
    description: "Deployments into testing-eu",
    sourceRepos: ["https://example.com/apps.git"],
    destinations: [{ server: "https://testing.eks.amazonaws.com", namespace: "shop" }],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
};

function build(
    overrides: Partial<ArgoClusterRegistrationArgs> = {},
    opts: pulumi.ComponentResourceOptions = {},
): ArgoClusterRegistration {
    return new ArgoClusterRegistration(
        "testing",
        {
            argocd: givenArgoCd(),
            cluster: givenCluster(),
            deployerRole: givenDeployer(),
            displayName: "testing-eu",
            sourceRepos: ["https://example.com/apps.git"],
            permissions: [givenResource("permission")],
            ...overrides,
        },
        opts,
    );
}

/** The Secret's data, decoded. */
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

    it("allows only the target's cluster, namespaces and repositories in the project", () => {
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

    it("creates no Secret if Harness creates it, and enforces the project", async () => {
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

    it("hides the Secret's data in previews, although it contains no credential", () => {
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
        const deployerRole = givenDeployer({ access: { kind: "cluster" } });
        harness = await registered(() => build({ deployerRole }));
        const { namespaces, clusterResources } = secretTexts(harness);
        assert.deepEqual([namespaces, clusterResources], ["", "true"]);
    });

    it("adds the user's labels, annotations and shard, which override its own but never Argo CD's label", async () => {
        const settings = {
            labels: { environment: "staging", team: "shop" },
            annotations: { addons_repo_path: "addons" },
            shard: 2,
        };
        harness = await registered(() => build(settings));
        const { metadata } = harness.one(SECRET, "testing-secret").inputs as {
            metadata: Record<"labels" | "annotations", Record<string, string>>;
        };
        assert.equal(metadata.labels["environment"], "staging");
        assert.equal(metadata.labels["team"], "shop");
        assert.equal(metadata.labels["argocd.argoproj.io/secret-type"], "cluster");
        assert.equal(metadata.annotations["addons_repo_path"], "addons");
        assert.equal(secretTexts(harness)["shard"], "2");
    });

    it("creates the Secret after the project, and both after everything a deployment needs", async () => {
        harness = await registered(() =>
            build({
                argocd: givenArgoCd({
                    cluster: givenHub({ running: [givenResource("hub-nodes")] }),
                }),
                cluster: givenCluster({ running: [givenResource("target-nodes")] }),
            }),
        );
        const secret = harness.one(SECRET, "testing-secret");
        const project = harness.one(PROJECT, "testing-project");
        const chain = [
            "given-authorization",
            "given-hub",
            "given-hub-nodes",
            "given-permission",
            "given-target-nodes",
        ];
        assert.deepEqual(dependencyNames(project, harness), chain);
        assert.deepEqual(dependencyNames(secret, harness), [...chain, "testing-project"]);
    });

    it("deletes both one by one even if the cluster is deleted: Argo CD must forget the target first", () => {
        const deletedWith = [
            harness.one(SECRET, "testing-secret"),
            harness.one(PROJECT, "testing-project"),
            harness.one(ENFORCED, "testing-project-enforced"),
            harness.one(ENFORCED, "testing-secret-enforced"),
        ].map((resource) => resource.deletedWith);
        assert.deepEqual(deletedWith, ["", "", "", ""]);
    });

    it("exposes the project's name and the objects that Applications depend on", async () => {
        assert.equal(await value(registration!.project), "acme.testing");
        const urns = await Promise.all(registration!.objects.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(PROJECT, "testing-project").urn,
            harness.one(ENFORCED, "testing-project-enforced").urn,
            harness.one(SECRET, "testing-secret").urn,
            harness.one(ENFORCED, "testing-secret-enforced").urn,
        ]);
    });

    it("acts in the management cluster, whatever providers its parent passes on", async () => {
        harness = await registered(() => build({}, { providers: [givenAws("222222222222")] }));
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

    it("exposes what applications need to know", async () => {
        const { argocd, chain, cluster, deployerRole, displayName, registrationName } =
            registration!;
        assert.deepEqual(
            [argocd.namespace, cluster.clusterArn, deployerRole.roleArn],
            [
                "argocd",
                "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
                "arn:aws:iam::222222222222:role/acme-deployer-testing",
            ],
        );
        assert.deepEqual([displayName, registrationName], ["testing-eu", "acme.testing"]);
        const urns = await Promise.all(chain.map(({ urn }) => value(urn)));
        assert.deepEqual(
            harness.resources
                .filter(({ urn }) => urns.includes(urn))
                .map(({ name }) => name)
                .sort(),
            [
                "given-authorization",
                "given-hub",
                "given-permission",
                "testing-project",
                "testing-project-enforced",
                "testing-secret",
                "testing-secret-enforced",
            ],
        );
    });

    it("applies transforms to the project and the permission", async () => {
        harness = await registered(() =>
            build(
                {
                    permissions: undefined,
                    transform: {
                        project: (args, opts) => {
                            opts.protect = true;
                            return { ...args, spec: { description: "Ours" } };
                        },
                        permission: { name: "AssumeTesting" },
                    },
                },
                { providers: [givenAws("111111111111")] },
            ),
        );
        assert.deepEqual(harness.one(PROJECT, "testing-project").inputs["spec"], {
            description: "Ours",
        });
        assert.equal(harness.one(PERMISSION, "testing-permission").inputs["name"], "AssumeTesting");
    });
});

describe("ArgoClusterRegistration with the required arguments alone", () => {
    const minimal = (): ArgoClusterRegistration => {
        const awsHub = givenAws("111111111111");
        const cluster = givenHub();
        const role = new ArgoRole("argocd", { cluster }, { provider: awsHub });
        return new ArgoClusterRegistration("testing", {
            argocd: { namespace: "argocd", cluster, role, installation: [] },
            cluster: givenCluster(),
            deployerRole: givenDeployer(),
        });
    };
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(minimal);
    });

    it("allows role argocd to assume exactly this Deployer role, with the provider of role argocd", () => {
        const permission = harness.one(PERMISSION, "testing-permission");
        const { policy, role } = permission.inputs;
        assert.equal(role, "acme-argocd");
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AssumeDeployerRoles",
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Resource: ["arn:aws:iam::222222222222:role/acme-deployer-testing"],
                },
            ],
        });
        assertNoDefaultProvider(harness);
        assertChildNames({
            ...harness,
            resources: harness.resources.filter(({ name }) => /^testing/.test(name)),
        });
        assert.equal(
            accounts(harness)["aws:iam/rolePolicy:RolePolicy testing-permission"],
            "111111111111",
        );
    });

    it("registers after the permission", () => {
        for (const [type, name] of [
            [PROJECT, "testing-project"],
            [SECRET, "testing-secret"],
        ] as const) {
            const object = harness.one(type, name);
            assert.ok(goesBefore(harness, object, harness.one(PERMISSION, "testing-permission")));
        }
    });

    it("allows tagged sessions if role argocd comes from EKS Pod Identity", async () => {
        harness = await registered(() =>
            build(
                {
                    permissions: undefined,
                    argocd: givenArgoCd({ role: { ...ARGO_ROLE, identity: "podIdentity" } }),
                },
                { providers: [givenAws("111111111111")] },
            ),
        );
        const { policy } = harness.one(PERMISSION, "testing-permission").inputs;
        const { Statement } = JSON.parse(String(policy)) as { Statement: { Action: unknown }[] };
        assert.deepEqual(
            Statement.map(({ Action }) => Action),
            [["sts:AssumeRole", "sts:TagSession"]],
        );
        // Role argocd of another stack is no resource here: its account comes from the options.
        assert.equal(
            accounts(harness)["aws:iam/rolePolicy:RolePolicy testing-permission"],
            "111111111111",
        );
    });

    it("creates no permission if resources that grant it are passed, even none", async () => {
        for (const permissions of [[], [givenResource("permission")]]) {
            harness = await registered(() => build({ permissions }));
            assert.ok(!inventory(harness).some((line) => line.startsWith(PERMISSION)));
        }
    });

    it("defaults to the component's name, no repository and a non-production environment", () => {
        const { metadata } = harness.one(SECRET, "testing-secret").inputs as {
            metadata: { name: string; labels: Record<string, string> };
        };
        assert.equal(metadata.name, "acme.testing");
        assert.deepEqual(metadata.labels, {
            "argocd.argoproj.io/secret-type": "cluster",
            cluster_name: "testing",
            environment: "nonproduction",
            kubernetes_version: "1.35",
        });
        assert.deepEqual(harness.one(PROJECT, "testing-project").inputs["spec"], {
            ...PROJECT_SPEC,
            description: "Deployments into testing",
            sourceRepos: [],
        });
    });

    it("shows what it was given as inputs, without the Secret's data", () => {
        assert.deepEqual(
            harness.one("eks-gitops-fleet:index:ArgoClusterRegistration", "testing").inputs,
            {
                clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
                deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                displayName: "testing",
                managementClusterArn: HUB_ARN,
                namespace: "argocd",
                registrationName: "acme.testing",
            },
        );
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(minimal);
    });
});
