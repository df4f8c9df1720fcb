import * as assert from "node:assert/strict";

import { get, newWorld, refused, text } from "./regionalSupport";
import type { Json, World } from "./regionalSupport";

describe("KMS (AWS KMS API Reference)", () => {
    let world: World;
    let KeyId: string;

    beforeEach(async () => {
        world = newWorld();
        const made = await world.call("kms:CreateKey", {
            Description: "secrets",
            Tags: [{ TagKey: "a", TagValue: "1" }],
        });
        KeyId = text(made, "KeyMetadata.KeyId");
    });

    const metadata = async (id: string = KeyId): Promise<unknown> =>
        (await world.call("kms:DescribeKey", { KeyId: id })).KeyMetadata;

    it("finds a key by id, ARN and alias", async () => {
        await world.call("kms:CreateAlias", { AliasName: "alias/secrets", TargetKeyId: KeyId });
        const arn = text(await metadata(), "Arn");
        assert.equal(get(await metadata(arn), "KeyId"), KeyId);
        assert.equal(get(await metadata("alias/secrets"), "KeyId"), KeyId);
        await refused(metadata("alias/other"), "NotFoundException");
        await refused(metadata("00000000-0000-0000-0000-000000000000"), "NotFoundException");
    });

    it("keeps a deleted key pending, unusable, for 7 to 30 days", async () => {
        const remove = (PendingWindowInDays: number): Promise<Json> =>
            world.call("kms:ScheduleKeyDeletion", { KeyId, PendingWindowInDays });
        await refused(remove(6), "ValidationException");
        await refused(remove(31), "ValidationException");
        const { DeletionDate } = await remove(7);
        const days = (Date.parse(String(DeletionDate)) - Date.now()) / (24 * 60 * 60 * 1000);
        assert.ok(days > 6.9 && days <= 7, String(days));
        assert.equal(get(await metadata(), "KeyState"), "PendingDeletion");
        await refused(world.call("kms:EnableKeyRotation", { KeyId }), "KMSInvalidStateException");
        await refused(
            world.call("kms:CreateAlias", { AliasName: "alias/late", TargetKeyId: KeyId }),
            "KMSInvalidStateException",
        );
        await refused(remove(7), "KMSInvalidStateException");
        await world.call("kms:CancelKeyDeletion", { KeyId });
        assert.equal(get(await metadata(), "KeyState"), "Disabled");
    });

    it("has an alias once, moves and removes it", async () => {
        const AliasName = "alias/secrets";
        await world.call("kms:CreateAlias", { AliasName, TargetKeyId: KeyId });
        await refused(
            world.call("kms:CreateAlias", { AliasName, TargetKeyId: KeyId }),
            "AlreadyExistsException",
        );
        const other = text(await world.call("kms:CreateKey"), "KeyMetadata.KeyId");
        await world.call("kms:UpdateAlias", { AliasName, TargetKeyId: other });
        const listed = await world.call("kms:ListAliases", { KeyId: other });
        assert.equal(text(listed, "Aliases.0.AliasName"), AliasName);
        await world.call("kms:DeleteAlias", { AliasName });
        await refused(world.call("kms:DeleteAlias", { AliasName }), "NotFoundException");
    });

    for (const AliasName of ["alias/aws/eks", "secrets", "alias/a b"]) {
        it(`rejects the alias ${AliasName}`, () =>
            assert.rejects(world.call("kms:CreateAlias", { AliasName, TargetKeyId: KeyId })));
    }

    it("rotates on request, every 90 to 2560 days", async () => {
        const status = (): Promise<Json> => world.call("kms:GetKeyRotationStatus", { KeyId });
        assert.equal((await status()).KeyRotationEnabled, false);
        await refused(
            world.call("kms:EnableKeyRotation", { KeyId, RotationPeriodInDays: 89 }),
            "ValidationException",
        );
        await world.call("kms:EnableKeyRotation", { KeyId });
        assert.equal((await status()).RotationPeriodInDays, 365);
        await world.call("kms:DisableKeyRotation", { KeyId });
        assert.equal((await status()).KeyRotationEnabled, false);
    });

    it("rejects malformed policies and defaults to the account's policy", async () => {
        const before = await world.call("kms:GetKeyPolicy", { KeyId });
        assert.match(text(before, "Policy"), /arn:aws:iam::111111111111:root/);
        await refused(
            world.call("kms:PutKeyPolicy", { KeyId, Policy: "{" }),
            "MalformedPolicyDocumentException",
        );
        const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
        await world.call("kms:PutKeyPolicy", { KeyId, Policy });
        assert.equal((await world.call("kms:GetKeyPolicy", { KeyId })).Policy, Policy);
    });

    it("tags keys", async () => {
        await world.call("kms:TagResource", { KeyId, Tags: [{ TagKey: "b", TagValue: "2" }] });
        await world.call("kms:UntagResource", { KeyId, TagKeys: ["a"] });
        assert.deepEqual((await world.call("kms:ListResourceTags", { KeyId })).Tags, [
            { TagKey: "b", TagValue: "2" },
        ]);
    });

    it("checks permissions against the key's ARN", async () => {
        await world.call("kms:CreateAlias", { AliasName: "alias/secrets", TargetKeyId: KeyId });
        const arn = text(await metadata(), "Arn");
        assert.equal(world.resource("kms:DescribeKey", { KeyId: "alias/secrets" }), arn);
    });
});
