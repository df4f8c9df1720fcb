/** Request parameters as the IAM and STS APIs constrain them. */
import { AwsError } from "../errors";
import { readParams, type ParamReader, type TagMap } from "../params";
import type { Params } from "../service";
import { validationError } from "./errors";

/**
 * As readParams, with the error code of APIs that speak the query protocol.
 * @throws AwsError ValidationError
 */
export function readQueryParams<T>(params: Params, read: (reader: ParamReader) => T): T {
    try {
        return readParams(params, read);
    } catch (error) {
        if (error instanceof AwsError && error.code === "ValidationException") {
            throw validationError(error.message);
        }
        throw error;
    }
}

/** Checks a parameter's length and characters, and returns it. */
export function constrained(key: string, value: string, pattern: RegExp, maximum: number): string {
    const failed = (constraint: string): AwsError =>
        validationError(
            `1 validation error detected: Value '${value}' at '${key}' failed to satisfy constraint: ${constraint}`,
        );
    if (value.length > maximum) {
        throw failed(`Member must have length less than or equal to ${maximum}`);
    }
    if (!pattern.test(value)) {
        throw failed(`Member must satisfy regular expression pattern: ${pattern.source}`);
    }
    return value;
}

/** Checks a number's range when given, and returns it. */
export function ranged(
    key: string,
    value: number | undefined,
    minimum: number,
    maximum: number,
): number | undefined {
    if (value !== undefined && (value < minimum || value > maximum)) {
        throw validationError(
            `1 validation error detected: Value '${value}' at '${key}' failed to satisfy constraint: ` +
                `Member must have value between ${minimum} and ${maximum}`,
        );
    }
    return value;
}

const NAME = /^[\w+=,.@-]+$/;

/** Name of a role: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function roleNameOf(reader: ParamReader): string {
    return constrained("roleName", reader.string("RoleName"), NAME, 64);
}

/** Name of a managed or inline policy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export function policyNameOf(reader: ParamReader): string {
    return constrained("policyName", reader.string("PolicyName"), NAME, 128);
}

/** Path of a role or policy, `/` by default. */
export function pathOf(reader: ParamReader): string {
    return constrained("path", reader.maybeString("Path") ?? "/", /^(\/|\/[!-~]+\/)$/, 512);
}

/** Description, up to 1,000 characters. */
export function descriptionOf(reader: ParamReader): string | undefined {
    const description = reader.maybeString("Description");
    return description === undefined
        ? undefined
        : constrained("description", description, /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]*$/, 1000);
}

/** Session length a role allows, in seconds: one to twelve hours. */
export function maxSessionDurationOf(reader: ParamReader): number | undefined {
    const value = reader.maybeInteger("MaxSessionDuration");
    return ranged("maxSessionDuration", value, 3600, 43200);
}

/** Tags as the API answers them. */
export function tagListOf(
    tags: TagMap,
): readonly { readonly Key: string; readonly Value: string }[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags with some put, as TagRole does. */
export function withTags(tags: TagMap, added: TagMap): TagMap {
    const result = { ...tags, ...added };
    if (Object.keys(result).length > 50) {
        throw new AwsError("LimitExceeded", "Cannot exceed quota for TagsPerResource: 50", 409);
    }
    return result;
}

/** Tags without some, as UntagRole does. */
export function withoutTags(tags: TagMap, keys: readonly string[]): TagMap {
    return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
