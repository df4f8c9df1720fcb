import assert from "node:assert/strict";

import { EksCluster, ManagementCluster } from "../../../components";
import { CLUSTER } from "../../support/fixtures";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";

function build(): ManagementCluster {
    return new ManagementCluster(
        "management",
        { cluster: CLUSTER, owner: "acme/fleet/hub" },
        { providers: [givenAws("111111111111")] },
    );
}

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
/** What is looked up of a cluster that exists. */
const FACTS = {
    endpoint: "https://hub.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    authenticationMode: "API",
    vpcId: "vpc-9",
    kubernetesVersion: "1.34",
    endpointPublicAccess: true,
    publicAccessCidrs: ["0.0.0.0/0"],
} as const;
const TRUSTED_ISSUER = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";

const { accountId, clusterName, region, roleSettings } = CLUSTER;

function buildExisting(oidcIssuerUrl: string): ManagementCluster {
    return new ManagementCluster(
        "management",
        {
            cluster: { kind: "existing", accountId, region, clusterName, roleSettings },
            existing: { ...FACTS, oidcIssuerUrl },
            owner: "acme/fleet/hub",
            tags: { team: "platform" },
        },
        { providers: [givenAws(accountId)] },
    );
}

describe("ManagementCluster", () => {
    it("is an EksCluster and its issuer's identity provider, and nothing else", async () => {
        const alone = await registered(
            () => new EksCluster("management-eks", { cluster: CLUSTER }),
        );
        const harness = await registered(() => build());
        assert.deepEqual(
            inventory(harness),
            [
                ...inventory(alone),
                `${PROVIDER} management-oidc`,
                "eks-gitops-fleet:index:ManagementCluster management",
            ].sort(),
        );
        assertChildNames(harness);
        const cluster = harness.one("eks-gitops-fleet:index:EksCluster", "management-eks");
        assert.equal(parentOf(cluster, harness)?.name, "management");
    });

    it("registers the cluster's issuer for STS, without a thumbprint", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one(PROVIDER, "management-oidc").inputs, {
            url: "https://oidc.eks.amazonaws.com/id/MANAGEMENT-EKS-CLUSTER",
            clientIdLists: ["sts.amazonaws.com"],
            tags: { "eks-gitops-fleet:stack": "acme/fleet/hub" },
        });
    });

    it("trusts an existing cluster's issuer as one of possibly several who do, not as its owner", async () => {
        const oidcIssuerUrl = "https://oidc.eks.eu-west-1.amazonaws.com/id/A";
        const harness = await registered(() => buildExisting(oidcIssuerUrl));
        assert.deepEqual(
            inventory(harness).filter((line) => line.startsWith(PROVIDER)),
            [],
        );
        const { inputs } = harness.one(TRUSTED_ISSUER, "management-oidc");
        assert.equal(inputs["url"], oidcIssuerUrl);
        assert.equal(inputs["owner"], "acme/fleet/hub");
        assert.equal(inputs["choice"], "auto");
        assert.equal(inputs["addAudience"], false);
        assert.deepEqual(inputs["tags"], { team: "platform" });
    });

    it("tells what roles trust and what targets let in", async () => {
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
        assert.equal(hub!.clusterArn, "arn:aws:eks:eu-west-1:111111111111:cluster/management");
    });

    it("counts the identity provider among what pods need to run", async () => {
        let hub: ManagementCluster | undefined;
        const harness = await registered(() => (hub = build()));
        const urns = await Promise.all(hub!.running.map(({ urn }) => value(urn)));
        assert.equal(urns.length, 4);
        assert.ok(urns.includes(harness.one(PROVIDER, "management-oidc").urn));
    });

    it("tells what makes the provisioner an administrator of a created cluster, and nothing for an existing one", async () => {
        let hub: ManagementCluster | undefined;
        const harness = await registered(() => (hub = build()));
        const urns = await Promise.all(hub!.administration!.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                "management-eks-admins-provisioner-cluster-admin",
            ).urn,
        ]);
        await registered(() => (hub = buildExisting("https://oidc.eks.amazonaws.com/id/A")));
        assert.equal(hub!.administration, undefined);
    });

    it("makes everything in the management account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
