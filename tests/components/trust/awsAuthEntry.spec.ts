import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { AwsAuthEntry, type AwsAuthEntryArgs } from "../../../components";
import {
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

const ENTRY = "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry";

const REACH = {
    clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing",
    kubeconfig: pulumi.output("{}"),
};

function build(overrides: Partial<AwsAuthEntryArgs> = {}): AwsAuthEntry {
    return new AwsAuthEntry("testing-entry", {
        cluster: { reach: REACH },
        roleArn: pulumi.output("arn:aws:iam::222222222222:role/acme-deployer-testing"),
        userName: "gitops:acme:{{SessionName}}",
        groups: ["gitops:acme:deployers"],
        ...overrides,
    });
}

describe("AwsAuthEntry", () => {
    let harness: Harness;
    let entry: AwsAuthEntry | undefined;
    beforeEach(async () => {
        harness = await registered(() => (entry = build()));
    });

    it("is one resource with the entry, the cluster and its kubeconfig as inputs", () => {
        assert.deepEqual(inventory(harness), [`${ENTRY} testing-entry`]);
        const { __provider, ...inputs } = harness.one(ENTRY, "testing-entry").inputs;
        assert.deepEqual(inputs, {
            clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing",
            kubeconfig: "{}",
            roleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            userName: "gitops:acme:{{SessionName}}",
            groups: ["gitops:acme:deployers"],
        });
        // The text itself, not a secret: nothing is captured in it.
        assert.match(String(__provider), /providers\/awsAuth\/provider/);
        assertNoDefaultProvider(harness);
    });

    it("exposes the role's ARN", async () => {
        assert.equal(
            await value(entry!.roleArn),
            "arn:aws:iam::222222222222:role/acme-deployer-testing",
        );
    });

    it("depends on the resources behind its inputs", async () => {
        harness = await registered(() =>
            build({
                cluster: {
                    reach: { ...REACH, kubeconfig: givenResource("cluster").id.apply(() => "{}") },
                },
            }),
        );
        const cluster = harness.one("kubernetes:core/v1:Namespace", "given-cluster");
        assert.ok(goesBefore(harness, harness.one(ENTRY, "testing-entry"), cluster));
    });

    const PATH = "arn:aws:iam::222222222222:role/team/x";
    it("rejects a role with a path and a reserved group", async () => {
        await assertRefused(
            () => build({ roleArn: PATH }),
            `aws-auth never matches a role with a path: ${PATH}. Leave rolePath unset, or let the cluster use access entries.`,
        );
        await assertRefused(
            () => build({ roleArn: PATH.replace("team/", ""), groups: ["system:masters"] }),
            'aws-auth: "system:masters" begins with system:, which is reserved. Use a name of your own and bind RBAC to it.',
        );
    });

    it("registers nothing if the ARN resolves to a role with a path", async () => {
        harness = await registered(() => build({ roleArn: pulumi.output(PATH) }));
        assert.deepEqual(inventory(harness), []);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
