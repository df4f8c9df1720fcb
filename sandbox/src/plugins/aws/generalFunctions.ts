/** Functions of the aws provider about caller, partition, region and zones. */
import type * as aws from "@pulumi/aws";

import type { Api } from "../provider/resource";
import { textOf, textsOf, type Properties } from "../provider/values";
import { answered, parts } from "./answers";
import { accepting, type Functions } from "./functionSupport";

const PARTITIONS: Readonly<Record<string, { readonly suffix: string; readonly reverse: string }>> =
    {
        aws: { suffix: "amazonaws.com", reverse: "com.amazonaws" },
        "aws-cn": { suffix: "amazonaws.com.cn", reverse: "cn.com.amazonaws" },
        "aws-us-gov": { suffix: "amazonaws.com", reverse: "com.amazonaws" },
    };

export const generalFunctions: Functions = {
    "aws:index/getCallerIdentity:getCallerIdentity": accepting(
        ["id"],
        async (api): Promise<aws.GetCallerIdentityResult> => {
            const caller = await api.call("sts:GetCallerIdentity", {});
            const accountId = answered(caller, "Account");
            return {
                accountId,
                arn: answered(caller, "Arn"),
                id: accountId,
                userId: answered(caller, "UserId"),
            };
        },
    ),
    "aws:index/getPartition:getPartition": accepting(
        ["id"],
        (api): Promise<aws.GetPartitionResult> => {
            const { suffix = "", reverse = "" } = PARTITIONS[api.partition] ?? {};
            return Promise.resolve({
                dnsSuffix: suffix,
                id: api.partition,
                partition: api.partition,
                reverseDnsPrefix: reverse,
            });
        },
    ),
    "aws:index/getRegion:getRegion": accepting(
        ["id", "name", "region"],
        (api, args): Promise<aws.GetRegionResult> => {
            const region = textOf(args, "region") ?? textOf(args, "name") ?? api.region;
            return Promise.resolve({
                description: region,
                endpoint: `ec2.${region}.${PARTITIONS[api.partition]?.suffix ?? ""}`,
                id: region,
                name: region,
                region,
            });
        },
    ),
    "aws:index/getAvailabilityZones:getAvailabilityZones": accepting(
        ["state", "region", "excludeNames"],
        availabilityZones,
    ),
};

async function availabilityZones(
    api: Api,
    args: Properties,
): Promise<aws.GetAvailabilityZonesResult> {
    const answer = await api.call("ec2:DescribeAvailabilityZones", {});
    const excluded = textsOf(args, "excludeNames");
    const state = textOf(args, "state");
    const zones = parts(answer, "AvailabilityZones").filter(
        (zone) =>
            (state === undefined || zone.State === state) &&
            !excluded.includes(answered(zone, "ZoneName")),
    );
    return {
        excludeNames: [...excluded],
        groupNames: [...new Set(zones.map((zone) => answered(zone, "GroupName")))],
        id: api.region,
        names: zones.map((zone) => answered(zone, "ZoneName")),
        region: api.region,
        ...(state === undefined ? {} : { state }),
        zoneIds: zones.map((zone) => answered(zone, "ZoneId")),
    };
}
