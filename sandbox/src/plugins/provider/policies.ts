/**
 * Equality of IAM policy documents, as the AWS provider decides it: AWS returns documents in another order and form
 * than they were written. Rules of https://github.com/hashicorp/awspolicyequivalence.
 */

const LISTS = new Set(["Action", "NotAction", "Resource", "NotResource"]);
const PRINCIPALS = new Set(["Principal", "NotPrincipal"]);

/** Whether two policy documents mean the same. What is no JSON is compared as text. */
export function samePolicy(left: string, right: string): boolean {
    const documents = [parsed(left), parsed(right)];
    return documents.includes(undefined)
        ? left === right
        : canonicalPolicy(documents[0]) === canonicalPolicy(documents[1]);
}

/** A document from IAM's API, which answers it percent-encoded in some operations. */
export function policyText(answered: string): string {
    return answered.trimStart().startsWith("%7B") ? decodeURIComponent(answered) : answered;
}

function canonicalPolicy(document: unknown): string {
    if (!isRecord(document)) {
        return JSON.stringify(document);
    }
    const { Statement: statements, ...rest } = document;
    return JSON.stringify({
        ...(sortedKeys(rest) as Record<string, unknown>),
        Statement: listOf(statements)
            .map((statement) => JSON.stringify(sortedKeys(canonicalStatement(statement))))
            .sort(),
    });
}

function canonicalStatement(statement: unknown): unknown {
    if (!isRecord(statement)) {
        return statement;
    }
    return Object.fromEntries(
        Object.entries(statement).map(([key, value]) => [key, canonicalElement(key, value)]),
    );
}

function canonicalElement(key: string, value: unknown): unknown {
    if (LISTS.has(key)) {
        return unordered(value);
    }
    if (PRINCIPALS.has(key) && isRecord(value)) {
        return mapValues(value, (members) => unordered(listOf(members).map(canonicalPrincipal)));
    }
    if (key === "Condition" && isRecord(value)) {
        return mapValues(value, (keys) =>
            isRecord(keys) ? mapValues(keys, (values) => unordered(values)) : keys,
        );
    }
    return value;
}

// An account's number and its root's ARN are the same principal.
function canonicalPrincipal(principal: unknown): unknown {
    return typeof principal === "string"
        ? principal.replace(/^arn:aws[\w-]*:iam::(\d{12}):root$/, "$1")
        : principal;
}

function unordered(value: unknown): readonly string[] {
    return [...new Set(listOf(value).map(String))].sort();
}

function listOf(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}

function mapValues(
    record: Readonly<Record<string, unknown>>,
    map: (value: unknown) => unknown,
): Record<string, unknown> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function sortedKeys(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sortedKeys);
    }
    return isRecord(value)
        ? Object.fromEntries(
              Object.keys(value)
                  .sort()
                  .map((key) => [key, sortedKeys(value[key])]),
          )
        : value;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
