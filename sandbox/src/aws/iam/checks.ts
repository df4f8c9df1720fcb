/** What IAM asks beside the action itself. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
import { givenTags, requestTags, tagging, under, type Call } from "../checks";
import { tagKeys, type ContextValues } from "../policy/context";
import type { Check, Params } from "../service";
import type { Store } from "../store";
import { findPolicy } from "./managedPolicies";
import { findProvider } from "./oidcProviders";
import { findRole } from "./roles";

/** Creating a resource with tags requires the permission to tag it. */
const TAGGING: Readonly<Record<string, string>> = {
    "iam:CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
    "iam:CreatePolicy": "iam:TagPolicy",
    "iam:CreateRole": "iam:TagRole",
};

/** The boundary that the request sets. */
const SETTING_BOUNDARY = ["iam:CreateRole", "iam:PutRolePermissionsBoundary"];
/** The boundary that the role has. */
const BEHIND_BOUNDARY = [
    "iam:AttachRolePolicy",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
];

export function iamChecks(store: Store): (call: Call) => readonly Check[] {
    return ({ main, params }) => {
        const tags = TAGGING[main.action];
        return [
            under(
                main,
                conditionKeys(store, main, params),
                resourceTags(store, main),
                requestTags(givenTags(params["Tags"])),
            ),
            ...(tags === undefined ? [] : tagging(main, main.action, tags, params["Tags"])),
        ];
    };
}

function conditionKeys(store: Store, { action, resource }: Check, params: Params): ContextValues {
    const text = (key: string): string | undefined => {
        const value = params[key];
        return typeof value === "string" ? value : undefined;
    };
    return {
        "iam:PermissionsBoundary": SETTING_BOUNDARY.includes(action)
            ? text("PermissionsBoundary")
            : BEHIND_BOUNDARY.includes(action)
              ? findRole(store, resource)?.boundary
              : undefined,
        "iam:PolicyARN": /:(Attach|Detach)RolePolicy$/.test(action) ? text("PolicyArn") : undefined,
    };
}

/** A resource that is being created has no tags yet, even if another one has its name. */
function resourceTags(store: Store, { action, resource }: Check): ContextValues {
    const found = action.startsWith("iam:Create")
        ? undefined
        : (findRole(store, resource) ??
          findPolicy(store, resource) ??
          findProvider(store, resource));
    return {
        ...tagKeys("aws:ResourceTag", found?.tags),
        ...tagKeys("iam:ResourceTag", found?.tags),
    };
}
