/** From the stack file of delivery to DeliveryConfig, or one error that lists everything wrong. */
import * as pulumi from "@pulumi/pulumi";

import { stackValues } from "../config/load";
import { parseSections } from "../config/parse";
import type { Found } from "../discovery/problem";
import { fleetTags } from "../lib/naming/owner";
import { ConfigError, type Problem } from "../lib/problems";
import { operationsOf, pushesDeploy, repositoryConfig } from "./operations";
import { deliveryWarnings, ruleProblems } from "./rules";
import { SECTIONS, type Sections, type StackSection } from "./schema";
import type { DeliveryConfig, StackConfig } from "./types";

/**
 * The stack's configuration.
 * @throws ConfigError with every problem
 */
export function loadDelivery(): DeliveryConfig {
    const project = pulumi.getProject();
    const raw = Object.entries(stackValues(project)).map(([key, value]) => [
        key,
        asBoolean(key, value),
    ]);
    return parseDelivery(Object.fromEntries(raw) as Readonly<Record<string, unknown>>, project);
}

/** Pulumi hands over a top-level `true` as text. */
function asBoolean(key: string, value: unknown): unknown {
    const rule = Object.hasOwn(SECTIONS, key) ? SECTIONS[key as keyof Sections] : undefined;
    const truth = value === "true" || value === "false" ? value === "true" : undefined;
    return truth !== undefined && rule?.safeParse(truth).success ? truth : value;
}

/**
 * Parses the configuration of a stack of delivery.
 * @param raw values by key, without the project's prefix
 * @param project the prefix, for the error's paths
 * @throws ConfigError with every problem of every key
 */
export function parseDelivery(
    raw: Readonly<Record<string, unknown>>,
    project: string,
): DeliveryConfig {
    const { sections, problems } = parseSections(SECTIONS, raw, { readable: readableStacks });
    const all = [...problems, ...(sections === undefined ? [] : ruleProblems(sections))];
    if (all.length > 0) {
        throw deliveryError(all, project);
    }
    return deliveryConfig(sections as Sections);
}

/** The stacks that parse when others don't: rules between keys still check these. */
function readableStacks(name: string, raw: unknown): unknown {
    if (name !== "stacks" || typeof raw !== "object" || raw === null) {
        return undefined;
    }
    return Object.fromEntries(
        Object.entries(raw as Readonly<Record<string, unknown>>).flatMap(([stack, value]) =>
            Object.entries(SECTIONS.stacks.safeParse({ [stack]: value }).data ?? {}),
        ),
    );
}

/**
 * What a look-up found.
 * @throws ConfigError with every problem that it found instead
 */
export function accepted<T>(found: Found<T>, project: string): T {
    if (found.problems !== undefined) {
        throw deliveryError(found.problems, project);
    }
    return found.value;
}

function deliveryError(problems: readonly Problem[], project: string): ConfigError {
    return new ConfigError(problems, project, "configuration", "docs/delivery/configuration.md");
}

function deliveryConfig(sections: Sections): DeliveryConfig {
    return {
        fleet: sections.fleet,
        tags: { ...sections.tags, ...fleetTags(sections.fleet) },
        organization: sections.organization,
        project: sections.project,
        repository: repositoryConfig(sections.repository),
        folder: sections.folder,
        preRunCommands: sections.preRunCommands,
        cachedDependencies: sections.cachedDependencies,
        oidcProvider: sections.oidcProvider,
        addAudience: sections.addAudience,
        provisionerRoleName: sections.provisionerRoleName,
        rolePath: sections.rolePath,
        permissionsBoundary: sections.permissionsBoundary,
        stacks: Object.fromEntries(
            Object.entries(sections.stacks).map(([name, stack]) => [
                name,
                stackConfig(stack, sections),
            ]),
        ),
        warnings: deliveryWarnings(sections),
    };
}

function stackConfig(stack: StackSection, sections: Sections): StackConfig {
    const { environment, ownerId, repositoryId } = stack.githubActions ?? {};
    return {
        branch: stack.branch ?? sections.branch,
        paths: stack.paths,
        pushToDeploy: pushesDeploy(stack, sections),
        prPreviews: stack.prPreviews ?? sections.prPreviews,
        agentPool: stack.agentPool ?? sections.agentPool,
        operations: operationsOf(stack, sections),
        driftDetection: stack.driftDetection,
        ttl: stack.ttl,
        sessionDuration: stack.sessionDuration,
        homeAccountId: stack.homeAccountId,
        githubActions:
            environment === undefined
                ? undefined
                : {
                      environment,
                      ids:
                          ownerId === undefined || repositoryId === undefined
                              ? undefined
                              : { owner: ownerId, repository: repositoryId },
                  },
    };
}
