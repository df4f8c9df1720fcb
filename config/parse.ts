/** From unknown values to a FleetConfig, or one error that lists everything wrong. */
import type { z } from "zod";

import { partitionOf, type Partition } from "../lib/aws/arn";
import { fleetTags } from "../lib/naming/owner";
import { problemsOf } from "../lib/issues";
import { allClusters } from "./cluster";
import { hubConfig } from "./hub/parse";
import { ConfigError, hint, pathText, type Problem } from "../lib/problems";
import { crossProblems } from "./rules";
import { SECTIONS, type Sections } from "./schema";
import { secretProblems, secretReferences, type SecretReference } from "./secrets";
import { shapeProblems } from "./shape";
import { targetConfig } from "./target/parse";
import type { FleetConfig } from "./types";
import { warningsOf } from "./warnings";
import { workloadIdentityConfig } from "./workloadIdentity/parse";
import { identityRegions } from "./workloadIdentity/sections";

/**
 * Parses a stack's configuration.
 * @param raw values by key, without the project's prefix
 * @param project the prefix, for the error's paths
 * @throws ConfigError with every problem of every key
 */
export function parseConfig(raw: Readonly<Record<string, unknown>>, project: string): FleetConfig {
    const targetKeys = keysOf(raw["targets"]);
    const { sections, problems } = parseSections(SECTIONS, raw, {
        readable: readableEntries,
        moved: MOVED,
        secrets: true,
    });
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
 * @param raw values by key, without the project's prefix
 * @returns every problem, and the sections that parsed; no sections if `raw` has a shape that no section can have
 */
export function parseSections<Schema extends Readonly<Record<string, z.ZodType>>>(
    schema: Schema,
    raw: Readonly<Record<string, unknown>>,
    { readable, moved = {}, secrets = false }: SectionReading = {},
): {
    readonly sections?: { readonly [Name in keyof Schema]?: z.output<Schema[Name]> };
    readonly problems: readonly Problem[];
} {
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

/** A key of the user's own is known when something names it as a secret. Its value is never shown. */
function unknownKeys(
    raw: Readonly<Record<string, unknown>>,
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

/**
 * The entries of a map that can be read, when others can't: rules between keys still look at these.
 * @returns undefined where nothing can be said of what is there
 */
function readableEntries(
    name: string,
    raw: unknown,
): Readonly<Record<string, unknown>> | undefined {
    if (name !== "targets" && name !== "workloadIdentities") {
        return undefined;
    }
    const readable = Object.assign(
        {},
        ...keysOf(raw).map((key) => {
            const one = { [key]: (raw as Readonly<Record<string, unknown>>)[key] };
            return SECTIONS[name].safeParse(one).data ?? {};
        }),
    ) as Readonly<Record<string, unknown>>;
    // What identities there are decides whether a hub is needed: none that can be read is not none at all.
    return name === "targets" || Object.keys(readable).length > 0 ? readable : undefined;
}

function keysOf(value: unknown): readonly string[] {
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function fleetConfig(sections: Sections): FleetConfig {
    const targets = Object.entries(sections.targets);
    return {
        fleet: sections.fleet,
        partition: fleetPartition(sections),
        tags: { ...sections.tags, ...fleetTags(sections.fleet) },
        environment: sections.environment,
        rolePath: sections.rolePath,
        hub: hubConfig(sections),
        targets: Object.fromEntries(
            targets.map(([key, section]) => [key, targetConfig(key, section, sections)]),
        ),
        guestbook: sections.guestbook,
        workloadIdentities: Object.fromEntries(
            Object.entries(sections.workloadIdentities).map(([key, section]) => [
                key,
                workloadIdentityConfig(key, section, sections),
            ]),
        ),
        warnings: warningsOf(sections),
    };
}

/** Partition of everything in the stack, which is in one; that of a stack that names no region is its hub's to say. */
function fleetPartition(sections: Sections): Partition {
    const [region] = [
        ...allClusters(sections).map(([, cluster]) => cluster.region),
        ...identityRegions(sections),
    ];
    return region === undefined ? "aws" : partitionOf(region);
}
