import assert from "node:assert/strict";

import { EksCluster, ManagementCluster, type ManagementClusterArgs } from "../../../components";
import { CLUSTER, CLUSTER_ARGS } from "../../support/fixtures";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    dependencyNames,
    givenAws,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { CLUSTER as DESCRIBED, GET_CLUSTER } from "../../support/discovery";
import { install, value, type Harness } from "../../support/mocks";

function build(args: Partial<ManagementClusterArgs> = {}): ManagementCluster {
    return new ManagementCluster(
        "management",
        { ...CLUSTER_ARGS, owner: "acme/fleet/hub", ...args },
        { providers: [givenAws("111111111111")] },
    );
}

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/A";
const FACTS = {
    endpoint: "https://hub.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    oidcIssuerUrl: ISSUER,
    authenticationMode: "API",
    vpcId: "vpc-9",
    kubernetesVersion: "1.34",
    endpointPublicAccess: true,
    publicAccessCidrs: ["0.0.0.0/0"],
} as const;
const { accountId, clusterName, fleet, region } = CLUSTER_ARGS;
const EXISTING: ManagementClusterArgs = { existing: true, fleet, accountId, clusterName, region };
const ARN = "arn:aws:eks:eu-west-1:111111111111:cluster/management";

function buildExisting(args: Partial<ManagementClusterArgs> = { facts: FACTS }): ManagementCluster {
    return new ManagementCluster(
        "management",
        { ...EXISTING, owner: "acme/fleet/hub", ...args },
        { providers: [givenAws(accountId)] },
    );
}

/** A cluster that is looked up, and how the lookup was called. */
async function lookedUp(): Promise<{
    readonly hub: ManagementCluster;
    readonly harness: Harness;
    readonly calls: readonly (readonly [unknown, string])[];
}> {
    const calls: (readonly [unknown, string])[] = [];
    const harness = await install({
        calls: {
            [GET_CLUSTER]: (inputs, provider) => {
                calls.push([inputs, provider]);
                return { ...DESCRIBED, arn: ARN };
            },
        },
    });
    const hub = buildExisting({});
    await harness.settle();
    return { hub, harness, calls };
}

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const KUBERNETES = "pulumi:providers:kubernetes";
const READINESS = "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness";
const TRUSTED_ISSUER = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";

describe("ManagementCluster", () => {
    it("creates an EksCluster, the OIDC provider of its issuer and a Kubernetes provider", async () => {
        const alone = await registered(
            () => new EksCluster("management-eks", { cluster: CLUSTER }),
        );
        const harness = await registered(() => build());
        assert.deepEqual(
            inventory(harness),
            [
                ...inventory(alone),
                `${PROVIDER} management-oidc`,
                `${KUBERNETES} management-kubernetes`,
                `${READINESS} management-kubernetes-ready`,
                "eks-gitops-fleet:index:ManagementCluster management",
            ].sort(),
        );
        assertChildNames(harness);
        const cluster = harness.one("eks-gitops-fleet:index:EksCluster", "management-eks");
        assert.equal(parentOf(cluster, harness)?.name, "management");
    });

    it("needs a place and operatorCidrs only, and belongs to the fleet of the Pulumi project's name", async () => {
        const hub = { current: undefined as ManagementCluster | undefined };
        const harness = await install({ project: "acme" });
        hub.current = new ManagementCluster(
            "management",
            {
                clusterName,
                accountId,
                region,
                operatorCidrs: ["203.0.113.0/24"],
                provisionerRoleName: "Provisioner",
            },
            { providers: [givenAws(accountId)] },
        );
        await harness.settle();
        assert.equal(hub.current.fleet, "acme");
        const { inputs } = harness.one("eks:index:Cluster", "management-eks-cluster");
        assert.equal(inputs["version"], "1.35");
        assert.deepEqual(inputs["publicAccessCidrs"], ["203.0.113.0/24"]);
        const vpc = harness.one("awsx:ec2:Vpc", "management-eks-network-vpc").inputs;
        assert.equal(vpc["cidrBlock"], "10.117.192.0/19");
        assert.deepEqual(harness.one(PROVIDER, "management-oidc").inputs["tags"], {
            "eks-gitops-fleet:stack": "organization-under-test/acme/stack-under-test",
        });
    });

    it("lists every problem of the arguments before it registers anything", async () => {
        await assertRefused(
            () =>
                build({
                    fleet: undefined,
                    region: "Ireland",
                    rolePath: "platform",
                    nodes: { strategy: "managed", maxSize: 0 },
                    ...{ operatorCidr: ["0.0.0.0/0"] },
                }),
            [
                "ManagementCluster management: the arguments have 4 problems; nothing of it was created.",
                '  operatorCidr: unknown key. Did you mean "operatorCidrs"? Allowed: fleet, operatorCidrs, provisionerRoleName, environment, rolePath, permissionsBoundary, tags, accountId, region, clusterName, kubernetesVersion, upgradePolicy, endpointAccess, network, serviceIpv4Cidr, nodes, addons, admins, provisionerRoleArn, logs, encryption, deletionProtection.',
                '  rolePath: found "platform"; allowed: "/" or a path of up to 64 characters that begins and ends with a slash, such as "/platform/".',
                '  region: found "Ireland"; allowed: the name of an AWS region, such as "eu-west-1".',
                "  nodes.maxSize: found 0; allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.",
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("rejects what no management cluster can be", async () => {
        await assertRefused(
            () => build({ network: { natGateway: "none" }, provisionerRoleArn: undefined }),
            [
                "ManagementCluster management: the arguments have 2 problems; nothing of it was created.",
                "  admins: missing; nobody could reach the cluster. Set at least one administrator, including the role Pulumi runs as, or set provisionerRoleName.",
                '  network.natGateway: found "none"; Argo CD reaches registries, git repositories and the targets\' endpoints from here; allowed for the management cluster: single, perZone, or an existing VPC with a route there.',
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("asks for a fleet where the Pulumi project's name is not one", async () => {
        const harness = await install({ project: "My_Project" });
        assert.throws(
            () => build({ fleet: undefined }),
            /fleet: found "My_Project"; this is the Pulumi project's name, the default; set fleet\. allowed: 1 to 20 lower-case letters/,
        );
        await harness.settle();
    });

    it("brings the Pod Identity agent to managed nodes if the agent's pods get their role by it", async () => {
        const harness = await registered(() => build({ agentIdentity: "podIdentity" }));
        harness.one("aws:eks/addon:Addon", "management-eks-networking-eks-pod-identity-agent");
    });

    it("registers the cluster's issuer for STS, without a thumbprint", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one(PROVIDER, "management-oidc").inputs, {
            url: "https://oidc.eks.amazonaws.com/id/MANAGEMENT-EKS-CLUSTER",
            clientIdLists: ["sts.amazonaws.com"],
            tags: { "eks-gitops-fleet:stack": "acme/fleet/hub" },
        });
    });

    it("shares the OIDC provider of an existing cluster with others that trust it", async () => {
        const harness = await registered(() =>
            buildExisting({ facts: FACTS, tags: { team: "platform" } }),
        );
        assert.deepEqual(
            inventory(harness).filter((line) => line.startsWith(PROVIDER)),
            [],
        );
        const { inputs } = harness.one(TRUSTED_ISSUER, "management-oidc");
        assert.equal(inputs["url"], ISSUER);
        assert.equal(inputs["owner"], "acme/fleet/hub");
        assert.equal(inputs["choice"], "auto");
        assert.equal(inputs["addAudience"], false);
        assert.deepEqual(inputs["tags"], { team: "platform", "eks-gitops-fleet:fleet": "acme" });
    });

    it("knows what roles trust and what targets let in", async () => {
        let hub: ManagementCluster | undefined;
        await registered(() => (hub = build()));
        const issuer = "oidc.eks.amazonaws.com/id/MANAGEMENT-EKS-CLUSTER";
        assert.equal(await value(hub!.oidcIssuerUrl), `https://${issuer}`);
        assert.equal(
            await value(hub!.oidcProviderArn),
            `arn:aws:iam::111111111111:oidc-provider/${issuer}`,
        );
        assert.deepEqual(await value(hub!.egressCidrs), ["198.51.100.1/32"]);
        assert.equal(await value(hub!.clusterName), "management");
        assert.equal(await value(hub!.kubernetesVersion), "1.35");
        assert.deepEqual(
            [hub!.clusterArn, hub!.accountId, hub!.region, hub!.fleet],
            [ARN, accountId, region, "acme"],
        );
    });

    it("counts the OIDC provider among what pods need to run", async () => {
        let hub: ManagementCluster | undefined;
        const harness = await registered(() => (hub = build()));
        const urns = await Promise.all(hub!.running.map(({ urn }) => value(urn)));
        assert.equal(urns.length, 4);
        assert.ok(urns.includes(harness.one(PROVIDER, "management-oidc").urn));
    });

    it("waits until the provisioner is an administrator of a created cluster", async () => {
        const harness = await registered(() => build());
        const ready = harness.one(READINESS, "management-kubernetes-ready");
        assert.deepEqual(
            dependencyNames(ready, harness).filter((name) => name.includes("admins")),
            ["management-eks-admins-provisioner-cluster-admin"],
        );
        const provider = harness.one(KUBERNETES, "management-kubernetes");
        assert.equal(provider.parent, "");
        assert.equal(ready.parent, "");
        assert.equal(provider.inputs["clusterIdentifier"], ARN);
    });

    it("does not wait for an existing cluster", async () => {
        const harness = await registered(() => buildExisting());
        assert.ok(!inventory(harness).some((line) => line.startsWith(READINESS)));
        harness.one(KUBERNETES, "management-kubernetes");
    });

    it("looks up an existing cluster with its own provider unless the facts are passed", async () => {
        const { calls, hub, harness } = await lookedUp();
        assert.deepEqual(calls, [[{ name: "management" }, "given-aws-111111111111"]]);
        assert.equal(await value(hub.clusterEndpoint), DESCRIBED.endpoint);
        assert.equal(await value(hub.kubernetesVersion), "1.34");
        assert.equal(await value(hub.vpcId), "vpc-9");
        assert.equal(
            harness.one(TRUSTED_ISSUER, "management-oidc").inputs["url"],
            "https://oidc.eks.amazonaws.com/id/SHOP",
        );
        // No function is mocked here: a lookup would be refused.
        await registered(() => buildExisting());
    });

    it("rejects keys of created clusters for an existing one", async () => {
        await assertRefused(
            () => buildExisting({ operatorCidrs: ["203.0.113.0/24"] }),
            [
                "ManagementCluster management: the arguments have 1 problem; nothing of it was created.",
                "  operatorCidrs applies to created clusters only; this one exists (existing: true): remove it.",
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("shows in the state what it was given", async () => {
        const harness = await registered(() => build({ transform: {} }));
        assert.deepEqual(
            harness.one("eks-gitops-fleet:index:ManagementCluster", "management").inputs,
            { ...CLUSTER_ARGS, agentIdentity: "irsa", owner: "acme/fleet/hub" },
        );
    });

    it("creates everything in the hub account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => buildExisting());
    });
});
