/** Parses a stack's configuration into a FleetConfig, or throws one error that lists every problem. */
import type { z } from "zod";

import { partitionOf, type Partition } from "../lib/aws/arn";
import { problemsOf } from "../lib/issues";
import { fleetTags } from "../lib/naming/owner";
import { ConfigError, hint, pathText, problemIf, shown, type Problem } from "../lib/problems";
import { allClusters } from "./cluster";
import type { FleetConfig } from "./fleet";
import { hubConfig } from "./hub";
import { crossProblems, warningsOf } from "./rules";
import type { Sections } from "./schema";
import { secretProblems, secretReferences, type SecretReference } from "./secrets";
import { SECTIONS } from "./sections";
import { target, targetConfig } from "./target";
import { identityPlaces, workloadIdentity, workloadIdentityConfig } from "./workloadIdentity";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Parses a stack's configuration.
 * @param given values by key, without the project's prefix; null and undefined count as no keys
 * @param project the prefix, for the paths of problems
 * @throws ConfigError with every problem of every key
 */
export function parseConfig(given: unknown, project: string): FleetConfig {
    const { sections, problems } = parseSections(SECTIONS, given, {
        readable: readableEntries,
        moved: MOVED,
        secrets: true,
    });
    const targets = isMap(given) ? given["targets"] : undefined;
    const targetKeys = isMap(targets) ? Object.keys(targets) : [];
    const all = [
        ...problems,
        ...(sections === undefined ? [] : crossProblems(sections, targetKeys)),
    ];
    if (all.length > 0) {
        throw new ConfigError(all, project);
    }
    return fleetConfig(sections as Sections);
}

/** Keys that belong into another project's stack file. */
const MOVED = {
    delivery:
        "Delivery is a project of its own, eks-gitops-fleet-delivery: move these keys to the top level of delivery/Pulumi.<stack>.yaml (docs/delivery/deployments.md).",
};

/** How a project's sections are read, beyond what their schema says. */
export interface SectionReading {
    /** What to keep of a section that does not parse, so that rules between keys still check it. @default nothing */
    readonly readable?: (name: string, raw: unknown) => unknown;
    /** By an unknown key that moved elsewhere: one sentence that says where. @default none */
    readonly moved?: Readonly<Record<string, string>>;
    /** Sections may name other top-level keys as secrets. @default false */
    readonly secrets?: boolean;
}

/**
 * Parses each section by itself, so that a problem in one does not hide those in another.
 * @param schema of each top-level key
 * @param given values by key, without the project's prefix; null and undefined count as no keys
 * @returns every problem, and the sections that parsed; no sections if `given` has a shape that no section can have
 */
export function parseSections<Schema extends Readonly<Record<string, z.ZodType>>>(
    schema: Schema,
    given: unknown,
    { readable, moved = {}, secrets = false }: SectionReading = {},
): {
    readonly sections?: { readonly [Name in keyof Schema]?: z.output<Schema[Name]> };
    readonly problems: readonly Problem[];
} {
    const raw = given ?? {};
    if (!isMap(raw)) {
        const remedy = "must be a map of the program's keys.";
        return { problems: [{ path: "", found: shown(raw)!, remedy }] };
    }
    const shapeless = shapeProblems(raw);
    if (shapeless.length > 0) {
        return { problems: shapeless };
    }
    const references = secrets ? secretReferences(schema, raw) : [];
    const problems: Problem[] = [
        ...unknownKeys(raw, Object.keys(schema), secrets ? references : undefined, moved),
        ...secretProblems(references, raw),
    ];
    const sections: Record<string, unknown> = {};
    for (const [name, rule] of Object.entries(schema)) {
        const parsed = rule.safeParse(raw[name], { reportInput: true });
        if (parsed.success) {
            sections[name] = parsed.data;
        } else {
            const kept = readable?.(name, raw[name]);
            if (kept !== undefined) {
                sections[name] = kept;
            }
            problems.push(...parsed.error.issues.flatMap((issue) => problemsOf([name], issue)));
        }
    }
    return { sections: sections as { [Name in keyof Schema]?: z.output<Schema[Name]> }, problems };
}

/** Deeper than any key of the program, and far from the limit of recursion. */
const MAX_DEPTH = 32;

/** Problems that prevent parsing: keys `__proto__`, which JavaScript would drop silently, and excessive depth. */
function shapeProblems(raw: Raw): readonly Problem[] {
    const problems: Problem[] = [];
    // Not recursive, since the depth is unknown.
    const waiting: (readonly [value: unknown, path: readonly string[]])[] = [[raw, []]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [value, path] = next;
        if (typeof value !== "object" || value === null) {
            continue;
        }
        if (path.length > MAX_DEPTH) {
            problems.push({
                path: pathText(path.slice(0, 4)),
                remedy: `allowed: maps and lists nested up to ${MAX_DEPTH} deep.`,
            });
            continue;
        }
        for (const [key, inner] of Object.entries(value)) {
            const at = [...path, key];
            problems.push(
                ...problemIf(key === "__proto__", {
                    path: pathText(at),
                    remedy: "this name is reserved by JavaScript; choose another.",
                }),
            );
            waiting.push([inner, at]);
        }
    }
    return problems;
}

/** A key outside the sections is valid only if a section names it as a secret. Its value is never shown. */
function unknownKeys(
    raw: Raw,
    names: readonly string[],
    secrets: readonly SecretReference[] | undefined,
    moved: Readonly<Record<string, string>>,
): readonly Problem[] {
    const named = new Set(secrets?.map(({ key }) => key));
    const others = secrets === undefined ? "" : ", and secrets that one of these names";
    return Object.keys(raw)
        .filter((key) => !names.includes(key) && !named.has(key))
        .map((key) => ({
            path: pathText([key]),
            remedy: `unknown key.${Object.hasOwn(moved, key) ? ` ${moved[key]!}` : hint(key, names)} Allowed: ${names.join(", ")}${others}.`,
        }));
}

/** Sections that are maps with keys of the user's own, and the schema of their entries. */
const ENTRIES: Readonly<Record<string, z.ZodType>> = {
    targets: target,
    workloadIdentities: workloadIdentity,
};

/**
 * The valid entries of a map with invalid ones: rules between keys still check these. A malformed key makes no entry invalid.
 * @returns undefined if nothing is known of the entries
 */
function readableEntries(name: string, section: unknown): Raw | undefined {
    const schema = ENTRIES[name];
    if (schema === undefined || !isMap(section)) {
        return undefined;
    }
    const readable = Object.entries(section).flatMap(([key, entry]) => {
        const { data, success } = schema.safeParse(entry);
        return success && pathText([key]) === key ? [[key, data] as const] : [];
    });
    // Whether there are identities decides whether a hub is required: invalid ones must not count as none.
    return name === "targets" || readable.length > 0 ? Object.fromEntries(readable) : undefined;
}

function isMap(value: unknown): value is Raw {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fleetConfig(sections: Sections): FleetConfig {
    const { environment, fleet, guestbook, rolePath, tags } = sections;
    return {
        fleet,
        partition: fleetPartition(sections),
        tags: { ...tags, ...fleetTags(fleet) },
        environment,
        rolePath,
        hub: hubConfig(sections),
        targets: mapValues(sections.targets, (key, section) =>
            targetConfig(key, section, sections),
        ),
        guestbook,
        workloadIdentities: mapValues(sections.workloadIdentities, (key, section) =>
            workloadIdentityConfig(key, section, sections),
        ),
        warnings: warningsOf(sections),
    };
}

function mapValues<T, U>(
    map: Readonly<Record<string, T>>,
    change: (key: string, value: T) => U,
): Readonly<Record<string, U>> {
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(key, value)]));
}

/** All regions of a stack are in one partition. A stack without any region is in none that matters: `aws`. */
function fleetPartition(sections: Sections): Partition {
    const places = [
        ...allClusters(sections).map(([, cluster]) => cluster),
        ...identityPlaces(sections),
    ];
    const region = places.find(({ region }) => region !== undefined)?.region;
    return region === undefined ? "aws" : partitionOf(region);
}
