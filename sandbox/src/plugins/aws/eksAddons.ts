/** aws.eks.Addon. Rules: terraform-provider-aws internal/service/eks/addon.go. */
import type { ResourceType } from "../provider/resource";
import { flag, output, text } from "../provider/schema";
import { requiredText, textMapOf } from "../provider/values";
import { given, part } from "./answers";
import { retagEks } from "./eksTags";

const addon: ResourceType = {
    fields: {
        addonName: text({ required: true, forceNew: true }),
        addonVersion: text({ computed: true }),
        arn: output(),
        clusterName: text({ required: true, forceNew: true }),
        configurationValues: text({ computed: true }),
        createdAt: output(),
        modifiedAt: output(),
        preserve: flag({ kept: true }),
        resolveConflictsOnCreate: text({ kept: true }),
        resolveConflictsOnUpdate: text({ kept: true }),
        serviceAccountRoleArn: text(),
    },
    create: async (api, inputs) => {
        await api.call(
            "eks:CreateAddon",
            given({
                clusterName: inputs.clusterName,
                addonName: inputs.addonName,
                addonVersion: inputs.addonVersion,
                configurationValues: inputs.configurationValues,
                resolveConflicts: inputs.resolveConflictsOnCreate,
                serviceAccountRoleArn: inputs.serviceAccountRoleArn,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return `${requiredText(inputs, "clusterName")}:${requiredText(inputs, "addonName")}`;
    },
    read: async (api, id) => {
        const found = part(await api.call("eks:DescribeAddon", keyOf(id)), "addon");
        return {
            addonName: found.addonName,
            addonVersion: found.addonVersion,
            arn: found.addonArn,
            clusterName: found.clusterName,
            configurationValues: found.configurationValues ?? "",
            createdAt: found.createdAt,
            modifiedAt: found.modifiedAt,
            serviceAccountRoleArn: found.serviceAccountRoleArn,
            tagsAll: part(found, "tags"),
        };
    },
    update: async (api, { id, inputs, has }) => {
        // How to resolve conflicts and whether to preserve are the provider's own settings.
        if (!has("addonVersion", "configurationValues", "serviceAccountRoleArn")) {
            return;
        }
        await api.call(
            "eks:UpdateAddon",
            given({
                ...keyOf(id),
                addonVersion: inputs.addonVersion,
                configurationValues: inputs.configurationValues,
                resolveConflicts: inputs.resolveConflictsOnUpdate,
                serviceAccountRoleArn: inputs.serviceAccountRoleArn,
            }),
        );
    },
    retag: retagEks("arn"),
    remove: async (api, id, state) => {
        await api.call("eks:DeleteAddon", given({ ...keyOf(id), preserve: state.preserve }));
    },
};

function keyOf(id: string): { readonly clusterName: string; readonly addonName: string } {
    const colon = id.indexOf(":");
    return { clusterName: id.slice(0, colon), addonName: id.slice(colon + 1) };
}

export const eksAddonTypes: Readonly<Record<string, ResourceType>> = {
    "aws:eks/addon:Addon": addon,
};
