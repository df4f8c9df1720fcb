/** The log of calls: action, caller and decision. One entry per call, allowed or denied. */
import type { Decision } from "./policy/evaluate";

/** What becomes known while a call is answered; as much of it as was known when it ended is logged. */
export interface CallFacts {
    /** Session ARN of an authenticated caller. */
    caller?: string;
    /** ARN of the resource the permission was checked against. */
    resource?: string;
    /** Further actions that the call asked permission for, such as tagging what it creates or passing a role. */
    also?: readonly string[];
    /** ARN of the role a session was asked for. */
    role?: string;
    /** Name asked for the session. */
    sessionName?: string;
    /** Subject a web identity token claims, before it is verified. */
    sub?: string;
    /** Audiences it claims. */
    aud?: readonly string[];
    /**
     * Value of an x-k8s-aws-id header that the signature covers: the cluster that asks. Where the signature is refused,
     * the token was created for another one.
     */
    cluster?: string | undefined;
    trust?: Decision["trust"];
    permission?: Decision["permission"];
    sameAccount?: boolean;
    /** Access key id that the answer issued: links a session to the calls made with it. */
    issued?: string;
    /** Access key id that the call was signed with; without a caller it is not verified. */
    accessKeyId?: string;
}

export interface LogEntry extends Readonly<CallFacts> {
    /** ISO 8601. */
    readonly time: string;
    /** Host name the call came to, or `socket` for the private API. */
    readonly via: string;
    readonly region?: string;
    /** IAM's name of the action: `sts:AssumeRole`. */
    readonly action: string;
    readonly status: number;
    readonly error?: { readonly code: string; readonly message: string };
    readonly userAgent?: string;
}

/** Puts a decision into the facts. */
export function noteDecision(facts: CallFacts, { trust, permission, sameAccount }: Decision): void {
    Object.assign(facts, { trust, permission, sameAccount });
}
