/** aws.cloudwatch.LogGroup. Rules: terraform-provider-aws internal/service/logs/group.go. */
import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { flag, integer, output, text } from "../provider/schema";
import { requiredText, textMapOf, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts } from "./answers";

const logGroup: ResourceType = {
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 512 },
    fields: {
        arn: output(),
        kmsKeyId: text(),
        logGroupClass: text({ computed: true, forceNew: true }),
        name: text({ computed: true, forceNew: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        /** Days; 0 keeps for ever. */
        retentionInDays: integer({ default: 0 }),
        skipDestroy: flag({ default: false, kept: true }),
    },
    create: async (api, inputs, begun) => {
        const logGroupName =
            textOf(inputs, "name") ?? prefixedName(requiredText(inputs, "namePrefix"), new Date());
        await api.call(
            "logs:CreateLogGroup",
            given({
                logGroupName,
                kmsKeyId: inputs.kmsKeyId,
                logGroupClass: inputs.logGroupClass,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        begun(logGroupName);
        await setRetention(api, logGroupName, inputs, false);
        return logGroupName;
    },
    read: async (api, id) => {
        const answer = await api.call("logs:DescribeLogGroups", { logGroupNamePrefix: id });
        const found = parts(answer, "logGroups").find((group) => group.logGroupName === id);
        if (found === undefined) {
            return undefined;
        }
        const arn = answered(found, "arn").replace(/:\*$/, "");
        const tags = await api.call("logs:ListTagsForResource", { resourceArn: arn });
        return {
            arn,
            kmsKeyId: found.kmsKeyId,
            logGroupClass: found.logGroupClass,
            name: id,
            retentionInDays: found.retentionInDays ?? 0,
            tagsAll: part(tags, "tags"),
        };
    },
    update: async (api, { id, inputs, has }) => {
        if (has("retentionInDays")) {
            await setRetention(api, id, inputs, true);
        }
        if (has("kmsKeyId")) {
            const kmsKeyId = textOf(inputs, "kmsKeyId");
            await (kmsKeyId === undefined
                ? api.call("logs:DisassociateKmsKey", { logGroupName: id })
                : api.call("logs:AssociateKmsKey", { logGroupName: id, kmsKeyId }));
        }
    },
    retag: async (api, { state }, { put, remove }) => {
        const resourceArn = requiredText(state, "arn");
        if (remove.length > 0) {
            await api.call("logs:UntagResource", { resourceArn, tagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("logs:TagResource", { resourceArn, tags: put });
        }
    },
    remove: async (api, logGroupName, state) => {
        if (state.skipDestroy !== true) {
            await api.call("logs:DeleteLogGroup", { logGroupName });
        }
    },
};

async function setRetention(
    api: Api,
    logGroupName: string,
    inputs: Properties,
    mayHaveOne: boolean,
): Promise<void> {
    const { retentionInDays } = inputs;
    if (typeof retentionInDays === "number" && retentionInDays > 0) {
        await api.call("logs:PutRetentionPolicy", { logGroupName, retentionInDays });
    } else if (mayHaveOne) {
        await api.call("logs:DeleteRetentionPolicy", { logGroupName });
    }
}

export const logsTypes: Readonly<Record<string, ResourceType>> = {
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
};
