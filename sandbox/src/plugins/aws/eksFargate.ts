/** aws.eks.FargateProfile. Rules: terraform-provider-aws internal/service/eks/fargate_profile.go. */
import type { ResourceType } from "../provider/resource";
import { blockSet, output, text, textMap, textSet } from "../provider/schema";
import { requiredText, textMapOf } from "../provider/values";
import { given, part, parts } from "./answers";
import { retagEks } from "./eksTags";

const fargateProfile: ResourceType = {
    autoname: { property: "fargateProfileName", maximum: 100 },
    fields: {
        arn: output(),
        clusterName: text({ required: true, forceNew: true }),
        fargateProfileName: text({ computed: true, forceNew: true }),
        podExecutionRoleArn: text({ required: true, forceNew: true }),
        selectors: blockSet(
            { labels: textMap(), namespace: text({ required: true }) },
            { required: true, forceNew: true },
        ),
        status: output(),
        subnetIds: textSet({ forceNew: true }),
    },
    create: async (api, inputs) => {
        const clusterName = requiredText(inputs, "clusterName");
        const fargateProfileName = requiredText(inputs, "fargateProfileName");
        await api.call(
            "eks:CreateFargateProfile",
            given({
                clusterName,
                fargateProfileName,
                podExecutionRoleArn: inputs.podExecutionRoleArn,
                selectors: inputs.selectors,
                subnets: inputs.subnetIds,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return `${clusterName}:${fargateProfileName}`;
    },
    read: async (api, id) => {
        const answer = await api.call("eks:DescribeFargateProfile", keyOf(id));
        const found = part(answer, "fargateProfile");
        return {
            arn: found.fargateProfileArn,
            clusterName: found.clusterName,
            fargateProfileName: found.fargateProfileName,
            podExecutionRoleArn: found.podExecutionRoleArn,
            selectors: parts(found, "selectors"),
            status: found.status,
            subnetIds: found.subnets,
            tagsAll: part(found, "tags"),
        };
    },
    retag: retagEks("arn"),
    remove: async (api, id) => {
        await api.call("eks:DeleteFargateProfile", keyOf(id));
    },
};

function keyOf(id: string): { readonly clusterName: string; readonly fargateProfileName: string } {
    const colon = id.indexOf(":");
    return { clusterName: id.slice(0, colon), fargateProfileName: id.slice(colon + 1) };
}

export const eksFargateTypes: Readonly<Record<string, ResourceType>> = {
    "aws:eks/fargateProfile:FargateProfile": fargateProfile,
};
