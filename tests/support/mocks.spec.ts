import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { givenAws } from "./fleet";
import { install, isSecret, revealed, value } from "./mocks";

describe("The harness of component tests", () => {
    it("rejects an unknown resource type", async () => {
        const harness = await install();
        const bucket = new aws.s3.Bucket("bucket", {}, { provider: givenAws("111111111111") });
        bucket.arn.apply(() => undefined);
        await assert.rejects(harness.settle(), /no mock for resource aws:s3\/bucket:Bucket bucket/);
    });

    it("rejects every function", async () => {
        const harness = await install();
        await assert.rejects(aws.getRegion({}, { provider: givenAws("111111111111") }));
        await assert.rejects(
            harness.settle(),
            /no mock for function aws:index\/getRegion:getRegion/,
        );
    });

    it("recognizes a secret input and its value", async () => {
        const harness = await install();
        new aws.iam.Policy("policy", { policy: pulumi.secret("text"), path: "/" });
        await harness.settle();
        const { inputs } = harness.one("aws:iam/policy:Policy", "policy");
        assert.ok(isSecret(inputs["policy"]) && !isSecret(inputs["path"]));
        assert.equal(revealed(inputs["policy"]), "text");
    });

    it("knows the inputs in a preview, and nothing that the cloud adds", async () => {
        const harness = await install({ preview: true });
        const role = new aws.iam.Role("role", { name: "known", assumeRolePolicy: "{}" });
        await harness.settle();
        assert.equal(await value(role.name), "known");
        const unknown = await (role.uniqueId as unknown as { isKnown: Promise<boolean> }).isKnown;
        assert.equal(unknown, false);
    });
});
