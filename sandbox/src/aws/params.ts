/** Reads an operation's request parameters: what is missing, of the wrong type or unknown is a ValidationException. */
import { AwsError } from "./errors";
import type { Params } from "./service";

/** A resource's tags by key. */
export type TagMap = Readonly<Record<string, string>>;

/**
 * Reads parameters with `read` and then refuses those it did not ask for: a parameter that is
 * accepted and ignored would hide that the sandbox does not do what AWS does.
 * @throws AwsError ValidationException
 */
export function readParams<T>(params: Params, read: (reader: ParamReader) => T): T {
    return readObject(params, "", read);
}

function readObject<T>(params: Params, path: string, read: (reader: ParamReader) => T): T {
    const reader = new ParamReader(params, path);
    const result = read(reader);
    reader.end();
    return result;
}

/** Typed access to one object of the request. Absent and null are the same, as in AWS's JSON. */
export class ParamReader {
    private readonly asked = new Set<string>();

    /** @param path prefix of this object's parameters in messages: `accessConfig.`, or empty */
    public constructor(
        private readonly params: Params,
        private readonly path: string,
    ) {}

    /** A required, non-empty string. */
    public string(key: string): string {
        const value = this.required(key, this.maybeString(key));
        if (value === "") {
            throw invalid(
                `Value '' at '${this.path}${key}' must have length greater than or equal to 1`,
            );
        }
        return value;
    }

    /** A string when given. */
    public maybeString(key: string): string | undefined {
        return this.maybe(key, "a string", (value): value is string => typeof value === "string");
    }

    /** One of the listed strings when given. */
    public maybeOneOf<const T extends string>(key: string, allowed: readonly T[]): T | undefined {
        const value = this.maybeString(key);
        const found = allowed.find((candidate) => candidate === value);
        if (value !== undefined && found === undefined) {
            throw invalid(
                `Value '${value}' at '${this.path}${key}' failed to satisfy constraint: ` +
                    `Member must satisfy enum value set: [${allowed.join(", ")}]`,
            );
        }
        return found;
    }

    /** A boolean when given. */
    public maybeBoolean(key: string): boolean | undefined {
        return this.maybe(
            key,
            "a boolean",
            (value): value is boolean => typeof value === "boolean",
        );
    }

    /** A required whole number. */
    public integer(key: string): number {
        return this.required(key, this.maybeInteger(key));
    }

    /** A whole number when given. */
    public maybeInteger(key: string): number | undefined {
        return this.maybe(key, "an integer", (value): value is number => Number.isInteger(value));
    }

    /** A required list of strings. */
    public strings(key: string): readonly string[] {
        return this.required(key, this.maybeStrings(key));
    }

    /** A list of strings when given. */
    public maybeStrings(key: string): readonly string[] | undefined {
        return this.maybe(
            key,
            "a list of strings",
            (value): value is readonly string[] =>
                Array.isArray(value) && value.every((item) => typeof item === "string"),
        );
    }

    /** A map from string to string when given. */
    public maybeStringMap(key: string): Readonly<Record<string, string>> | undefined {
        return this.maybe(
            key,
            "a map of strings",
            (value): value is Readonly<Record<string, string>> =>
                isObject(value) && Object.values(value).every((item) => typeof item === "string"),
        );
    }

    /** A required object, read with `read`; its unknown members are refused too. */
    public object<T>(key: string, read: (reader: ParamReader) => T): T {
        return this.required(key, this.maybeObject(key, read));
    }

    /** An object when given, read with `read`. */
    public maybeObject<T>(key: string, read: (reader: ParamReader) => T): T | undefined {
        const value = this.maybe(key, "an object", isObject);
        return value === undefined ? undefined : readObject(value, `${this.path}${key}.`, read);
    }

    /** A list of objects when given, each read with `read`. */
    public maybeObjects<T>(
        key: string,
        read: (reader: ParamReader) => T,
    ): readonly T[] | undefined {
        const values = this.maybe(
            key,
            "a list of objects",
            (value): value is readonly Params[] => Array.isArray(value) && value.every(isObject),
        );
        return values?.map((value, index) =>
            readObject(value, `${this.path}${key}.${index + 1}.`, read),
        );
    }

    /** Tags given as a map (EKS, CloudWatch Logs); empty when absent. */
    public tagMap(key: string): TagMap {
        return checkedTags(this.maybeStringMap(key) ?? {});
    }

    /**
     * Tags given as a list of pairs (EC2, IAM: Key and Value; KMS: TagKey and TagValue); empty when absent.
     */
    public tagList(key: string, keyName: string = "Key", valueName: string = "Value"): TagMap {
        const pairs = this.maybeObjects(
            key,
            (tag) => [tag.string(keyName), tag.maybeString(valueName) ?? ""] as const,
        );
        const keys = (pairs ?? []).map(([name]) => name);
        const twice = keys.find((name, index) => keys.indexOf(name) !== index);
        if (twice !== undefined) {
            throw invalid(`Duplicate tag keys found: ${twice}`);
        }
        return checkedTags(Object.fromEntries(pairs ?? []));
    }

    /** Accepts a parameter that changes nothing in the sandbox, such as a request token. */
    public ignore(key: string): void {
        this.asked.add(key);
    }

    /** Refuses every parameter that was not asked for. */
    public end(): void {
        const unknown = Object.keys(this.params).find((key) => !this.asked.has(key));
        if (unknown !== undefined) {
            throw invalid(
                `Unknown parameter '${this.path}${unknown}': the sandbox does not model it`,
            );
        }
    }

    private required<T>(key: string, value: T | undefined): T {
        if (value === undefined) {
            throw invalid(
                `1 validation error detected: Value at '${this.path}${key}' failed to satisfy constraint: Member must not be null`,
            );
        }
        return value;
    }

    private maybe<T>(key: string, what: string, is: (value: unknown) => value is T): T | undefined {
        this.asked.add(key);
        const value = this.params[key];
        if (value === undefined || value === null) {
            return undefined;
        }
        if (!is(value)) {
            throw invalid(`Value at '${this.path}${key}' must be ${what}`);
        }
        return value;
    }
}

/**
 * Refuses tags that AWS would refuse.
 * Limits: AWS General Reference, "Tag naming limits and requirements".
 * @throws AwsError ValidationException
 */
export function checkedTags(tags: TagMap): TagMap {
    if (Object.keys(tags).length > 50) {
        throw invalid("A resource can have at most 50 tags");
    }
    for (const [key, value] of Object.entries(tags)) {
        if (key.length < 1 || key.length > 128 || value.length > 256) {
            throw invalid(`Tag '${key}': keys have 1 to 128 characters, values up to 256`);
        }
        if (key.toLowerCase().startsWith("aws:")) {
            throw invalid(`Tag '${key}': keys that start with aws: are reserved for system use`);
        }
    }
    return tags;
}

function isObject(value: unknown): value is Params {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(message: string): AwsError {
    return new AwsError("ValidationException", message);
}
