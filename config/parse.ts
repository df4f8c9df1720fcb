/** From unknown values to a FleetConfig, or one error that lists everything wrong. */
import { partitionOf, type Partition } from "../lib/aws/arn";
import { fleetTags } from "../lib/naming/owner";
import { problemsOf } from "../lib/issues";
import { allClusters } from "./cluster";
import { deliveryConfig } from "./delivery/parse";
import { besideDelivery } from "./delivery/rules";
import { hubConfig } from "./hub/parse";
import { ConfigError, hint, pathText, type Problem } from "../lib/problems";
import { crossProblems } from "./rules";
import { SECTIONS, type SectionName, type Sections } from "./schema";
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
    const shapeless = shapeProblems(raw);
    if (shapeless.length > 0) {
        throw new ConfigError(shapeless, project);
    }
    const names = Object.keys(SECTIONS) as SectionName[];
    const secrets = secretReferences(SECTIONS, raw);
    const problems: Problem[] = [
        ...unknownKeys(raw, names, secrets),
        ...secretProblems(secrets, raw),
    ];
    const sections: Partial<Record<SectionName, unknown>> = {};
    for (const name of names) {
        const parsed = SECTIONS[name].safeParse(raw[name], { reportInput: true });
        if (parsed.success) {
            sections[name] = parsed.data;
        } else {
            const readable = readableEntries(name, raw[name]);
            if (readable !== undefined) {
                sections[name] = readable;
            }
            problems.push(...parsed.error.issues.flatMap((issue) => problemsOf([name], issue)));
        }
    }
    const targetKeys = keysOf(raw["targets"]);
    const misplaced = besideDelivery(sections as Partial<Sections>, targetKeys);
    const all = [
        ...problems.filter(({ path }) => !misplaced.includes(path.split(".")[0]!)),
        ...crossProblems(sections as Partial<Sections>, targetKeys),
    ];
    if (all.length > 0) {
        throw new ConfigError(all, project);
    }
    return fleetConfig(sections as Sections);
}

/** A key of the user's own is known when something names it as a secret. Its value is never shown. */
function unknownKeys(
    raw: Readonly<Record<string, unknown>>,
    names: readonly SectionName[],
    secrets: readonly SecretReference[],
): readonly Problem[] {
    const named = new Set(secrets.map(({ key }) => key));
    return Object.keys(raw)
        .filter((key) => !Object.hasOwn(SECTIONS, key) && !named.has(key))
        .map((key) => ({
            path: pathText([key]),
            remedy: `unknown key.${hint(key, names)} Allowed: ${names.join(", ")}, and secrets that one of these names.`,
        }));
}

/**
 * The entries of a map that can be read, when others can't: rules between keys still look at these.
 * @returns undefined where nothing can be said of what is there
 */
function readableEntries(
    name: SectionName,
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
        ...(sections.delivery === undefined
            ? {}
            : { delivery: deliveryConfig(sections.delivery, sections) }),
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
