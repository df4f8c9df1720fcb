import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { inventory, registered } from "../support/fleet";

const PLACE = { accountId: "222222222222", region: "eu-west-1" };
const ROLE = "arn:aws:iam::222222222222:role/Provisioner";

describe("AwsProviders", () => {
    it("creates one provider for each account, region and role, however often it is requested", async () => {
        const harness = await registered(() => {
            const providers = new AwsProviders({});
            const first = providers.for(PLACE);
            assert.equal(providers.for({ ...PLACE }), first);
            for (const other of [
                { ...PLACE, accountId: "333333333333" },
                { ...PLACE, region: "eu-central-1" },
                { ...PLACE, provisionerRoleArn: ROLE },
                { ...PLACE, provisionerRoleArn: `${ROLE}2` },
            ]) {
                assert.notEqual(providers.for(other), first);
            }
        });
        assert.deepEqual(inventory(harness), [
            "pulumi:providers:aws aws-222222222222-eu-central-1",
            "pulumi:providers:aws aws-222222222222-eu-west-1",
            "pulumi:providers:aws aws-222222222222-eu-west-1-c8c7b06a",
            "pulumi:providers:aws aws-222222222222-eu-west-1-dd83d9c2",
            "pulumi:providers:aws aws-333333333333-eu-west-1",
        ]);
    });

    it("creates a provider that works in its account only, with the stack's tags and the caller's own credentials", async () => {
        const harness = await registered(() => new AwsProviders({ owner: "me" }).for(PLACE));
        const { inputs } = harness.one("pulumi:providers:aws", "aws-222222222222-eu-west-1");
        assert.deepEqual(meaning(inputs), {
            region: "eu-west-1",
            allowedAccountIds: ["222222222222"],
            defaultTags: { tags: { owner: "me" } },
        });
    });

    it("creates a provider that assumes the provisioner role, if there is one", async () => {
        const place = { ...PLACE, provisionerRoleArn: ROLE };
        const harness = await registered(() => new AwsProviders({}).for(place));
        const provider = harness.resources[0]!;
        assert.deepEqual(meaning(provider.inputs)["assumeRoles"], [
            { roleArn: ROLE, sessionName: "eks-gitops-fleet" },
        ]);
    });

    /** Inputs of providers are JSON texts; the SDK adds an option of its own. */
    function meaning(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
        const { region, ...rest } = inputs;
        return {
            region,
            ...Object.fromEntries(
                Object.entries(rest)
                    .filter(([key]) => !key.startsWith("skip"))
                    .map(([key, value]) => [key, JSON.parse(String(value))]),
            ),
        };
    }
});
