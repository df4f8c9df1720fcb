/** aws.iam: managed policies and OpenID Connect providers. Rules: terraform-provider-aws internal/service/iam. */
import { policyText } from "../provider/policies";
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { output, policy, text, texts, textSet } from "../provider/schema";
import { requiredText, textMapOf, textOf, textsOf } from "../provider/values";
import { answered, given, part, parts, tagList, tagMap } from "./answers";

/** Versions IAM keeps of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAXIMUM_VERSIONS = 5;

const managedPolicy: ResourceType = {
    global: true,
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 128 },
    fields: {
        arn: output(),
        attachmentCount: output(),
        description: text({ forceNew: true }),
        name: text({ forceNew: true, computed: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        path: text({ default: "/", forceNew: true }),
        policy: policy({ required: true }),
        policyId: output(),
    },
    create: async (api, inputs) => {
        const answer = await api.call(
            "iam:CreatePolicy",
            given({
                PolicyName:
                    textOf(inputs, "name") ??
                    prefixedName(requiredText(inputs, "namePrefix"), new Date()),
                Path: inputs.path,
                PolicyDocument: inputs.policy,
                Description: inputs.description,
                Tags: tagList(textMapOf(inputs, "tagsAll")),
            }),
        );
        return answered(part(answer, "Policy"), "Arn");
    },
    read: async (api, PolicyArn) => {
        const found = part(await api.call("iam:GetPolicy", { PolicyArn }), "Policy");
        const version = part(
            await api.call("iam:GetPolicyVersion", {
                PolicyArn,
                VersionId: found.DefaultVersionId,
            }),
            "PolicyVersion",
        );
        return {
            arn: found.Arn,
            attachmentCount: found.AttachmentCount,
            description: found.Description ?? "",
            name: found.PolicyName,
            path: found.Path,
            policy: policyText(answered(version, "Document")),
            policyId: found.PolicyId,
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, has }) => {
        if (has("policy")) {
            await makeRoomForVersion(api, id);
            await api.call("iam:CreatePolicyVersion", {
                PolicyArn: id,
                PolicyDocument: inputs.policy,
                SetAsDefault: true,
            });
        }
    },
    retag: async (api, { id }, { put, remove }) => {
        if (remove.length > 0) {
            await api.call("iam:UntagPolicy", { PolicyArn: id, TagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("iam:TagPolicy", { PolicyArn: id, Tags: tagList(put) });
        }
    },
    remove: async (api, PolicyArn) => {
        for (const VersionId of await otherVersions(api, PolicyArn)) {
            await api.call("iam:DeletePolicyVersion", { PolicyArn, VersionId });
        }
        await api.call("iam:DeletePolicy", { PolicyArn });
    },
};

const openIdConnectProvider: ResourceType = {
    global: true,
    fields: {
        arn: output(),
        clientIdLists: textSet({ required: true }),
        thumbprintLists: texts({ computed: true }),
        // IAM answers the URL without its scheme, and so does the state.
        url: text({
            required: true,
            forceNew: true,
            same: (left, right) => withoutScheme(left) === withoutScheme(right),
        }),
    },
    create: async (api, inputs) =>
        answered(
            await api.call(
                "iam:CreateOpenIDConnectProvider",
                given({
                    Url: inputs.url,
                    ClientIDList: inputs.clientIdLists,
                    ThumbprintList: inputs.thumbprintLists,
                    Tags: tagList(textMapOf(inputs, "tagsAll")),
                }),
            ),
            "OpenIDConnectProviderArn",
        ),
    read: async (api, OpenIDConnectProviderArn) => {
        const found = await api.call("iam:GetOpenIDConnectProvider", {
            OpenIDConnectProviderArn,
        });
        return {
            arn: OpenIDConnectProviderArn,
            clientIdLists: found.ClientIDList as string[],
            thumbprintLists: found.ThumbprintList as string[],
            url: withoutScheme(answered(found, "Url")),
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, old, has }) => {
        const key = { OpenIDConnectProviderArn: id };
        if (has("clientIdLists")) {
            const before = textsOf(old, "clientIdLists");
            const after = textsOf(inputs, "clientIdLists");
            for (const ClientID of after.filter((client) => !before.includes(client))) {
                await api.call("iam:AddClientIDToOpenIDConnectProvider", { ...key, ClientID });
            }
            for (const ClientID of before.filter((client) => !after.includes(client))) {
                await api.call("iam:RemoveClientIDFromOpenIDConnectProvider", {
                    ...key,
                    ClientID,
                });
            }
        }
        if (has("thumbprintLists")) {
            await api.call("iam:UpdateOpenIDConnectProviderThumbprint", {
                ...key,
                ThumbprintList: inputs.thumbprintLists,
            });
        }
    },
    retag: async (api, { id }, { put, remove }) => {
        const key = { OpenIDConnectProviderArn: id };
        if (remove.length > 0) {
            await api.call("iam:UntagOpenIDConnectProvider", { ...key, TagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("iam:TagOpenIDConnectProvider", { ...key, Tags: tagList(put) });
        }
    },
    remove: async (api, OpenIDConnectProviderArn) => {
        await api.call("iam:DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn });
    },
};

/** An issuer's URL as IAM keeps it. */
export function withoutScheme(url: string): string {
    return url.replace(/^https:\/\//, "");
}

// As the real provider: the oldest version is deleted when there is no room for another.
async function makeRoomForVersion(api: Api, PolicyArn: string): Promise<void> {
    const others = await otherVersions(api, PolicyArn);
    if (others.length + 1 >= MAXIMUM_VERSIONS) {
        const oldest = [...others].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))[0];
        await api.call("iam:DeletePolicyVersion", { PolicyArn, VersionId: oldest });
    }
}

async function otherVersions(api: Api, PolicyArn: string): Promise<readonly string[]> {
    const answer = await api.call("iam:ListPolicyVersions", { PolicyArn });
    return parts(answer, "Versions")
        .filter((version) => version.IsDefaultVersion !== true)
        .map((version) => answered(version, "VersionId"));
}

export const iamPolicyTypes: Readonly<Record<string, ResourceType>> = {
    "aws:iam/policy:Policy": managedPolicy,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider,
};
