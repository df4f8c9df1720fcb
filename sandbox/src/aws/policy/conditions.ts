/**
 * Condition operators. Those the sandbox does not evaluate are refused when a policy is written.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { BlockList, isIP } from "node:net";

import type { Context } from "./context";
import { literalText, matches, pieces, singles, type Piece } from "./glob";
import { expand } from "./variables";
import type { PolicyVersion } from "./version";

/** One key of a `Condition` element under its operator. */
export interface Condition {
    readonly operator: Operator;
    readonly quantifier?: "ForAnyValue" | "ForAllValues";
    /** True for an absent key: the `...IfExists` form. */
    readonly ifExists: boolean;
    /** As written; looked up without regard to case. */
    readonly key: string;
    readonly values: readonly string[];
}

interface Comparison {
    /** Whether the request's value fits one of the policy's. */
    readonly test: (wanted: readonly Piece[], actual: string) => boolean;
    /** The `Not...` forms: true where no value fits, and for an absent key. */
    readonly negated: boolean;
    readonly quantifiable: boolean;
    /** What is wrong with a value in a policy, or undefined. */
    readonly problem?: (value: string) => string | undefined;
}

const text = (fold: (value: string) => string) => (wanted: readonly Piece[], actual: string) =>
    fold(literalText(wanted)) === fold(actual);
const same = (value: string): string => value;
const lower = (value: string): string => value.toLowerCase();

function number(compare: (actual: number, wanted: number) => boolean): Comparison {
    return {
        test: (wanted, actual) => compare(Number(actual), Number(literalText(wanted))),
        negated: false,
        quantifiable: false,
        problem: (value) =>
            value.trim() !== "" && Number.isFinite(Number(value)) ? undefined : "is not a number",
    };
}

/** Each of an ARN's six parts is compared on its own, so that a wildcard never crosses a colon before the resource. */
function arnLike(wanted: readonly Piece[], actual: string): boolean {
    const patterns = arnParts(wanted);
    const parts = arnParts(pieces(actual)).map(literalText);
    return (
        patterns.length === parts.length &&
        patterns.every((pattern, index) => matches(pattern, parts[index] ?? ""))
    );
}

/** The six parts of an ARN: a colon in the last is its own. */
function arnParts(pattern: readonly Piece[]): readonly (readonly Piece[])[] {
    const parts: Piece[][] = [[]];
    for (const piece of singles(pattern)) {
        const colon = typeof piece !== "string" && piece.literal === ":";
        if (colon && parts.length < 6) {
            parts.push([]);
        } else {
            parts.at(-1)?.push(piece);
        }
    }
    return parts;
}

function inRange(wanted: readonly Piece[], actual: string): boolean {
    const [address = "", prefix] = literalText(wanted).split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const list = new BlockList();
    if (prefix === undefined) {
        list.addAddress(address, family);
    } else {
        list.addSubnet(address, Number(prefix), family);
    }
    return isIP(actual) !== 0 && list.check(actual, isIP(actual) === 6 ? "ipv6" : "ipv4");
}

function rangeProblem(value: string): string | undefined {
    const [address = "", prefix = "0", ...rest] = value.split("/");
    const bits = isIP(address) === 6 ? 128 : 32;
    const valid =
        isIP(address) !== 0 &&
        /^\d{1,3}$/.test(prefix) &&
        Number(prefix) <= bits &&
        rest.length === 0;
    return valid ? undefined : "is not an address or CIDR range";
}

const string = (test: Comparison["test"], negated = false): Comparison => ({
    test,
    negated,
    quantifiable: true,
});
const truth = (value: string): string | undefined =>
    /^(true|false)$/i.test(value) ? undefined : "is neither true nor false";
const plain = (
    test: Comparison["test"],
    problem: Comparison["problem"],
    negated = false,
): Comparison => ({
    test,
    negated,
    quantifiable: false,
    problem,
});

const OPERATORS = {
    StringEquals: string(text(same)),
    StringNotEquals: string(text(same), true),
    StringEqualsIgnoreCase: string(text(lower)),
    StringNotEqualsIgnoreCase: string(text(lower), true),
    StringLike: string(matches),
    StringNotLike: string(matches, true),
    // ArnEquals and ArnLike behave identically, according to the page above
    ArnEquals: string(arnLike),
    ArnLike: string(arnLike),
    ArnNotEquals: string(arnLike, true),
    ArnNotLike: string(arnLike, true),
    NumericEquals: number((actual, wanted) => actual === wanted),
    NumericNotEquals: { ...number((actual, wanted) => actual === wanted), negated: true },
    NumericLessThan: number((actual, wanted) => actual < wanted),
    NumericLessThanEquals: number((actual, wanted) => actual <= wanted),
    NumericGreaterThan: number((actual, wanted) => actual > wanted),
    NumericGreaterThanEquals: number((actual, wanted) => actual >= wanted),
    Bool: plain(text(lower), truth),
    IpAddress: plain(inRange, rangeProblem),
    NotIpAddress: plain(inRange, rangeProblem, true),
    // never compared: it asks whether the key is there
    Null: plain(() => false, truth),
} as const satisfies Readonly<Record<string, Comparison>>;

export type Operator = keyof typeof OPERATORS;

/** An operator taken apart (`ForAnyValue:StringLikeIfExists`), or undefined when the sandbox does not evaluate it. */
export function parseOperator(
    name: string,
): Pick<Condition, "operator" | "quantifier" | "ifExists"> | undefined {
    const [, quantifier, operator = "", suffix] =
        /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
    if (!Object.hasOwn(OPERATORS, operator)) {
        return undefined;
    }
    const known = operator as Operator;
    const misused =
        (quantifier !== undefined && !OPERATORS[known].quantifiable) ||
        (known === "Null" && suffix !== undefined);
    return misused
        ? undefined
        : {
              operator: known,
              ifExists: suffix !== undefined,
              ...(quantifier === undefined
                  ? {}
                  : { quantifier: quantifier as "ForAnyValue" | "ForAllValues" }),
          };
}

/** What is wrong with a value under an operator, or undefined. */
export function valueProblem(operator: Operator, value: string): string | undefined {
    const comparison: Comparison = OPERATORS[operator];
    return comparison.problem?.(value);
}

/** Whether a condition holds for a request. */
export function holds(condition: Condition, version: PolicyVersion, context: Context): boolean {
    const actual = context.get(condition.key.toLowerCase());
    if (condition.operator === "Null") {
        return condition.values.some((value) => lower(value) === String(actual === undefined));
    }
    const { test, negated }: Comparison = OPERATORS[condition.operator];
    if (actual === undefined || actual.length === 0) {
        return condition.ifExists || missingHolds(condition.quantifier, negated);
    }
    const wanted = condition.values.flatMap((value) => {
        const expanded = expand(value, version, context);
        return expanded === undefined ? [] : [expanded];
    });
    const fits = (value: string): boolean =>
        wanted.some((pattern) => test(pattern, value)) !== negated;
    const all =
        condition.quantifier === undefined ? negated : condition.quantifier === "ForAllValues";
    return all ? actual.every(fits) : actual.some(fits);
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * ForAllValues is true without values, ForAnyValue false.
 */
function missingHolds(quantifier: Condition["quantifier"], negated: boolean): boolean {
    if (quantifier !== undefined) {
        return quantifier === "ForAllValues";
    }
    return negated;
}
