/** aws.kms: keys and aliases. Rules: terraform-provider-aws internal/service/kms. */
import { policyText } from "../provider/policies";
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { flag, integer, output, policy, text } from "../provider/schema";
import { requiredText, textMapOf, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts } from "./answers";

const key: ResourceType = {
    fields: {
        arn: output(),
        bypassPolicyLockoutSafetyCheck: flag({ default: false, kept: true }),
        customerMasterKeySpec: text({ default: "SYMMETRIC_DEFAULT", forceNew: true }),
        deletionWindowInDays: integer({ kept: true }),
        description: text({ computed: true }),
        enableKeyRotation: flag(),
        isEnabled: flag({ default: true }),
        keyId: output(),
        keyUsage: text({ default: "ENCRYPT_DECRYPT", forceNew: true }),
        multiRegion: flag({ computed: true, forceNew: true }),
        policy: policy({ computed: true }),
        rotationPeriodInDays: integer({ computed: true }),
    },
    create: async (api, inputs, begun) => {
        const made = part(
            await api.call(
                "kms:CreateKey",
                given({
                    Description: inputs.description,
                    KeyUsage: inputs.keyUsage,
                    KeySpec: inputs.customerMasterKeySpec,
                    Policy: inputs.policy,
                    MultiRegion: inputs.multiRegion,
                    BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
                    Tags: kmsTags(textMapOf(inputs, "tagsAll")),
                }),
            ),
            "KeyMetadata",
        );
        const id = answered(made, "KeyId");
        begun(id);
        if (inputs.enableKeyRotation === true) {
            await setRotation(api, id, inputs);
        }
        if (inputs.isEnabled === false) {
            await api.call("kms:DisableKey", { KeyId: id });
        }
        return id;
    },
    read: async (api, id) => {
        const KeyId = id;
        const found = part(await api.call("kms:DescribeKey", { KeyId }), "KeyMetadata");
        if (found.KeyState === "PendingDeletion") {
            return undefined;
        }
        const rotation = await api.call("kms:GetKeyRotationStatus", { KeyId });
        const document = await api.call("kms:GetKeyPolicy", { KeyId });
        const tags = await api.call("kms:ListResourceTags", { KeyId });
        return {
            arn: found.Arn,
            customerMasterKeySpec: found.KeySpec,
            description: found.Description,
            enableKeyRotation: rotation.KeyRotationEnabled === true,
            isEnabled: found.Enabled,
            keyId: found.KeyId,
            keyUsage: found.KeyUsage,
            multiRegion: found.MultiRegion,
            policy: policyText(answered(document, "Policy")),
            rotationPeriodInDays: (rotation.RotationPeriodInDays as number | undefined) ?? 0,
            tagsAll: Object.fromEntries(
                parts(tags, "Tags").map((tag) => [
                    answered(tag, "TagKey"),
                    answered(tag, "TagValue"),
                ]),
            ),
        };
    },
    update: async (api, { id: KeyId, inputs, has }) => {
        // Only an enabled key can be changed.
        if (has("isEnabled") && inputs.isEnabled !== false) {
            await api.call("kms:EnableKey", { KeyId });
        }
        if (has("enableKeyRotation", "rotationPeriodInDays")) {
            await setRotation(api, KeyId, inputs);
        }
        if (has("description")) {
            await api.call("kms:UpdateKeyDescription", {
                KeyId,
                Description: inputs.description ?? "",
            });
        }
        if (has("policy")) {
            await api.call(
                "kms:PutKeyPolicy",
                given({
                    KeyId,
                    Policy: inputs.policy,
                    BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
                }),
            );
        }
        if (has("isEnabled") && inputs.isEnabled === false) {
            await api.call("kms:DisableKey", { KeyId });
        }
    },
    retag: async (api, { id: KeyId }, { put, remove }) => {
        if (remove.length > 0) {
            await api.call("kms:UntagResource", { KeyId, TagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("kms:TagResource", { KeyId, Tags: kmsTags(put) });
        }
    },
    remove: async (api, KeyId, state) => {
        await api.call(
            "kms:ScheduleKeyDeletion",
            given({ KeyId, PendingWindowInDays: state.deletionWindowInDays }),
        );
    },
};

const alias: ResourceType = {
    autoname: {
        property: "name",
        prefixProperty: "namePrefix",
        maximum: 256,
        before: "alias/",
    },
    fields: {
        arn: output(),
        name: text({ computed: true, forceNew: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        targetKeyArn: output("volatile"),
        targetKeyId: text({
            required: true,
            same: (left, right) => bareKeyId(left) === bareKeyId(right),
        }),
    },
    create: async (api, inputs) => {
        const AliasName =
            textOf(inputs, "name") ?? prefixedName(requiredText(inputs, "namePrefix"), new Date());
        await api.call("kms:CreateAlias", { AliasName, TargetKeyId: inputs.targetKeyId });
        return AliasName;
    },
    read: async (api, id) => {
        const answer = await api.call("kms:ListAliases", {});
        const found = parts(answer, "Aliases").find((one) => one.AliasName === id);
        if (found === undefined) {
            return undefined;
        }
        const arn = answered(found, "AliasArn");
        const targetKeyId = answered(found, "TargetKeyId");
        return {
            arn,
            name: id,
            targetKeyArn: arn.replace(/:alias\/.*$/, `:key/${targetKeyId}`),
            targetKeyId,
        };
    },
    update: async (api, { id, inputs }) => {
        await api.call("kms:UpdateAlias", { AliasName: id, TargetKeyId: inputs.targetKeyId });
    },
    remove: async (api, AliasName) => {
        await api.call("kms:DeleteAlias", { AliasName });
    },
};

function bareKeyId(idOrArn: string): string {
    return idOrArn.replace(/^arn:[^/]*:key\//, "");
}

async function setRotation(api: Api, KeyId: string, inputs: Properties): Promise<void> {
    await (inputs.enableKeyRotation === true
        ? api.call(
              "kms:EnableKeyRotation",
              given({ KeyId, RotationPeriodInDays: inputs.rotationPeriodInDays }),
          )
        : api.call("kms:DisableKeyRotation", { KeyId }));
}

function kmsTags(tags: Readonly<Record<string, string>>): readonly Properties[] {
    return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

export const kmsTypes: Readonly<Record<string, ResourceType>> = {
    "aws:kms/key:Key": key,
    "aws:kms/alias:Alias": alias,
};
