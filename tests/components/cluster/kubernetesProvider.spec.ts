import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import {
    clusterReach,
    kubernetesProvider,
    type ClusterRef,
    type KubernetesProviderArgs,
} from "../../../components";
import { CLUSTER } from "../../support/fixtures";
import {
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { install, value, type Harness } from "../../support/mocks";

const PROVIDER = "pulumi:providers:kubernetes";
const READINESS = "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness";
const ARN = "arn:aws:eks:eu-west-1:111111111111:cluster/management";

function clusterRef(): ClusterRef {
    return {
        clusterArn: ARN,
        clusterName: pulumi.output("management"),
        clusterEndpoint: pulumi.output("https://hub.eks.amazonaws.com"),
        clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
        vpcId: pulumi.output("vpc-1"),
        kubernetesVersion: pulumi.output("1.35"),
    };
}

function create(overrides: Partial<KubernetesProviderArgs> = {}): void {
    kubernetesProvider("testing-kubernetes", {
        cluster: clusterRef(),
        place: CLUSTER,
        administration: [givenResource("administrator")],
        ...overrides,
    });
}

async function build(overrides: Partial<KubernetesProviderArgs> = {}): Promise<Harness> {
    return registered(() => create(overrides));
}

interface Kubeconfig {
    readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
    readonly users: readonly {
        readonly user: { readonly exec: { readonly args: readonly string[] } };
    }[];
}

function kubeconfigOf(harness: Harness): Kubeconfig {
    const { kubeconfig } = harness.one(PROVIDER, "testing-kubernetes").inputs;
    return JSON.parse(String(kubeconfig)) as Kubeconfig;
}

describe("kubernetesProvider", () => {
    it("talks to the cluster by a command as the provisioner, and as the same cluster whatever the kubeconfig says", async () => {
        const harness = await build();
        const { inputs } = harness.one(PROVIDER, "testing-kubernetes");
        assert.equal(inputs["clusterIdentifier"], ARN);
        const { clusters, users } = kubeconfigOf(harness);
        assert.deepEqual(clusters[0]!.cluster, {
            server: "https://hub.eks.amazonaws.com",
            "certificate-authority-data": "LS0tLS1CRUdJTg==",
        });
        assert.deepEqual(users[0]!.user.exec.args.slice(-2), [
            "--role-arn",
            "arn:aws:iam::111111111111:role/Provisioner",
        ]);
        assert.deepEqual(Object.keys(users[0]!.user), ["exec"]);
    });

    it("applies by the server, updates ConfigMaps and Secrets in place, and takes back fields that others changed", async () => {
        const harness = await build();
        const { kubeconfig, ...options } = harness.one(PROVIDER, "testing-kubernetes").inputs;
        assert.ok(kubeconfig);
        assert.deepEqual(options, {
            clusterIdentifier: ARN,
            enableServerSideApply: "true",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
            enablePatchForce: "true",
        });
    });

    it("is whoever runs Pulumi where there is no provisioner", async () => {
        const { accountId, region } = CLUSTER;
        const place = { accountId, region };
        const { users } = kubeconfigOf(await build({ place }));
        assert.ok(!users[0]!.user.exec.args.includes("--role-arn"));
    });

    it("talks to the cluster only while the provisioner is its administrator", async () => {
        const harness = await build();
        const provider = harness.one(PROVIDER, "testing-kubernetes");
        const administrator = harness.one("kubernetes:core/v1:Namespace", "given-administrator");
        assert.ok(goesBefore(harness, provider, administrator));
    });

    it("waits until a created cluster is ready, after the provisioner is its administrator", async () => {
        const harness = await build();
        const readiness = harness.one(READINESS, "testing-kubernetes-ready");
        const provider = harness.one(PROVIDER, "testing-kubernetes");
        assert.deepEqual(dynamicInputs(readiness, "clusterReadiness"), {
            clusterArn: ARN,
            kubeconfig: provider.inputs["kubeconfig"],
        });
        assert.deepEqual(dependencyNames(readiness, harness), ["given-administrator"]);
        assert.deepEqual(dependencyNames(provider, harness), ["testing-kubernetes-ready"]);
        assert.deepEqual(inventory(harness), [
            `${READINESS} testing-kubernetes-ready`,
            `${PROVIDER} testing-kubernetes`,
        ]);
    });

    it("waits for a created cluster without administrators as well", async () => {
        const harness = await build({ administration: [] });
        const readiness = harness.one(READINESS, "testing-kubernetes-ready");
        assert.deepEqual(dependencyNames(readiness, harness), []);
        const provider = harness.one(PROVIDER, "testing-kubernetes");
        assert.deepEqual(dependencyNames(provider, harness), ["testing-kubernetes-ready"]);
    });

    it("does not wait for an existing cluster", async () => {
        const harness = await build({ administration: undefined });
        assert.deepEqual(inventory(harness), [`${PROVIDER} testing-kubernetes`]);
        assert.deepEqual(harness.one(PROVIDER, "testing-kubernetes").dependencies, []);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => create());
    });

    it("is no child of the cluster: what lives inside can move to a stack that only refers to it", async () => {
        const harness = await build();
        for (const type of [PROVIDER, READINESS]) {
            const { parent, urn } = harness.resources.find((one) => one.type === type)!;
            assert.equal(parent, "");
            assert.equal(urn.split("::").at(-2), type);
        }
    });
});

describe("clusterReach", () => {
    it("reaches the cluster as its Kubernetes provider does", async () => {
        const harness = await install();
        create();
        const reach = clusterReach(clusterRef(), CLUSTER);
        const kubeconfig = await value(pulumi.output(reach.kubeconfig));
        await harness.settle();
        assert.deepEqual(
            { ...reach, kubeconfig },
            {
                clusterArn: ARN,
                kubeconfig: harness.one(PROVIDER, "testing-kubernetes").inputs["kubeconfig"],
            },
        );
    });
});
