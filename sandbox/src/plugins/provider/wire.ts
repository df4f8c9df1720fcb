/**
 * Property values as they travel between engine and provider.
 * Format: https://github.com/pulumi/pulumi/blob/master/developer-docs (property values), sdk/nodejs/runtime/rpc.ts.
 */
import { UNKNOWN, type Properties, type Value } from "./values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** The unknown string; older SDKs send one of several by the value's type. */
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS: ReadonlySet<unknown> = new Set([
    UNKNOWN_STRING,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Properties without their marks, and the names of those that hold a secret somewhere inside. */
export interface Decoded {
    readonly properties: Properties;
    readonly secrets: ReadonlySet<string>;
}

/**
 * Reads properties from the wire. A reference to a resource becomes the resource's id.
 * @throws Error for assets and archives: no AWS resource of the sandbox takes one
 */
export function decodeProperties(wire: Readonly<Record<string, unknown>>): Decoded {
    const secrets = new Set<string>();
    const properties = Object.fromEntries<Value>(
        Object.entries(wire)
            .filter(([, value]) => value !== null && value !== undefined)
            .map(([name, value]) => [name, decode(value, () => secrets.add(name))]),
    );
    return { properties, secrets };
}

/** Writes properties to the wire; those named in `secrets` as secrets. */
export function encodeProperties(
    properties: Properties,
    secrets: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(properties)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => [
                name,
                secrets.has(name) ? { [SIGNATURE]: SECRET, value: encode(value) } : encode(value),
            ]),
    );
}

function decode(value: unknown, onSecret: () => void): Value {
    if (Array.isArray(value)) {
        return value.map((item) => decode(item, onSecret));
    }
    if (UNKNOWNS.has(value)) {
        return UNKNOWN;
    }
    if (isRecord(value)) {
        return decodeObject(value, onSecret);
    }
    if (
        value === null ||
        typeof value === "boolean" ||
        typeof value === "number" ||
        typeof value === "string"
    ) {
        return value;
    }
    throw new Error(`a property value of type ${typeof value} cannot be sent to a provider`);
}

function decodeObject(value: Readonly<Record<string, unknown>>, onSecret: () => void): Value {
    switch (value[SIGNATURE]) {
        case SECRET:
            onSecret();
            return decode(value.value, onSecret);
        case OUTPUT:
            if (value.secret === true) {
                onSecret();
            }
            return "value" in value ? decode(value.value, onSecret) : UNKNOWN;
        case RESOURCE:
            return typeof value.id === "string" && value.id !== "" && !UNKNOWNS.has(value.id)
                ? value.id
                : UNKNOWN;
        case ASSET:
        case ARCHIVE:
            throw new Error(
                "assets and archives are not supported as properties of the sandbox's AWS resources",
            );
        default:
            return Object.fromEntries<Value>(
                Object.entries(value).map(([name, item]) => [name, decode(item, onSecret)]),
            );
    }
}

function encode(value: Value | undefined): unknown {
    if (value === UNKNOWN) {
        return UNKNOWN_STRING;
    }
    if (Array.isArray(value)) {
        return value.map(encode);
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(
            Object.entries(value)
                .filter(([, item]) => item !== undefined)
                .map(([name, item]) => [name, encode(item)]),
        );
    }
    return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null;
}
