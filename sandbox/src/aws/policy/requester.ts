/** The caller, as policies see it. */
import type { PolicyPrincipal } from "./document";

/** A session of a role: the only kind of caller with credentials that the sandbox knows. */
export interface SessionRequester {
    readonly kind: "session";
    readonly account: string;
    /** ARN of the role, with its path. */
    readonly roleArn: string;
    /** Unique id of the role, `AROA...`: what a trust policy names once it is stored. */
    readonly roleId: string;
    /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
    readonly sessionArn: string;
}

export type Requester =
    | SessionRequester
    /** Someone with a token of an identity provider, named by the provider's ARN. */
    | { readonly kind: "federated"; readonly provider: string }
    /** An AWS service, by its principal: `pods.eks.amazonaws.com`. */
    | { readonly kind: "service"; readonly name: string };

/**
 * How a resource's policy names a requester: `principal` when it names exactly them (or everyone),
 * `account` when it only hands the decision to their account.
 */
export type Naming = "principal" | "account";

/** How one entry of a `Principal` element names the requester, if it does. */
export function namedBy(principal: PolicyPrincipal, requester: Requester): Naming | undefined {
    const everyone = principal.type === "AWS" && principal.value === "*";
    if (everyone) {
        return "principal";
    }
    switch (requester.kind) {
        case "federated":
            return principal.type === "Federated" && principal.value === requester.provider
                ? "principal"
                : undefined;
        case "service":
            return principal.type === "Service" && principal.value === requester.name
                ? "principal"
                : undefined;
        case "session":
            return principal.type === "AWS"
                ? sessionNamedBy(principal.value, requester)
                : undefined;
    }
}

function sessionNamedBy(value: string, session: SessionRequester): Naming | undefined {
    if ([session.roleArn, session.roleId, session.sessionArn].includes(value)) {
        return "principal";
    }
    const root = /^arn:aws[\w-]*:iam::(\d{12}):root$/.exec(value)?.[1];
    return session.account === (root ?? value) ? "account" : undefined;
}
