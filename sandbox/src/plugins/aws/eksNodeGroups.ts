/** aws.eks.NodeGroup. Rules: terraform-provider-aws internal/service/eks/node_group.go. */
import { prefixedName } from "../provider/names";
import type { ResourceType } from "../provider/resource";
import {
    block,
    blockSet,
    flag,
    integer,
    output,
    text,
    textMap,
    texts,
    textSet,
} from "../provider/schema";
import { tagChanges } from "../provider/tags";
import {
    canonicalText,
    objectOf,
    requiredText,
    textMapOf,
    textOf,
    type Properties,
} from "../provider/values";
import { given, part, parts } from "./answers";
import { retagEks } from "./eksTags";

const nodeGroup: ResourceType = {
    autoname: {
        property: "nodeGroupName",
        prefixProperty: "nodeGroupNamePrefix",
        maximum: 63,
    },
    fields: {
        amiType: text({ computed: true, forceNew: true }),
        arn: output(),
        capacityType: text({ computed: true, forceNew: true }),
        clusterName: text({ required: true, forceNew: true }),
        diskSize: integer({ computed: true, forceNew: true }),
        forceUpdateVersion: flag({ kept: true }),
        instanceTypes: texts({ computed: true, forceNew: true }),
        labels: textMap(),
        launchTemplate: block({
            id: text({ computed: true, forceNew: true }),
            name: text({ computed: true, forceNew: true }),
            version: text({ required: true }),
        }),
        nodeGroupName: text({ computed: true, forceNew: true }),
        nodeGroupNamePrefix: text({ forceNew: true, kept: true }),
        nodeRoleArn: text({ required: true, forceNew: true }),
        releaseVersion: output(),
        resources: output(),
        scalingConfig: block(
            {
                desiredSize: integer({ required: true }),
                maxSize: integer({ required: true }),
                minSize: integer({ required: true }),
            },
            { required: true },
        ),
        status: output(),
        subnetIds: textSet({ required: true, forceNew: true }),
        taints: blockSet({
            effect: text({ required: true }),
            key: text({ required: true }),
            value: text(),
        }),
        updateConfig: block(
            {
                maxUnavailable: integer({ computed: true }),
                maxUnavailablePercentage: integer({ computed: true }),
            },
            { computed: true },
        ),
        version: text({ computed: true }),
    },
    create: async (api, inputs) => {
        const clusterName = requiredText(inputs, "clusterName");
        const nodegroupName =
            textOf(inputs, "nodeGroupName") ??
            prefixedName(requiredText(inputs, "nodeGroupNamePrefix"), new Date());
        await api.call(
            "eks:CreateNodegroup",
            given({
                clusterName,
                nodegroupName,
                nodeRole: inputs.nodeRoleArn,
                subnets: inputs.subnetIds,
                scalingConfig: inputs.scalingConfig,
                instanceTypes: inputs.instanceTypes,
                amiType: inputs.amiType,
                capacityType: inputs.capacityType,
                diskSize: inputs.diskSize,
                version: inputs.version,
                labels: inputs.labels,
                taints: inputs.taints,
                launchTemplate: inputs.launchTemplate,
                updateConfig: inputs.updateConfig,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return `${clusterName}:${nodegroupName}`;
    },
    read: async (api, id) => {
        const found = part(await api.call("eks:DescribeNodegroup", keyOf(id)), "nodegroup");
        return {
            amiType: found.amiType,
            arn: found.nodegroupArn,
            capacityType: found.capacityType,
            clusterName: found.clusterName,
            diskSize: found.diskSize,
            instanceTypes: found.instanceTypes,
            labels: found.labels,
            launchTemplate: found.launchTemplate,
            nodeGroupName: found.nodegroupName,
            nodeRoleArn: found.nodeRole,
            releaseVersion: found.releaseVersion,
            resources: [
                {
                    autoscalingGroups: parts(part(found, "resources"), "autoScalingGroups"),
                    remoteAccessSecurityGroupId: "",
                },
            ],
            scalingConfig: found.scalingConfig,
            status: found.status,
            subnetIds: found.subnets,
            taints: found.taints,
            updateConfig: found.updateConfig,
            version: found.version,
            tagsAll: part(found, "tags"),
        };
    },
    update: async (api, { id, inputs, old, has }) => {
        if (has("version", "launchTemplate")) {
            await api.call(
                "eks:UpdateNodegroupVersion",
                given({
                    ...keyOf(id),
                    version: inputs.version,
                    launchTemplate: has("launchTemplate") ? inputs.launchTemplate : undefined,
                    force: inputs.forceUpdateVersion,
                }),
            );
        }
        if (has("labels", "scalingConfig", "taints", "updateConfig")) {
            const { put, remove } = tagChanges(
                textMapOf(old, "labels"),
                textMapOf(inputs, "labels"),
            );
            await api.call(
                "eks:UpdateNodegroupConfig",
                given({
                    ...keyOf(id),
                    labels: has("labels")
                        ? { addOrUpdateLabels: put, removeLabels: remove }
                        : undefined,
                    scalingConfig: has("scalingConfig")
                        ? objectOf(inputs, "scalingConfig")
                        : undefined,
                    taints: has("taints") ? taintChanges(old, inputs) : undefined,
                    updateConfig: has("updateConfig") ? inputs.updateConfig : undefined,
                }),
            );
        }
    },
    retag: retagEks("arn"),
    remove: async (api, id) => {
        await api.call("eks:DeleteNodegroup", keyOf(id));
    },
};

function taintChanges(old: Properties, inputs: Properties): Properties {
    const before = parts(old, "taints");
    const after = parts(inputs, "taints");
    const without = (
        taints: readonly Properties[],
        others: readonly Properties[],
    ): readonly Properties[] => {
        const known = new Set(others.map(canonicalText));
        return taints.filter((taint) => !known.has(canonicalText(taint)));
    };
    return { addOrUpdateTaints: without(after, before), removeTaints: without(before, after) };
}

function keyOf(id: string): { readonly clusterName: string; readonly nodegroupName: string } {
    const colon = id.indexOf(":");
    return { clusterName: id.slice(0, colon), nodegroupName: id.slice(colon + 1) };
}

export const eksNodeGroupTypes: Readonly<Record<string, ResourceType>> = {
    "aws:eks/nodeGroup:NodeGroup": nodeGroup,
};
