import assert from "node:assert/strict";

import { ClusterAdmins, type ClusterAdminsArgs } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";

const ARGS: ClusterAdminsArgs = {
    clusterName: "testing",
    partition: "aws",
    admins: {
        provisioner: "arn:aws:iam::222222222222:role/Provisioner",
        me: "arn:aws:iam::222222222222:user/me",
    },
};

function build(args: ClusterAdminsArgs = ARGS): ClusterAdmins {
    return new ClusterAdmins("admins", args, { providers: [givenAws("222222222222")] });
}

const ENTRY = "aws:eks/accessEntry:AccessEntry";
const ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";

describe("ClusterAdmins", () => {
    it("makes an access entry and an association for each administrator, by the name given", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${ENTRY} admins-me`,
            `${ENTRY} admins-provisioner`,
            `${ASSOCIATION} admins-me-cluster-admin`,
            `${ASSOCIATION} admins-provisioner-cluster-admin`,
            "eks-gitops-fleet:index:ClusterAdmins admins",
        ]);
        assertChildNames(harness);
    });

    it("makes nothing for nobody", async () => {
        const harness = await registered(() => build({ ...ARGS, admins: {} }));
        assert.deepEqual(inventory(harness), ["eks-gitops-fleet:index:ClusterAdmins admins"]);
    });

    it("gives the whole cluster to exactly the named principal, by an entry without groups", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one(ENTRY, "admins-me").inputs, {
            clusterName: "testing",
            principalArn: "arn:aws:iam::222222222222:user/me",
            type: "STANDARD",
        });
        assert.deepEqual(harness.one(ASSOCIATION, "admins-me-cluster-admin").inputs, {
            clusterName: "testing",
            principalArn: "arn:aws:iam::222222222222:user/me",
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
        });
    });

    it("keeps the path of a role: an access entry compares the whole ARN", async () => {
        const sso =
            "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef";
        const harness = await registered(() => build({ ...ARGS, admins: { team: sso } }));
        assert.equal(harness.one(ENTRY, "admins-team").inputs["principalArn"], sso);
        assert.equal(
            harness.one(ASSOCIATION, "admins-team-cluster-admin").inputs["principalArn"],
            sso,
        );
    });

    it("names the policy of the cluster's partition", async () => {
        const harness = await registered(() => build({ ...ARGS, partition: "aws-cn" }));
        assert.equal(
            harness.one(ASSOCIATION, "admins-me-cluster-admin").inputs["policyArn"],
            "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        );
    });

    it("takes an association away before its entry", async () => {
        const harness = await registered(() => build());
        const association = harness.one(ASSOCIATION, "admins-me-cluster-admin");
        assert.ok(goesBefore(harness, association, harness.one(ENTRY, "admins-me")));
    });

    it("makes everything in the given account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
