/** aws.eks: which principals a cluster admits, and which pods get a role. Rules: terraform-provider-aws internal/service/eks. */
import type { ResourceType } from "../provider/resource";
import { block, flag, output, text, textSet } from "../provider/schema";
import { requiredText, textMapOf, textOf } from "../provider/values";
import { answered, given, part, parts } from "./answers";
import { retagEks } from "./eksTags";

const accessEntry: ResourceType = {
    fields: {
        accessEntryArn: output(),
        clusterName: text({ required: true, forceNew: true }),
        createdAt: output(),
        kubernetesGroups: textSet({ computed: true }),
        modifiedAt: output(),
        principalArn: text({ required: true, forceNew: true }),
        type: text({ default: "STANDARD", forceNew: true }),
        userName: text({ computed: true }),
    },
    create: async (api, inputs) => {
        await api.call(
            "eks:CreateAccessEntry",
            given({
                clusterName: inputs.clusterName,
                principalArn: inputs.principalArn,
                kubernetesGroups: inputs.kubernetesGroups,
                username: inputs.userName,
                type: inputs.type,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return `${requiredText(inputs, "clusterName")}:${requiredText(inputs, "principalArn")}`;
    },
    read: async (api, id) => {
        const found = part(await api.call("eks:DescribeAccessEntry", entryKey(id)), "accessEntry");
        return {
            accessEntryArn: found.accessEntryArn,
            clusterName: found.clusterName,
            createdAt: found.createdAt,
            kubernetesGroups: found.kubernetesGroups,
            modifiedAt: found.modifiedAt,
            principalArn: found.principalArn,
            type: found.type,
            userName: found.username,
            tagsAll: part(found, "tags"),
        };
    },
    update: async (api, { id, inputs }) => {
        await api.call(
            "eks:UpdateAccessEntry",
            given({
                ...entryKey(id),
                kubernetesGroups: inputs.kubernetesGroups,
                username: inputs.userName,
            }),
        );
    },
    retag: retagEks("accessEntryArn"),
    remove: async (api, id) => {
        await api.call("eks:DeleteAccessEntry", entryKey(id));
    },
};

const accessPolicyAssociation: ResourceType = {
    fields: {
        accessScope: block(
            { namespaces: textSet(), type: text({ required: true }) },
            { required: true, forceNew: true },
        ),
        associatedAt: output(),
        clusterName: text({ required: true, forceNew: true }),
        modifiedAt: output(),
        policyArn: text({ required: true, forceNew: true }),
        principalArn: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) => {
        const { clusterName, principalArn, policyArn, accessScope } = inputs;
        await api.call("eks:AssociateAccessPolicy", {
            clusterName,
            principalArn,
            policyArn,
            accessScope,
        });
        return ["clusterName", "principalArn", "policyArn"]
            .map((name) => requiredText(inputs, name))
            .join("#");
    },
    read: async (api, id) => {
        const { policyArn, ...entry } = associationKey(id);
        const answer = await api.call("eks:ListAssociatedAccessPolicies", entry);
        const found = parts(answer, "associatedAccessPolicies").find(
            (associated) => associated.policyArn === policyArn,
        );
        return (
            found && {
                accessScope: found.accessScope,
                associatedAt: found.associatedAt,
                modifiedAt: found.modifiedAt,
                policyArn,
                ...entry,
            }
        );
    },
    remove: async (api, id) => {
        await api.call("eks:DisassociateAccessPolicy", associationKey(id));
    },
};

const podIdentityAssociation: ResourceType = {
    fields: {
        associationArn: output(),
        associationId: output(),
        clusterName: text({ required: true, forceNew: true }),
        disableSessionTags: flag({ computed: true }),
        externalId: output(),
        namespace: text({ required: true, forceNew: true }),
        roleArn: text({ required: true }),
        serviceAccount: text({ required: true, forceNew: true }),
        targetRoleArn: text(),
    },
    create: async (api, inputs) => {
        const answer = await api.call(
            "eks:CreatePodIdentityAssociation",
            given({
                clusterName: inputs.clusterName,
                namespace: inputs.namespace,
                serviceAccount: inputs.serviceAccount,
                roleArn: inputs.roleArn,
                disableSessionTags: inputs.disableSessionTags,
                targetRoleArn: inputs.targetRoleArn,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return answered(part(answer, "association"), "associationId");
    },
    read: async (api, id, known) => {
        // Imported as `cluster,association`; kept under the association's own id.
        const [imported, association] = id.split(",");
        const clusterName =
            association === undefined ? requiredText(known, "clusterName") : imported;
        const found = part(
            await api.call("eks:DescribePodIdentityAssociation", {
                clusterName,
                associationId: association ?? id,
            }),
            "association",
        );
        return {
            associationArn: found.associationArn,
            associationId: found.associationId,
            clusterName: found.clusterName,
            disableSessionTags: found.disableSessionTags ?? false,
            externalId: found.externalId,
            namespace: found.namespace,
            roleArn: found.roleArn,
            serviceAccount: found.serviceAccount,
            targetRoleArn: found.targetRoleArn,
            tagsAll: part(found, "tags"),
        };
    },
    update: async (api, { inputs, old }) => {
        await api.call(
            "eks:UpdatePodIdentityAssociation",
            given({
                clusterName: old.clusterName,
                associationId: old.associationId,
                roleArn: inputs.roleArn,
                disableSessionTags: inputs.disableSessionTags,
                targetRoleArn: inputs.targetRoleArn ?? (old.targetRoleArn ? "" : undefined),
            }),
        );
    },
    retag: retagEks("associationArn"),
    remove: async (api, id, state) => {
        await api.call("eks:DeletePodIdentityAssociation", {
            clusterName: requiredText(state, "clusterName"),
            associationId: textOf(state, "associationId") ?? id,
        });
    },
};

function entryKey(id: string): { readonly clusterName: string; readonly principalArn: string } {
    const colon = id.indexOf(":");
    return { clusterName: id.slice(0, colon), principalArn: id.slice(colon + 1) };
}

function associationKey(id: string): {
    readonly clusterName: string;
    readonly principalArn: string;
    readonly policyArn: string;
} {
    const [clusterName, principalArn, policyArn] = id.split("#");
    if (clusterName === undefined || principalArn === undefined || policyArn === undefined) {
        throw new Error(`unexpected id '${id}': cluster-name#principal-arn#policy-arn`);
    }
    return { clusterName, principalArn, policyArn };
}

export const eksAccessTypes: Readonly<Record<string, ResourceType>> = {
    "aws:eks/accessEntry:AccessEntry": accessEntry,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": accessPolicyAssociation,
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": podIdentityAssociation,
};
