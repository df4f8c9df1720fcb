/** The whole program with existing clusters that authenticate principals only by aws-auth. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import program from "../../index";
import { changed, stackConfig } from "../support/config";
import { assertNoDefaultProvider } from "../support/fleet";
import { CONTRACT } from "../support/hub";
import { install, value, type Harness } from "../support/mocks";

const existing = (clusterName: string, awsAuth: string): Record<string, unknown> => ({
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName,
    awsAuth,
    access: { namespaces: { default: { existing: true } } },
});
const RAW = changed({
    management: undefined,
    hub: { stack: "hub" },
    guestbook: undefined,
    targets: { patched: existing("old", "patch"), pasted: existing("older", "manual") },
});

function describedCluster({ name }: Record<string, unknown>): Record<string, unknown> {
    return {
        status: "ACTIVE",
        endpoint: `https://${String(name)}.eks.amazonaws.com`,
        certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
        identities: [{ oidcs: [{ issuer: "https://oidc.eks.amazonaws.com/id/OLD" }] }],
        accessConfigs: [{ authenticationMode: "CONFIG_MAP" }],
        version: "1.34",
        vpcConfig: {
            vpcId: "vpc-9",
            endpointPublicAccess: true,
            publicAccessCidrs: ["0.0.0.0/0"],
        },
    };
}

describe("Targets whose clusters only support aws-auth", () => {
    let harness: Harness;
    let exports: Record<string, unknown>;
    /** Namespaces that were read. */
    const read: string[] = [];
    before(async () => {
        harness = await install({
            project: "eks-gitops-fleet",
            stacks: { "organization-under-test/eks-gitops-fleet/hub": { hub: CONTRACT } },
            calls: {
                "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments": () => ({
                    attachedPolicies: [],
                }),
                "aws:eks/getCluster:getCluster": describedCluster,
            },
        });
        pulumi.runtime.setAllConfig(stackConfig(RAW, "eks-gitops-fleet"));
        exports = await program({
            manifests: () => assert.fail("a stack of targets installs no Argo CD"),
            namespace: (kubeconfig, name) => {
                read.push(`${name} of ${/https:\/\/\w+/.exec(kubeconfig)![0]}`);
                return Promise.resolve({ "pod-security.kubernetes.io/enforce": "baseline" });
            },
        });
        await harness.settle();
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("have no access entry; the patched one has our entry, written as the provisioner", () => {
        const mappings = harness.resources.filter(({ type }) =>
            /AwsAuthEntry$|AccessEntry$/.test(type),
        );
        assert.deepEqual(
            mappings.map(({ name }) => name),
            ["patched-deployer-aws-auth"],
        );
        const { clusterArn, kubeconfig } = mappings[0]!.inputs;
        assert.equal(clusterArn, "arn:aws:eks:eu-central-1:222222222222:cluster/old");
        const provider = harness.one("pulumi:providers:kubernetes", "kubernetes-patched");
        assert.equal(kubeconfig, provider.inputs["kubeconfig"]);
        assert.match(String(kubeconfig), /"arn:aws:iam::222222222222:role\/Provisioner"/);
        assertNoDefaultProvider(harness);
    });

    it("have their existing namespaces looked up before anything is created", () => {
        assert.deepEqual(read, ["default of https://old", "default of https://older"]);
    });

    it("have no readiness check, since they exist", () => {
        assert.ok(!harness.resources.some(({ type }) => type.endsWith(":ClusterReadiness")));
    });

    it("export the entry to paste only if awsAuth is manual", async () => {
        const { targets } = (await value(pulumi.output(exports))) as unknown as {
            readonly targets: Record<string, Record<string, string>>;
        };
        assert.equal(
            targets["pasted"]!["awsAuthEntry"],
            '- rolearn: "arn:aws:iam::222222222222:role/acme-deployer-pasted"\n  username: "gitops:acme:{{SessionName}}"\n  groups: ["gitops:acme:deployers"]\n',
        );
        assert.ok(!("awsAuthEntry" in targets["patched"]!));
    });
});
