/** Functions of the aws provider that look IAM's objects up. Rules: terraform-provider-aws internal/service/iam. */
import type { iam } from "@pulumi/aws";

import { policyText } from "../provider/policies";
import type { Api } from "../provider/resource";
import { requiredText, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { withoutScheme } from "./iamPolicies";
import { accepting, described, numberIn, textIn, textsIn, type Functions } from "./functionSupport";

export const iamFunctions: Functions = {
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": accepting(
        ["arn", "url"],
        openIdConnectProvider,
    ),
    "aws:iam/getRole:getRole": accepting(
        ["name"],
        async (api, args): Promise<iam.GetRoleResult> => {
            const RoleName = requiredText(args, "name");
            const found = part(
                await described(
                    api.call("iam:GetRole", { RoleName }),
                    `reading IAM Role (${RoleName})`,
                ),
                "Role",
            );
            return {
                arn: answered(found, "Arn"),
                assumeRolePolicy: policyText(answered(found, "AssumeRolePolicyDocument")),
                createDate: answered(found, "CreateDate"),
                description: textIn(found, "Description"),
                id: RoleName,
                maxSessionDuration: numberIn(found, "MaxSessionDuration"),
                name: RoleName,
                path: answered(found, "Path"),
                permissionsBoundary: textIn(
                    part(found, "PermissionsBoundary"),
                    "PermissionsBoundaryArn",
                ),
                roleLastUseds: [],
                tags: tagMap(parts(found, "Tags")),
                uniqueId: answered(found, "RoleId"),
            };
        },
    ),
    "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments": accepting(
        ["roleName", "pathPrefix"],
        rolePolicyAttachments,
    ),
};

async function rolePolicyAttachments(
    api: Api,
    args: Properties,
): Promise<iam.GetRolePolicyAttachmentsResult> {
    const roleName = requiredText(args, "roleName");
    const pathPrefix = textOf(args, "pathPrefix");
    const answer = await described(
        api.call(
            "iam:ListAttachedRolePolicies",
            given({ RoleName: roleName, PathPrefix: pathPrefix }),
        ),
        `reading IAM Role Policy Attachments (${roleName})`,
    );
    return {
        attachedPolicies: parts(answer, "AttachedPolicies").map((attached) => ({
            policyArn: answered(attached, "PolicyArn"),
            policyName: answered(attached, "PolicyName"),
        })),
        ...(pathPrefix === undefined ? {} : { pathPrefix }),
        roleName,
    };
}

async function openIdConnectProvider(
    api: Api,
    args: Properties,
): Promise<iam.GetOpenIdConnectProviderResult> {
    const url = textOf(args, "url");
    const given = textOf(args, "arn");
    if ((url === undefined) === (given === undefined)) {
        throw new Error('only one of "arn,url" must be specified');
    }
    const arn = given ?? (await arnOf(api, url ?? ""));
    const found = await described(
        api.call("iam:GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
        "reading IAM OIDC Provider",
    );
    return {
        arn,
        clientIdLists: textsIn(found as Properties, "ClientIDList"),
        id: arn,
        tags: tagMap(parts(found, "Tags")),
        thumbprintLists: textsIn(found as Properties, "ThumbprintList"),
        url: withoutScheme(answered(found, "Url")),
    };
}

async function arnOf(api: Api, url: string): Promise<string> {
    const answer = await api.call("iam:ListOpenIDConnectProviders", {});
    const arn = parts(answer, "OpenIDConnectProviderList")
        .map((provider) => answered(provider, "Arn"))
        .find((candidate) => candidate.endsWith(`:oidc-provider/${withoutScheme(url)}`));
    if (arn === undefined) {
        throw new Error(`reading IAM OIDC Provider (${url}): couldn't find resource`);
    }
    return arn;
}
