/**
 * IAM's decision about one request. Every permission in the sandbox is decided here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * Session policies, service and resource control policies are not modelled: nothing can set them.
 */
import { accountOf } from "./arn";
import type { PolicyDocument } from "./document";
import type { Requester } from "./requester";
import {
    identityVerdict,
    resourceVerdict,
    type Access,
    type ResourceVerdict,
    type Verdict,
} from "./statements";

/** All policies that apply. */
export interface Policies {
    /** Managed and inline policies of the requester's role. */
    readonly identity: readonly PolicyDocument[];
    readonly boundary?: PolicyDocument;
    /** The resource's own policy: a role's trust. Absent for resources without one. */
    readonly resource?: PolicyDocument;
    /** Account the resource belongs to; undefined if the action knows none. */
    readonly resourceAccount?: string;
}

/**
 * Decision of the caller's own policies: `boundary` if only the permissions boundary denies it, `none` for requesters
 * that have no policies of their own.
 */
export type Permission = Verdict | "boundary" | "none";

export interface Decision {
    readonly allowed: boolean;
    /** `none` when the resource has no policy of its own. */
    readonly trust: ResourceVerdict | "none";
    readonly permission: Permission;
    readonly sameAccount: boolean;
}

/** Decides one request. */
export function evaluate(requester: Requester, access: Access, policies: Policies): Decision {
    const trust =
        policies.resource === undefined
            ? "none"
            : resourceVerdict(policies.resource, requester, access);
    const permission = requester.kind === "session" ? permissionOf(policies, access) : "none";
    const account = accountOfRequester(requester);
    const sameAccount = (policies.resourceAccount ?? account) === account;
    return {
        allowed: isAllowed(requester, { trust, permission, sameAccount }, policies, access),
        trust,
        permission,
        sameAccount,
    };
}

/** A service belongs to no account. */
function accountOfRequester(requester: Requester): string | undefined {
    switch (requester.kind) {
        case "session":
            return requester.account;
        case "federated":
            return accountOf(requester.provider);
        case "service":
            return undefined;
    }
}

function permissionOf({ identity, boundary }: Policies, access: Access): Permission {
    const own = identityVerdict(identity, access);
    const limit = boundary === undefined ? "allow" : identityVerdict([boundary], access);
    if (own === "deny" || limit === "deny") {
        return "deny";
    }
    return own === "allow" && limit === "silent" ? "boundary" : own;
}

function isAllowed(
    requester: Requester,
    { trust, permission, sameAccount }: Omit<Decision, "allowed">,
    { boundary }: Policies,
    access: Access,
): boolean {
    if (trust === "deny" || permission === "deny") {
        return false;
    }
    // neither a token nor a service has policies of its own
    if (requester.kind !== "session") {
        return trust === "principal";
    }
    const trusted = trust === "principal" || trust === "account";
    if (!sameAccount) {
        return trusted && permission === "allow";
    }
    // A policy that names the role is enough inside its account, but a boundary still limits it:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (resource-based policies)
    // (AWS exempts a policy that names the session itself; here it is limited as well)
    if (trust === "principal") {
        return boundary === undefined || identityVerdict([boundary], access) === "allow";
    }
    return permission === "allow" && (trust === "none" || trusted);
}
