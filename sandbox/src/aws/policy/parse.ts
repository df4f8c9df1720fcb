/**
 * Reads policy documents and refuses what IAM refuses.
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * Error texts: as recorded from AWS by moto (tests/test_iam/test_iam_policies.py) and in issues of terraform-provider-aws.
 */
import type { PolicyDocument, Statement } from "./document";
import { listOf, objectOf, type Json } from "./json";
import { malformed } from "./malformed";
import { parseConditions } from "./parseConditions";
import { parsePrincipals } from "./parsePrincipals";
import { parseActions, parseResources, parseTrustActions } from "./parsePatterns";

/**
 * A document attached to roles: managed, inline, or permissions boundary.
 * @throws AwsError MalformedPolicyDocument
 */
export function parseIdentityPolicy(text: string): PolicyDocument {
    const document = parseDocument(text);
    if (document["Version"] !== "2012-10-17") {
        throw malformed("Policy document must be version 2012-10-17 or greater.");
    }
    return documentOf("2012-10-17", document, (statement) => {
        if ("Principal" in statement || "NotPrincipal" in statement) {
            throw malformed("Policy document should not specify a principal.");
        }
        return { actions: parseActions(statement), resources: parseResources(statement) };
    });
}

/**
 * A role's trust policy. Whether its principals exist is for the caller to check.
 * @throws AwsError MalformedPolicyDocument
 */
export function parseTrustPolicy(text: string): PolicyDocument {
    const document = parseDocument(text);
    const version = document["Version"] === "2012-10-17" ? "2012-10-17" : "2008-10-17";
    return documentOf(version, document, (statement) => {
        const prohibited = ["Resource", "NotResource"].find((field) => field in statement);
        if (prohibited !== undefined) {
            throw malformed(`Has prohibited field ${prohibited}`);
        }
        return { principals: parsePrincipals(statement), actions: parseTrustActions(statement) };
    });
}

/** Characters that count against IAM's sizes: white space is free. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function policySize(text: string): number {
    return text.replace(/\s/g, "").length;
}

function parseDocument(text: string): Json {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        throw malformed("This policy contains invalid Json");
    }
    const document = objectOf(value);
    const version = document["Version"];
    const known = Object.keys(document).every((key) =>
        ["Version", "Id", "Statement"].includes(key),
    );
    const versions: readonly unknown[] = [undefined, "2008-10-17", "2012-10-17"];
    if (!known || !versions.includes(version) || document["Statement"] === undefined) {
        throw malformed("Syntax errors in policy.");
    }
    return document;
}

const STATEMENT_FIELDS = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

type Specific = Pick<Statement, "principals" | "actions" | "resources">;

function documentOf(
    version: PolicyDocument["version"],
    document: Json,
    specific: (statement: Json) => Specific,
): PolicyDocument {
    const statements = listOf(document["Statement"]).map(objectOf);
    if (statements.length === 0) {
        throw malformed("Syntax errors in policy.");
    }
    const parsed = statements.map((statement) => parseStatement(statement, specific));
    const sids = parsed.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
    if (new Set(sids).size !== sids.length) {
        throw malformed("Statement IDs (SID) in a single policy must be unique.");
    }
    return { version, statements: parsed };
}

function parseStatement(statement: Json, specific: (statement: Json) => Specific): Statement {
    const { Effect: effect, Sid: sid } = statement;
    if (Object.keys(statement).some((field) => !STATEMENT_FIELDS.includes(field))) {
        throw malformed("Syntax errors in policy.");
    }
    if (effect !== "Allow" && effect !== "Deny") {
        throw malformed("Syntax errors in policy.");
    }
    if (sid !== undefined && typeof sid !== "string") {
        throw malformed("Syntax errors in policy.");
    }
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
    if (sid !== undefined && !/^[A-Za-z0-9]*$/.test(sid)) {
        throw malformed(
            `Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`,
        );
    }
    return {
        ...(sid === undefined ? {} : { sid }),
        effect,
        ...specific(statement),
        conditions: parseConditions(statement["Condition"]),
    };
}
