/** The shape of a service of the local AWS: a table of actions by IAM's names. */

import type { ContextValues } from "./policy/context";

/** The caller, as STS and IAM's evaluator see it. */
export interface Caller {
    readonly account: string;
    /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` for sessions. */
    readonly arn: string;
    /** ARN of the role (with its path) or user behind the credentials. */
    readonly principalArn: string;
    /** `<unique id>:<session name>` for sessions, the unique id for users. */
    readonly userId: string;
    /** Tags of the session, from sts:TagSession. */
    readonly sessionTags?: Readonly<Record<string, string>>;
}

/** One call being answered. */
export interface RequestContext {
    readonly caller: Caller;
    /** The caller's account: calls act in it and nowhere else. */
    readonly account: string;
    readonly region: string;
    /** `aws`, `aws-cn` or `aws-us-gov`, from the region. */
    readonly partition: string;
    /** Called with each further permission that the call requires, such as iam:PassRole. */
    readonly asked?: (action: string) => void;
}

/** One permission that a call asks for. */
export interface Check {
    readonly action: string;
    /** ARN, or `*` where IAM knows no resource for the action. */
    readonly resource: string;
    /** Condition keys of the service's own. */
    readonly context: ContextValues;
}

export type Params = Readonly<Record<string, unknown>>;
export type Result = Readonly<Record<string, unknown>>;

export interface Action {
    /** ARN the permission is checked against; `*` where IAM knows no resource for the action. */
    readonly resource: (params: Params, request: RequestContext) => string;
    /** All permissions that the call requires, if more than the action on the resource, or if conditional. */
    readonly checks?: (params: Params, request: RequestContext) => readonly Check[];
    /** Performs it. Throws AwsError, leaving nothing half done. */
    readonly run: (params: Params, request: RequestContext) => Result | Promise<Result>;
}

/** Actions by name: `iam:CreateRole`. */
export type Service = Readonly<Record<string, Action>>;
