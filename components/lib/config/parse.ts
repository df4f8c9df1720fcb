/** From unknown values to a FleetConfig, or one error that lists everything wrong. */
import type { z } from "zod";

import { partitionOf } from "../arn";
import { clusterConfig } from "./cluster/parse";
import type { ClusterSection } from "./cluster/schema";
import type { ClusterConfig } from "./cluster/types";
import { ConfigError, hint, shown, type Problem } from "./problems";
import { crossProblems } from "./rules";
import { SECTIONS, type SectionName, type Sections } from "./schema";
import { targetConfig } from "./target/parse";
import type { FleetConfig } from "./types";

/**
 * Parses a stack's configuration.
 * @param raw values by key, without the project's prefix
 * @param project the prefix, for the error's paths
 * @throws ConfigError with every problem of every key
 */
export function parseConfig(raw: Readonly<Record<string, unknown>>, project: string): FleetConfig {
    const names = Object.keys(SECTIONS) as SectionName[];
    const problems: Problem[] = Object.keys(raw)
        .filter((key) => !Object.hasOwn(SECTIONS, key))
        .map((key) => ({
            path: key,
            remedy: `unknown key.${hint(key, names)} Allowed: ${names.join(", ")}.`,
        }));
    const sections: Partial<Record<SectionName, unknown>> = {};
    for (const name of names) {
        const parsed = SECTIONS[name].safeParse(raw[name], { reportInput: true });
        if (parsed.success) {
            sections[name] = parsed.data;
        } else {
            if (name === "targets") {
                sections[name] = readableTargets(raw[name]);
            }
            problems.push(...parsed.error.issues.flatMap((issue) => problemsOf([name], issue)));
        }
    }
    problems.push(...crossProblems(sections as Partial<Sections>, keysOf(raw["targets"])));
    if (problems.length > 0) {
        throw new ConfigError(problems, project);
    }
    return fleetConfig(sections as Sections);
}

/** The targets that can be read, when others can't: rules between keys still look at these. */
function readableTargets(raw: unknown): Readonly<Record<string, unknown>> {
    return Object.assign(
        {},
        ...keysOf(raw).map((key) => {
            const one = { [key]: (raw as Readonly<Record<string, unknown>>)[key] };
            return SECTIONS.targets.safeParse(one).data ?? {};
        }),
    ) as Readonly<Record<string, unknown>>;
}

function keysOf(value: unknown): readonly string[] {
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function problemsOf(path: readonly PropertyKey[], issue: z.core.$ZodIssue): readonly Problem[] {
    const at = [...path, ...issue.path];
    if (issue.code === "invalid_union" && typeof issue.input === "object") {
        // A map was given where a word or a map is allowed: what is wrong inside it helps most.
        const inside = issue.errors.find((issues) => issues.some(({ path }) => path.length > 0));
        if (inside !== undefined) {
            return inside.flatMap((nested) => problemsOf(at, nested));
        }
    }
    const where = at.map(String).join(".");
    const found = issue.code === "unrecognized_keys" ? undefined : shown(issue.input);
    if (found !== undefined) {
        return [{ path: where, found, remedy: issue.message }];
    }
    const missing = issue.code === "unrecognized_keys" ? "" : "missing; ";
    return [{ path: where, remedy: `${missing}${issue.message}` }];
}

function fleetConfig(sections: Sections): FleetConfig {
    const cluster = (section: ClusterSection): ClusterConfig => clusterConfig(section, sections);
    return {
        fleet: sections.fleet,
        partition: partitionOf(sections.management.region),
        tags: sections.tags,
        management: cluster(sections.management),
        targets: Object.fromEntries(
            Object.entries(sections.targets).map(([key, section]) => [
                key,
                targetConfig(key, section, cluster(section), sections),
            ]),
        ),
        argocd: {
            namespace: sections.argocd.namespace,
            ...(sections.argocd.manifests === undefined
                ? {}
                : { manifests: sections.argocd.manifests }),
        },
        guestbook: sections.guestbook,
    };
}
