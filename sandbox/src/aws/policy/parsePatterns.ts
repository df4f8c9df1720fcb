/** The `Action` and `Resource` elements and their negations. */
import type { Patterns } from "./document";
import { likeIgnoringCase } from "./glob";
import { malformed } from "./malformed";
import { stringsOf, type Json } from "./json";

/** `Action` or `NotAction` of an identity policy. */
export function parseActions(statement: Json): Patterns {
    const actions = oneOf(statement, "Action", "NotAction");
    if (actions === undefined || actions.patterns.length === 0) {
        throw malformed("Policy statement must contain actions.");
    }
    for (const action of actions.patterns) {
        const [vendor = "", ...names] = action.split(":");
        if (names.length > 1) {
            throw malformed("Actions/Condition can contain only one colon.");
        }
        if (action !== "*" && names.length === 0) {
            throw malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            );
        }
        // no wildcard in a service's name; in the whole action `*` stands alone
        if (vendor !== "*" && !/^[A-Za-z0-9.-]+$/.test(vendor)) {
            throw malformed(`Vendor ${vendor} is not valid`);
        }
    }
    return actions;
}

/** Actions a trust policy can name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const TRUST_ACTIONS = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];

/** `Action` of a trust policy: STS's actions to assume a role and nothing else. */
export function parseTrustActions(statement: Json): Patterns {
    if (!("Action" in statement) && !("NotAction" in statement)) {
        throw malformed("Missing required field Action");
    }
    const actions = parseActions(statement);
    const known = (action: string): boolean =>
        /^sts:/i.test(action) && TRUST_ACTIONS.some((known) => likeIgnoringCase(action, known));
    if (actions.negated || !actions.patterns.every(known)) {
        throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    }
    return actions;
}

/** `Resource` or `NotResource` of an identity policy. */
export function parseResources(statement: Json): Patterns {
    const resources = oneOf(statement, "Resource", "NotResource");
    if (resources === undefined || resources.patterns.length === 0) {
        throw malformed("Policy statement must contain resources.");
    }
    for (const resource of resources.patterns) {
        if (resource !== "*" && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/s.test(resource)) {
            throw malformed(`Resource ${resource} must be in ARN format or "*".`);
        }
    }
    return resources;
}

function oneOf(statement: Json, plain: string, negation: string): Patterns | undefined {
    if (plain in statement && negation in statement) {
        throw malformed("Syntax errors in policy.");
    }
    if (plain in statement) {
        return { negated: false, patterns: stringsOf(statement[plain]) };
    }
    return negation in statement
        ? { negated: true, patterns: stringsOf(statement[negation]) }
        : undefined;
}
