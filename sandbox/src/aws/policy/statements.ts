/** Which statements of a policy apply to a request. */
import type { Context } from "./context";
import { holds } from "./conditions";
import type { PolicyDocument, Statement } from "./document";
import { likeIgnoringCase, matches } from "./glob";
import { namedBy, type Naming, type Requester } from "./requester";
import { expand } from "./variables";

/** What is asked for. */
export interface Access {
    /** IAM's name of the action: `iam:CreateRole`. */
    readonly action: string;
    /** ARN, or `*` where IAM knows no resource for the action. */
    readonly resource: string;
    readonly context: Context;
}

/** Decision of several documents: one Deny overrides every Allow. */
export type Verdict = "allow" | "deny" | "silent";

/** Verdict of policies that apply to the principal they are attached to. */
export function identityVerdict(documents: readonly PolicyDocument[], access: Access): Verdict {
    const effects = documents.flatMap((document) =>
        document.statements
            .filter((statement) => applies(statement, document.version, access))
            .map(({ effect }) => effect),
    );
    if (effects.includes("Deny")) {
        return "deny";
    }
    return effects.includes("Allow") ? "allow" : "silent";
}

/** Verdict of a resource's own policy, and how far it names the requester where it allows. */
export type ResourceVerdict = "deny" | "silent" | Naming;

/** Verdict of the policy of the resource: it speaks only to the principals it names. */
export function resourceVerdict(
    document: PolicyDocument,
    requester: Requester,
    access: Access,
): ResourceVerdict {
    const said = document.statements
        .filter((statement) => applies(statement, document.version, access))
        .flatMap(({ effect, principals = [] }) =>
            principals.flatMap((principal) => {
                const naming = namedBy(principal, requester);
                return naming === undefined ? [] : [{ effect, naming }];
            }),
        );
    if (said.some(({ effect }) => effect === "Deny")) {
        return "deny";
    }
    const namings = said.map(({ naming }) => naming);
    return namings.includes("principal") ? "principal" : (namings[0] ?? "silent");
}

function applies(
    statement: Statement,
    version: PolicyDocument["version"],
    { action, resource, context }: Access,
): boolean {
    const { actions, resources, conditions } = statement;
    const actionFits =
        actions.patterns.some((pattern) => likeIgnoringCase(pattern, action)) !== actions.negated;
    return (
        actionFits &&
        (resources === undefined ||
            resources.patterns.some((pattern) => {
                const expanded = expand(pattern, version, context);
                return expanded !== undefined && matches(expanded, resource);
            }) !== resources.negated) &&
        conditions.every((condition) => holds(condition, version, context))
    );
}
