/** Decides for a caller: collects the policies that apply and evaluates them. */
import { accountOf } from "../policy/arn";
import { contextOf, tagKeys, type ContextValues } from "../policy/context";
import { evaluate, type Decision, type Policies } from "../policy/evaluate";
import type { Requester } from "../policy/requester";
import type { Caller } from "../service";
import type { Store } from "../store";
import { documentAt } from "./managedPolicies";
import { findRole, type Role } from "./roles";

/** Id of the organization that all accounts belong to. */
export const ORGANISATION_ID = "o-sandboxfleet";

export interface Question {
    readonly action: string;
    /** ARN, or `*` where IAM knows no resource for the action. */
    readonly resource: string;
    /** Context keys beside those every request has. */
    readonly context?: ContextValues;
}

/** Decides whether a caller's session may do something. */
export function authorize(store: Store, caller: Caller, question: Question): Decision {
    const role = findRole(store, caller.principalArn);
    const requester: Requester = {
        kind: "session",
        account: caller.account,
        roleArn: caller.principalArn,
        roleId: roleIdOf(caller),
        sessionArn: caller.arn,
    };
    return decide(store, requester, question, sessionContext(caller, role), role);
}

/** Decides for callers without policies of their own: a web identity or an AWS service. */
export function authorizeByTrust(
    store: Store,
    requester: Exclude<Requester, { kind: "session" }>,
    question: Question,
): Decision {
    return decide(store, requester, question, {}, undefined);
}

/** Unique id of the role behind a session. */
export function roleIdOf({ userId }: Caller): string {
    return userId.split(":")[0] ?? "";
}

function decide(
    store: Store,
    requester: Requester,
    { action, resource, context = {} }: Question,
    requesterContext: ContextValues,
    role: Role | undefined,
): Decision {
    const target = /^sts:/i.test(action) ? findRole(store, resource) : undefined;
    const resourceAccount = accountOf(resource);
    const access = {
        action,
        resource,
        context: contextOf(
            {
                "aws:SecureTransport": "true",
                "aws:ResourceAccount": resourceAccount,
                // all accounts belong to one organization
                "aws:ResourceOrgID": resourceAccount === undefined ? undefined : ORGANISATION_ID,
            },
            tagKeys("aws:ResourceTag", target?.tags),
            tagKeys("iam:ResourceTag", target?.tags),
            requesterContext,
            context,
        ),
    };
    return evaluate(requester, access, {
        ...(role === undefined ? { identity: [] } : policiesOfRole(store, role)),
        ...(target === undefined ? {} : { resource: target.trust.document }),
        ...(resourceAccount === undefined ? {} : { resourceAccount }),
    });
}

/** What is attached to a role, written into it, and its boundary. */
function policiesOfRole(store: Store, role: Role): Omit<Policies, "resource"> {
    const attached = role.attached.flatMap((arn) => documentAt(store, role.account, arn) ?? []);
    const inline = [...role.inline.values()].map(({ document }) => document);
    const boundary =
        role.boundary === undefined ? undefined : documentAt(store, role.account, role.boundary);
    return {
        identity: [...attached, ...inline],
        ...(boundary === undefined ? {} : { boundary }),
    };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function sessionContext(caller: Caller, role: Role | undefined): ContextValues {
    return {
        "aws:PrincipalArn": caller.principalArn,
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalOrgID": ORGANISATION_ID,
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": caller.userId,
        "aws:MultiFactorAuthPresent": "false",
        ...tagKeys("aws:PrincipalTag", { ...role?.tags, ...caller.sessionTags }),
    };
}

/** Why a decision is what it is, in a sentence. */
export function explain(
    { allowed, trust, permission, sameAccount }: Decision,
    { action, resource }: Question,
): string {
    const trustSays = {
        none: `${resource} has no policy of its own`,
        silent: "the trust policy does not name the caller",
        deny: "the trust policy denies it explicitly",
        principal: "the trust policy names the caller",
        account: "the trust policy names the caller's account",
    }[trust];
    const permissionSays = {
        allow: "the caller's policies allow it",
        deny: "a policy of the caller denies it explicitly",
        silent: "no policy of the caller allows it",
        none: "the caller has no policies of its own",
        boundary: "the caller's permissions boundary does not allow it",
    }[permission];
    const where = sameAccount ? "in the caller's account" : "not in the caller's account";
    return `${action} ${allowed ? "allowed" : "refused"}: ${trustSays}; ${permissionSays}; the resource is ${where}`;
}
