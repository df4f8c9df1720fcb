/** From plain arguments to a cluster, every default filled in and every rule checked: what components call. */
import type { z } from "zod";

import type { AgentIdentity } from "../agent/types";
import { problemsOf } from "../issues";
import { ConfigError, hint, type Problem } from "../problems";
import type {
    CreatedClusterArgs,
    ExistingClusterArgs,
    ExistingManagementArgs,
    FleetArgs,
} from "./args";
import { clusterConfig, existingConfig, existingManagementConfig } from "./clusterConfig";
import { existingCluster, existingManagement } from "./existingSchema";
import { fleetShape, type FleetSection } from "./fleetSchema";
import {
    ONE_CLUSTER_RULES,
    requireOperators,
    requireProvisionerOfTheAccount,
    requireRangesWithinQuota,
} from "./rules";
import { cluster, clusterShape } from "./schema";
import type { ClusterConfig, ExistingClusterConfig, ExistingManagementConfig } from "./types";

export interface ResolveOptions {
    /** What the arguments are of, as an error names it: `ManagementCluster management`. @default `cluster <clusterName>` */
    readonly subject?: string;
    /** Fleet of arguments that name none: the Pulumi project. @default none, fleet is required */
    readonly project?: string;
    /** How the agent's pods get their role. @default the agent does not run on the cluster */
    readonly agentIdentity?: AgentIdentity;
}

/**
 * A cluster to create.
 * @param identity name that never changes: the default range of the VPC follows from it
 * @throws ConfigError with every problem
 */
export function resolveCluster(
    identity: string,
    args: CreatedClusterArgs & FleetArgs,
    options: ResolveOptions = {},
): ClusterConfig {
    const use = { identity, agentIdentity: options.agentIdentity };
    const { section, fleet } = checked(cluster, args, options, (section, fleet) => [
        ...ONE_CLUSTER_RULES.flatMap((rule) => rule(section, fleet, use)),
        ...(section.endpointAccess === "allowList"
            ? [
                  ...requireOperators(fleet, [section.clusterName]),
                  ...requireRangesWithinQuota(fleet, section.clusterName, 0),
              ]
            : []),
    ]);
    return clusterConfig(section, fleet, use);
}

/**
 * An existing cluster.
 * @throws ConfigError with every problem
 */
export function resolveExistingCluster(
    args: ExistingClusterArgs & FleetArgs,
    options: ResolveOptions = {},
): ExistingClusterConfig {
    const { section, fleet } = checked(
        existingCluster,
        args,
        options,
        requireProvisionerOfTheAccount,
    );
    return existingConfig(section, fleet);
}

/**
 * An existing management cluster.
 * @throws ConfigError with every problem
 */
export function resolveExistingManagement(
    args: ExistingManagementArgs & FleetArgs,
    options: ResolveOptions = {},
): ExistingManagementConfig {
    const { section, fleet } = checked(
        existingManagement,
        args,
        options,
        requireProvisionerOfTheAccount,
    );
    return existingManagementConfig(section, fleet);
}

type Values = Readonly<Record<string, unknown>>;

/** The parsed keys of a cluster and of its fleet. @param rule what to check once the cluster's own keys have parsed */
function checked<T extends z.ZodObject>(
    schema: T,
    args: object,
    options: ResolveOptions,
    rule: (section: z.output<T>, fleet: Partial<FleetSection>) => readonly Problem[],
): { readonly section: z.output<T>; readonly fleet: FleetSection } {
    const values = Object.fromEntries(
        Object.entries(args).filter(([, value]) => value !== undefined),
    );
    const known = Object.keys({ ...fleetShape, ...schema.shape });
    const [common, own] = divided(values, (key) => isFleetKey(key, schema));
    const [expected, unknown] = divided(own, (key) => known.includes(key) || isOfCreated(key));
    const fleet = parsedFleet(common, options);
    const section = schema.safeParse(expected, { reportInput: true });
    const problems = [
        ...Object.keys(unknown).map((key) => ({
            path: key,
            remedy: `unknown key.${hint(key, known)} Allowed: ${known.join(", ")}.`,
        })),
        ...fleet.problems,
        ...(section.success
            ? rule(section.data, fleet.values)
            : section.error.issues.flatMap((issue) => problemsOf([], issue))),
    ];
    if (problems.length > 0 || !section.success) {
        const name = String(values["clusterName"] ?? "");
        throw new ConfigError(problems, options.subject ?? `cluster ${name}`, "arguments");
    }
    return { section: section.data, fleet: fleet.values as FleetSection };
}

/** An existing cluster has no operatorCidrs: its endpoint is not this stack's to open. */
function isFleetKey(key: string, schema: z.ZodObject): boolean {
    return (
        Object.hasOwn(fleetShape, key) &&
        (key !== "operatorCidrs" || Object.hasOwn(schema.shape, "kubernetesVersion"))
    );
}

/** The schema of existing clusters rejects these keys with an explanation. */
function isOfCreated(key: string): boolean {
    return key === "operatorCidrs" || Object.hasOwn(clusterShape, key);
}

function divided(values: Values, isFirst: (key: string) => boolean): readonly [Values, Values] {
    const entries = Object.entries(values);
    return [
        Object.fromEntries(entries.filter(([key]) => isFirst(key))),
        Object.fromEntries(entries.filter(([key]) => !isFirst(key))),
    ];
}

/** Each key by itself: a problem in one does not hide those in another. */
function parsedFleet(
    common: Values,
    { project }: ResolveOptions,
): { readonly values: Partial<FleetSection>; readonly problems: readonly Problem[] } {
    const values: Record<string, unknown> = {};
    const problems = Object.entries(fleetShape).flatMap(([key, rule]): readonly Problem[] => {
        const isDefault = key === "fleet" && common[key] === undefined && project !== undefined;
        const parsed = rule.safeParse(isDefault ? project : common[key], { reportInput: true });
        if (parsed.success) {
            values[key] = parsed.data;
            return [];
        }
        return parsed.error.issues
            .flatMap((issue) => problemsOf([key], issue))
            .map((problem) =>
                isDefault
                    ? {
                          ...problem,
                          remedy: `this is the Pulumi project's name, the default; set fleet. ${problem.remedy}`,
                      }
                    : problem,
            );
    });
    return { values, problems };
}
