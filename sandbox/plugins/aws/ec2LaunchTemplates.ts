/** aws.ec2.LaunchTemplate. Rules: terraform-provider-aws internal/service/ec2/ec2_launch_template.go. */
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { block, flag, integer, output, text } from "../provider/schema";
import { objectOf, requiredText, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const launchTemplate: ResourceType = {
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 125 },
    fields: {
        arn: output(),
        defaultVersion: integer({ computed: true }),
        description: text({ kept: true }),
        // Any change but of tags and the default makes another version.
        latestVersion: output("volatile"),
        metadataOptions: block({
            httpEndpoint: text({ computed: true }),
            httpPutResponseHopLimit: integer({ computed: true }),
            httpTokens: text({ computed: true }),
        }),
        name: text({ computed: true, forceNew: true }),
        namePrefix: text({ forceNew: true, kept: true }),
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
        const options = part(await latestData(api, id), "MetadataOptions");
        return {
            arn: `arn:${api.partition}:ec2:${api.region}:${api.accountId}:launch-template/${id}`,
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
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, has }) => {
        let version = inputs.defaultVersion;
        if (has("description", "metadataOptions")) {
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
    return Object.keys(options).length === 0
        ? {}
        : {
              MetadataOptions: given({
                  HttpEndpoint: options.httpEndpoint,
                  HttpPutResponseHopLimit: options.httpPutResponseHopLimit,
                  HttpTokens: options.httpTokens,
              }),
          };
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
