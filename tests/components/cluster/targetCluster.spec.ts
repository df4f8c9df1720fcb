import assert from "node:assert/strict";

import { EksCluster, TargetCluster } from "../../../components";
import { CLUSTER } from "../../support/fixtures";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";

function build(): TargetCluster {
    return new TargetCluster(
        "testing",
        {
            cluster: { ...CLUSTER, accountId: "222222222222", clusterName: "testing-cluster" },
            managementEgressCidrs: ["192.0.2.1/32"],
        },
        { providers: [givenAws("222222222222")] },
    );
}

describe("TargetCluster", () => {
    it("is an EksCluster and nothing else", async () => {
        const alone = await registered(() => new EksCluster("testing-eks", { cluster: CLUSTER }));
        const harness = await registered(() => build());
        assert.deepEqual(
            inventory(harness),
            [...inventory(alone), "eks-gitops-fleet:index:TargetCluster testing"].sort(),
        );
        assertChildNames(harness);
    });

    it("lets the management cluster's addresses in, or Argo CD could never reach it", async () => {
        const harness = await registered(() => build());
        const { inputs } = harness.one("eks:index:Cluster", "testing-eks-cluster");
        assert.deepEqual(inputs["publicAccessCidrs"], ["192.0.2.1/32", "203.0.113.0/24"]);
    });

    it("tells what a registration holds, and what must stand while something runs on it", async () => {
        let target: TargetCluster | undefined;
        await registered(() => (target = build()));
        assert.equal(await value(target!.clusterName), "testing-cluster");
        assert.equal(
            target!.clusterArn,
            "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
        );
        assert.equal(
            await value(target!.clusterEndpoint),
            "https://testing-eks-cluster.eks.amazonaws.com",
        );
        assert.equal(await value(target!.clusterCertificateAuthorityData), "LS0tLS1CRUdJTg==");
        assert.equal(target!.running.length, 3);
    });

    it("tells what makes the provisioner an administrator of a created cluster, and nothing for an existing one", async () => {
        let target: TargetCluster | undefined;
        const harness = await registered(() => (target = build()));
        const urns = await Promise.all(target!.administration!.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                "testing-eks-admins-provisioner-cluster-admin",
            ).urn,
        ]);
        const { accountId, clusterName, region, roleSettings } = CLUSTER;
        await registered(() => {
            target = new TargetCluster(
                "testing",
                {
                    cluster: { kind: "existing", accountId, region, clusterName, roleSettings },
                    existing: {
                        endpoint: "https://testing.eks.amazonaws.com",
                        certificateAuthorityData: "LS0tLS1CRUdJTg==",
                        oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/A",
                        authenticationMode: "API",
                        vpcId: "vpc-9",
                        kubernetesVersion: "1.34",
                        endpointPublicAccess: true,
                        publicAccessCidrs: ["0.0.0.0/0"],
                    },
                    managementEgressCidrs: ["192.0.2.1/32"],
                },
                { providers: [givenAws(accountId)] },
            );
        });
        assert.equal(target!.administration, undefined);
    });

    it("makes everything in the target's account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
