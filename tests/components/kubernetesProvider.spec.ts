import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { kubernetesProvider, type KubernetesProviderArgs } from "../../components";
import { CLUSTER } from "../support/fixtures";
import { givenResource, goesBefore, registered } from "../support/fleet";
import type { Harness } from "../support/mocks";

const PROVIDER = "pulumi:providers:kubernetes";

async function build(overrides: Partial<KubernetesProviderArgs> = {}): Promise<Harness> {
    return registered(() =>
        kubernetesProvider("testing-kubernetes", {
            cluster: {
                clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
                clusterName: pulumi.output("management"),
                clusterEndpoint: pulumi.output("https://hub.eks.amazonaws.com"),
                clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
                vpcId: pulumi.output("vpc-1"),
                kubernetesVersion: "1.35",
            },
            place: CLUSTER,
            administration: [givenResource("administrator")],
            ...overrides,
        }),
    );
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
        assert.equal(
            inputs["clusterIdentifier"],
            "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        );
        assert.equal(inputs["enableServerSideApply"], "true");
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

    it("is no child of the cluster: what lives inside can move to a stack that only refers to it", async () => {
        const harness = await build();
        assert.equal(harness.one(PROVIDER, "testing-kubernetes").urn.split("::").at(-2), PROVIDER);
    });
});
