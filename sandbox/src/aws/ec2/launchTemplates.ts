/** Launch templates: what the instances of a node group are started with. Metadata options, disks and tags are known. */
import { AwsError } from "../errors";
import { readParams, type ParamReader } from "../params";
import { randomHex, timestamp } from "../regional";
import type { Result, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { existing, type Ec2 } from "./tables";
import { readTags, tagList } from "./tags";
import type { LaunchTemplate, LaunchTemplateData } from "./types";

/** The actions on launch templates. */
export function launchTemplateActions(store: Store): Service {
    const type = "launch-template";
    return {
        "ec2:CreateLaunchTemplate": ec2Action(store, type, undefined, (ec2, params, request) => {
            const { name, data, tags } = readParams(params, (reader) => ({
                name: reader.string("LaunchTemplateName"),
                description: reader.maybeString("VersionDescription"),
                data: reader.object("LaunchTemplateData", readData),
                tags: readTags(reader, type),
            }));
            // EC2 API Reference, CreateLaunchTemplate: names are unique in an account and region.
            const taken = [...ec2.launchTemplate.values()].some(
                (other) => other.LaunchTemplateName === name,
            );
            if (taken) {
                throw new AwsError(
                    "InvalidLaunchTemplateName.AlreadyExistsException",
                    "Launch template name already in use.",
                );
            }
            const template: LaunchTemplate = {
                LaunchTemplateId: `lt-${randomHex(17)}`,
                LaunchTemplateName: name,
                CreateTime: timestamp(),
                CreatedBy: request.caller.arn,
                DefaultVersionNumber: 1,
                LatestVersionNumber: 1,
                versions: [data],
                Tags: tags,
            };
            ec2.launchTemplate.set(template.LaunchTemplateId, template);
            return { LaunchTemplate: view(template) };
        }),
        "ec2:CreateLaunchTemplateVersion": ec2Action(
            store,
            type,
            "LaunchTemplateId",
            (ec2, params) => {
                const { id, data } = readParams(params, (reader) => ({
                    id: reader.string("LaunchTemplateId"),
                    description: reader.maybeString("VersionDescription"),
                    data: reader.object("LaunchTemplateData", readData),
                }));
                const template = existing(ec2, "launchTemplate", id);
                const changed: LaunchTemplate = {
                    ...template,
                    versions: [...template.versions, data],
                    LatestVersionNumber: template.LatestVersionNumber + 1,
                };
                ec2.launchTemplate.set(id, changed);
                return { LaunchTemplateVersion: version(changed, changed.LatestVersionNumber) };
            },
        ),
        "ec2:ModifyLaunchTemplate": ec2Action(store, type, "LaunchTemplateId", (ec2, params) => {
            const { id, number } = readParams(params, (reader) => ({
                id: reader.string("LaunchTemplateId"),
                number: Number(reader.string("DefaultVersion")),
            }));
            const template = existing(ec2, "launchTemplate", id);
            version(template, number);
            const changed = { ...template, DefaultVersionNumber: number };
            ec2.launchTemplate.set(id, changed);
            return { LaunchTemplate: view(changed) };
        }),
        "ec2:DescribeLaunchTemplates": describeAction<LaunchTemplate>(
            store,
            "launchTemplate",
            "LaunchTemplateIds",
            "LaunchTemplates",
            { "launch-template-name": (template) => [template.LaunchTemplateName] },
            view,
        ),
        "ec2:DescribeLaunchTemplateVersions": ec2Action(
            store,
            type,
            "LaunchTemplateId",
            (ec2, params) => describeVersions(ec2, readParams(params, readVersions)),
        ),
        "ec2:DeleteLaunchTemplate": ec2Action(store, type, "LaunchTemplateId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("LaunchTemplateId"));
            const template = existing(ec2, "launchTemplate", id);
            ec2.launchTemplate.delete(id);
            return { LaunchTemplate: view(template) };
        }),
    };
}

function readData(reader: ParamReader): LaunchTemplateData {
    const options = reader.maybeObject("MetadataOptions", (metadata) => ({
        HttpEndpoint: metadata.maybeOneOf("HttpEndpoint", ["enabled", "disabled"]) ?? "enabled",
        HttpTokens: metadata.maybeOneOf("HttpTokens", ["optional", "required"]) ?? "optional",
        HttpPutResponseHopLimit: metadata.maybeInteger("HttpPutResponseHopLimit") ?? 1,
    }));
    const disks = reader.maybeObjects("BlockDeviceMappings", readDisk);
    const tags = reader.maybeObjects("TagSpecifications", (specification) => ({
        ResourceType: specification.string("ResourceType"),
        Tags: tagList(specification.tagList("Tags")),
    }));
    return {
        ...(options === undefined ? {} : { MetadataOptions: options }),
        ...(disks === undefined ? {} : { BlockDeviceMappings: disks }),
        ...(tags === undefined ? {} : { TagSpecifications: tags }),
    };
}

type Disk = NonNullable<LaunchTemplateData["BlockDeviceMappings"]>[number];

function readDisk(reader: ParamReader): Disk {
    return {
        DeviceName: reader.string("DeviceName"),
        Ebs: reader.object("Ebs", (volume): Disk["Ebs"] => {
            const type = volume.maybeOneOf("VolumeType", ["gp2", "gp3", "io1", "io2"]);
            const size = volume.maybeInteger("VolumeSize");
            const encrypted = volume.maybeBoolean("Encrypted");
            const deleted = volume.maybeBoolean("DeleteOnTermination");
            return {
                ...(type === undefined ? {} : { VolumeType: type }),
                ...(size === undefined ? {} : { VolumeSize: size }),
                ...(encrypted === undefined ? {} : { Encrypted: encrypted }),
                ...(deleted === undefined ? {} : { DeleteOnTermination: deleted }),
            };
        }),
    };
}

function readVersions(reader: ParamReader): {
    readonly id: string;
    readonly versions: readonly string[] | undefined;
} {
    return { id: reader.string("LaunchTemplateId"), versions: reader.maybeStrings("Versions") };
}

function describeVersions(
    ec2: Ec2,
    asked: { readonly id: string; readonly versions: readonly string[] | undefined },
): Result {
    const template = existing(ec2, "launchTemplate", asked.id);
    const numbers =
        asked.versions?.map((word) => versionNumber(template, word)) ??
        template.versions.map((_, index) => index + 1);
    return { LaunchTemplateVersions: numbers.map((number) => version(template, number)) };
}

/** EC2 API Reference, DescribeLaunchTemplateVersions: a number, $Latest or $Default. */
function versionNumber(template: LaunchTemplate, word: string): number {
    switch (word) {
        case "$Latest":
            return template.LatestVersionNumber;
        case "$Default":
            return template.DefaultVersionNumber;
        default:
            return Number(word);
    }
}

function version(template: LaunchTemplate, number: number): Result {
    const data = template.versions[number - 1];
    if (data === undefined) {
        throw new AwsError(
            "InvalidLaunchTemplateId.VersionNotFound",
            `Could not find launch template version ${number} of ${template.LaunchTemplateId}.`,
        );
    }
    return {
        LaunchTemplateId: template.LaunchTemplateId,
        LaunchTemplateName: template.LaunchTemplateName,
        VersionNumber: number,
        DefaultVersion: number === template.DefaultVersionNumber,
        LaunchTemplateData: data,
    };
}

function view(template: LaunchTemplate): object {
    return { ...template, versions: undefined };
}
