/** The shape of a service of the local AWS: a table of actions by IAM's names. */

/** Who calls, as STS and IAM's evaluator see them. */
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
}

export type Params = Readonly<Record<string, unknown>>;
export type Result = Readonly<Record<string, unknown>>;

export interface Action {
    /** ARN the permission is checked against; `*` where IAM knows no resource for the action. */
    readonly resource: (params: Params, request: RequestContext) => string;
    /** Performs it. Throws AwsError, leaving nothing half done. */
    readonly run: (params: Params, request: RequestContext) => Result | Promise<Result>;
}

/** Actions by name: `iam:CreateRole`. */
export type Service = Readonly<Record<string, Action>>;
