/** aws.ec2.LaunchTemplate. Rules: terraform-provider-aws internal/service/ec2/ec2_launch_template.go. */
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { block, blockSet, flag, integer, output, text, textMap } from "../provider/schema";
import {
    objectOf,
    requiredText,
    textMapOf,
    textOf,
    type Properties,
    type Value,
} from "../provider/values";
import { answered, given, part, parts, tagList, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const launchTemplate: ResourceType = {
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 125 },
    fields: {
        arn: output(),
        blockDeviceMappings: blockSet({
            deviceName: text(),
            ebs: block({
                // The real provider's own form: texts that are true or false.
                deleteOnTermination: text(),
                encrypted: text(),
                volumeSize: integer({ computed: true }),
                volumeType: text({ computed: true }),
            }),
        }),
        defaultVersion: integer({ computed: true }),
        description: text({ kept: true }),
        // Any change except of tags and the default creates another version.
        latestVersion: output("volatile"),
        metadataOptions: block({
            httpEndpoint: text({ computed: true }),
            httpPutResponseHopLimit: integer({ computed: true }),
            httpTokens: text({ computed: true }),
        }),
        name: text({ computed: true, forceNew: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        tagSpecifications: blockSet({ resourceType: text(), tags: textMap() }),
        updateDefaultVersion: flag({ kept: true }),
    },
    create: async (api, inputs) =>
        answered(
            part(
                await api.call(
                    "ec2:CreateLaunchTemplate",
                    given({
                        LaunchTemplateName:
                            textOf(inputs, "name") ??
                            prefixedName(requiredText(inputs, "namePrefix"), new Date()),
                        VersionDescription: inputs.description,
                        LaunchTemplateData: templateData(inputs),
                        ...tagSpecifications(inputs, "launch-template"),
                    }),
                ),
                "LaunchTemplate",
            ),
            "LaunchTemplateId",
        ),
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeLaunchTemplates", { LaunchTemplateIds: [id] });
        const [found] = parts(answer, "LaunchTemplates");
        if (found === undefined) {
            return undefined;
        }
        const data = await latestData(api, id);
        const options = part(data, "MetadataOptions");
        return {
            arn: `arn:${api.partition}:ec2:${api.region}:${api.accountId}:launch-template/${id}`,
            blockDeviceMappings: parts(data, "BlockDeviceMappings").map(diskState),
            defaultVersion: found.DefaultVersionNumber,
            latestVersion: found.LatestVersionNumber,
            metadataOptions:
                Object.keys(options).length === 0
                    ? undefined
                    : {
                          httpEndpoint: options.HttpEndpoint,
                          httpPutResponseHopLimit: options.HttpPutResponseHopLimit,
                          httpTokens: options.HttpTokens,
                      },
            name: found.LaunchTemplateName,
            tagSpecifications: parts(data, "TagSpecifications").map((specification) => ({
                resourceType: specification.ResourceType,
                tags: tagMap(parts(specification, "Tags")),
            })),
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, has }) => {
        let version = inputs.defaultVersion;
        if (has("description", "metadataOptions", "blockDeviceMappings", "tagSpecifications")) {
            const made = await api.call(
                "ec2:CreateLaunchTemplateVersion",
                given({
                    LaunchTemplateId: id,
                    VersionDescription: inputs.description,
                    LaunchTemplateData: templateData(inputs),
                }),
            );
            if (inputs.updateDefaultVersion === true) {
                version = part(made, "LaunchTemplateVersion").VersionNumber;
            }
        }
        if (typeof version === "number") {
            await api.call("ec2:ModifyLaunchTemplate", {
                LaunchTemplateId: id,
                DefaultVersion: String(version),
            });
        }
    },
    retag: retagEc2,
    remove: async (api, LaunchTemplateId) => {
        await api.call("ec2:DeleteLaunchTemplate", { LaunchTemplateId });
    },
};

function templateData(inputs: Properties): Properties {
    const options = objectOf(inputs, "metadataOptions");
    const disks = parts(inputs, "blockDeviceMappings");
    const tags = parts(inputs, "tagSpecifications");
    return given({
        MetadataOptions:
            Object.keys(options).length === 0
                ? undefined
                : given({
                      HttpEndpoint: options.httpEndpoint,
                      HttpPutResponseHopLimit: options.httpPutResponseHopLimit,
                      HttpTokens: options.httpTokens,
                  }),
        BlockDeviceMappings: disks.length === 0 ? undefined : disks.map(diskParams),
        TagSpecifications:
            tags.length === 0
                ? undefined
                : tags.map((specification) => ({
                      ResourceType: specification.resourceType,
                      Tags: tagList(textMapOf(specification, "tags")),
                  })),
    });
}

function diskParams(disk: Properties): Properties {
    const { deleteOnTermination, encrypted, volumeSize, volumeType } = objectOf(disk, "ebs");
    return given({
        DeviceName: disk.deviceName,
        Ebs: given({
            DeleteOnTermination: truth(deleteOnTermination),
            Encrypted: truth(encrypted),
            VolumeSize: volumeSize,
            VolumeType: volumeType,
        }),
    });
}

function diskState(disk: Properties): Properties {
    const ebs = part(disk, "Ebs");
    return {
        deviceName: disk.DeviceName,
        ebs: given({
            deleteOnTermination: truthText(ebs.DeleteOnTermination),
            encrypted: truthText(ebs.Encrypted),
            volumeSize: ebs.VolumeSize,
            volumeType: ebs.VolumeType,
        }),
    };
}

function truth(text: Value | undefined): boolean | undefined {
    return text === undefined || text === "" ? undefined : text === "true";
}

function truthText(value: Value | undefined): string | undefined {
    return value === undefined ? undefined : String(value === true);
}

async function latestData(api: Api, LaunchTemplateId: string): Promise<Properties> {
    const answer = await api.call("ec2:DescribeLaunchTemplateVersions", {
        LaunchTemplateId,
        Versions: ["$Latest"],
    });
    return part(parts(answer, "LaunchTemplateVersions")[0] ?? {}, "LaunchTemplateData");
}

export const ec2LaunchTemplateTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
};
