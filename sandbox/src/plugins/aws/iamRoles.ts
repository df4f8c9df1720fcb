/** aws.iam: roles, their inline policies and their attachments. Rules: terraform-provider-aws internal/service/iam. */
import { policyText } from "../provider/policies";
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { flag, integer, output, policy, text } from "../provider/schema";
import { requiredText, textMapOf, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagList, tagMap } from "./answers";

const role: ResourceType = {
    global: true,
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 64 },
    fields: {
        arn: output(),
        assumeRolePolicy: policy({ required: true }),
        createDate: output(),
        description: text(),
        forceDetachPolicies: flag({ default: false, kept: true }),
        maxSessionDuration: integer({ default: 3600 }),
        name: text({ forceNew: true, computed: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        path: text({ default: "/", forceNew: true }),
        permissionsBoundary: text(),
        uniqueId: output(),
    },
    create: async (api, inputs) => {
        const RoleName = nameOf(inputs);
        await api.call(
            "iam:CreateRole",
            given({
                RoleName,
                Path: inputs.path,
                AssumeRolePolicyDocument: inputs.assumeRolePolicy,
                Description: inputs.description,
                MaxSessionDuration: inputs.maxSessionDuration,
                PermissionsBoundary: inputs.permissionsBoundary,
                Tags: tagList(textMapOf(inputs, "tagsAll")),
            }),
        );
        return RoleName;
    },
    read: async (api, RoleName) => {
        const found = part(await api.call("iam:GetRole", { RoleName }), "Role");
        return {
            arn: found.Arn,
            assumeRolePolicy: policyText(answered(found, "AssumeRolePolicyDocument")),
            createDate: found.CreateDate,
            description: found.Description ?? "",
            maxSessionDuration: found.MaxSessionDuration,
            name: found.RoleName,
            path: found.Path,
            permissionsBoundary: part(found, "PermissionsBoundary").PermissionsBoundaryArn,
            uniqueId: found.RoleId,
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, has }) => {
        if (has("assumeRolePolicy")) {
            await api.call("iam:UpdateAssumeRolePolicy", {
                RoleName: id,
                PolicyDocument: inputs.assumeRolePolicy,
            });
        }
        if (has("description", "maxSessionDuration")) {
            await api.call("iam:UpdateRole", {
                RoleName: id,
                Description: inputs.description ?? "",
                MaxSessionDuration: inputs.maxSessionDuration,
            });
        }
        if (has("permissionsBoundary")) {
            const PermissionsBoundary = textOf(inputs, "permissionsBoundary");
            await (PermissionsBoundary === undefined
                ? api.call("iam:DeleteRolePermissionsBoundary", { RoleName: id })
                : api.call("iam:PutRolePermissionsBoundary", {
                      RoleName: id,
                      PermissionsBoundary,
                  }));
        }
    },
    retag: async (api, { id }, { put, remove }) => {
        if (remove.length > 0) {
            await api.call("iam:UntagRole", { RoleName: id, TagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("iam:TagRole", { RoleName: id, Tags: tagList(put) });
        }
    },
    remove: async (api, RoleName, state) => {
        if (state.forceDetachPolicies === true) {
            await detachEverything(api, RoleName);
        }
        await api.call("iam:DeleteRole", { RoleName });
    },
};

const rolePolicy: ResourceType = {
    global: true,
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 128 },
    fields: {
        name: text({ forceNew: true, computed: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        policy: policy({ required: true }),
        role: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) => {
        const key = { RoleName: requiredText(inputs, "role"), PolicyName: nameOf(inputs) };
        await api.call("iam:PutRolePolicy", { ...key, PolicyDocument: inputs.policy });
        return `${key.RoleName}:${key.PolicyName}`;
    },
    read: async (api, id) => {
        const found = await api.call("iam:GetRolePolicy", rolePolicyKey(id));
        return {
            name: answered(found, "PolicyName"),
            policy: policyText(answered(found, "PolicyDocument")),
            role: answered(found, "RoleName"),
        };
    },
    update: async (api, { id, inputs }) => {
        await api.call("iam:PutRolePolicy", {
            ...rolePolicyKey(id),
            PolicyDocument: inputs.policy,
        });
    },
    remove: async (api, id) => {
        await api.call("iam:DeleteRolePolicy", rolePolicyKey(id));
    },
};

// The id is the import's: the real provider's own is a generated text that nothing reads.
const rolePolicyAttachment: ResourceType = {
    global: true,
    fields: {
        policyArn: text({ required: true, forceNew: true }),
        role: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) => {
        const RoleName = requiredText(inputs, "role");
        const PolicyArn = requiredText(inputs, "policyArn");
        await api.call("iam:AttachRolePolicy", { RoleName, PolicyArn });
        return `${RoleName}/${PolicyArn}`;
    },
    read: async (api, id) => {
        const { RoleName, PolicyArn } = attachmentKey(id);
        const attached = await attachedPolicies(api, RoleName);
        return attached.includes(PolicyArn) ? { policyArn: PolicyArn, role: RoleName } : undefined;
    },
    remove: async (api, id) => {
        await api.call("iam:DetachRolePolicy", attachmentKey(id));
    },
};

async function detachEverything(api: Api, RoleName: string): Promise<void> {
    for (const PolicyArn of await attachedPolicies(api, RoleName)) {
        await api.call("iam:DetachRolePolicy", { RoleName, PolicyArn });
    }
    const { PolicyNames: names } = await api.call("iam:ListRolePolicies", { RoleName });
    for (const PolicyName of Array.isArray(names) ? (names as string[]) : []) {
        await api.call("iam:DeleteRolePolicy", { RoleName, PolicyName });
    }
}

async function attachedPolicies(api: Api, RoleName: string): Promise<readonly string[]> {
    const answer = await api.call("iam:ListAttachedRolePolicies", { RoleName });
    return parts(answer, "AttachedPolicies").map((attached) => answered(attached, "PolicyArn"));
}

function nameOf(inputs: Properties): string {
    return textOf(inputs, "name") ?? prefixedName(requiredText(inputs, "namePrefix"), new Date());
}

function rolePolicyKey(id: string): { readonly RoleName: string; readonly PolicyName: string } {
    const colon = id.indexOf(":");
    return { RoleName: id.slice(0, colon), PolicyName: id.slice(colon + 1) };
}

function attachmentKey(id: string): { readonly RoleName: string; readonly PolicyArn: string } {
    const slash = id.indexOf("/");
    return { RoleName: id.slice(0, slash), PolicyArn: id.slice(slash + 1) };
}

export const iamRoleTypes: Readonly<Record<string, ResourceType>> = {
    "aws:iam/role:Role": role,
    "aws:iam/rolePolicy:RolePolicy": rolePolicy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
};
