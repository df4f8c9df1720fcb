/** What services ask IAM about roles that a caller hands them. */
import type { AwsError } from "../errors";
import type { ContextValues } from "../policy/context";
import { likeIgnoringCase } from "../policy/glob";
import { refusal } from "../refusal";
import type { Caller } from "../service";
import type { Store } from "../store";
import { authorize, authorizeByTrust } from "./access";
import { findRole } from "./roles";

/** IAM as a service that is handed roles sees it. */
export interface PassedRoles {
    /** Why a caller may not hand a role to a service, or undefined. */
    readonly passRefusal: (
        caller: Caller,
        roleArn: string,
        service: string,
    ) => AwsError | undefined;
    /** Whether a service could assume a role now. */
    readonly canAssume: (service: string, roleArn: string, context: ContextValues) => boolean;
    /** Whether a role's trust allows a service these actions, under whatever conditions. */
    readonly trustNames: (roleArn: string, service: string, actions: readonly string[]) => boolean;
}

/**
 * Over a store's roles.
 * @param api prefix of the asking service, whose error codes the refusal has: `eks`
 */
export function passedRoles(store: Store, api: string): PassedRoles {
    return {
        passRefusal: (caller, resource, service) => {
            const decision = authorize(store, caller, {
                action: "iam:PassRole",
                resource,
                context: { "iam:PassedToService": service },
            });
            return decision.allowed
                ? undefined
                : refusal(caller.arn, "iam:PassRole", resource, decision, api);
        },
        canAssume: (service, resource, context) =>
            authorizeByTrust(
                store,
                { kind: "service", name: service },
                { action: "sts:AssumeRole", resource, context },
            ).allowed,
        trustNames: (roleArn, service, actions) => {
            const statements = (findRole(store, roleArn)?.trust.document.statements ?? []).filter(
                ({ effect, principals = [] }) =>
                    effect === "Allow" &&
                    principals.some(({ type, value }) => type === "Service" && value === service),
            );
            return actions.every((action) =>
                statements.some((statement) =>
                    statement.actions.patterns.some((pattern) => likeIgnoringCase(pattern, action)),
                ),
            );
        },
    };
}
