/** Whether a stack's deployments can reach the endpoints of its clusters. */
import { contains, knownCidr } from "../lib/network/cidr";
import type { EndpointAccess, ManagementConfig } from "../lib/cluster/types";
import type { Problem } from "../lib/problems";
import type { TargetConfig } from "../lib/fleet/target";
import type { FleetConfig } from "../config/fleet";
import type { AgentPoolConfig } from "./types";

export interface Endpoint {
    readonly name: string;
    readonly access: EndpointAccess;
}

/** Endpoints of the clusters that a stack creates. @param hubOnly only the management cluster's */
export function endpoints(
    config: FleetConfig,
    whose: string,
    hubOnly = false,
): readonly Endpoint[] {
    return clustersOf(config, hubOnly).flatMap(([name, cluster]) =>
        cluster.kind === "created"
            ? [{ name: `${name} of ${whose}`, access: cluster.endpointAccess }]
            : [],
    );
}

/** Clusters not managed by these stacks: their files don't have the allow-lists, and delivery has no access to the accounts. */
function unknownEndpoints(config: FleetConfig, hub: FleetConfig | undefined): readonly string[] {
    const existing = (one: FleetConfig, whose: string, hubOnly = false): readonly string[] =>
        clustersOf(one, hubOnly).flatMap(([name, { kind }]) =>
            kind === "existing" ? [`${name} of ${whose}`] : [],
        );
    if (config.hub.kind !== "referred") {
        return existing(config, "the stack");
    }
    return [
        ...existing(config, "the stack"),
        ...(hub === undefined
            ? [`management of stack ${config.hub.stack}`]
            : existing(hub, "its hub", true)),
    ];
}

type Cluster = ManagementConfig | TargetConfig["cluster"];

function clustersOf(
    config: FleetConfig,
    hubOnly: boolean,
): readonly (readonly [name: string, cluster: Cluster])[] {
    return [
        ...(config.hub.kind === "own" ? [["management", config.hub.management] as const] : []),
        ...(hubOnly
            ? []
            : Object.entries(config.targets).map(
                  ([key, { cluster }]) => [`targets.${key}`, cluster] as const,
              )),
    ];
}

/**
 * Endpoints that Pulumi's own runners may not reach.
 * @param hub as the file of the hub's stack has it; undefined if there is none in the same project
 */
export function reachWarnings(
    path: string,
    pool: AgentPoolConfig | undefined,
    config: FleetConfig,
    hub: FleetConfig | undefined,
): readonly string[] {
    const unknown = pool === undefined ? unknownEndpoints(config, hub) : [];
    return unknown.length === 0
        ? []
        : [
              `${path}: Pulumi's own runners cannot reach private endpoints or endpoints with an allow-list, and delivery does not know who can reach these: ${unknown.join(", ")}; set agentPool unless all of them are open to the world.`,
          ];
}

/** Pulumi's own runners have no fixed addresses, so no allow-list can contain them. */
export function reachProblems(
    path: string,
    pool: AgentPoolConfig | undefined,
    clusters: readonly Endpoint[],
): readonly Problem[] {
    const closed = clusters.filter(({ access }) => access.kind !== "world");
    const listed = closed.flatMap(({ access }) =>
        access.kind === "allowList" ? [access.cidrs] : [],
    );
    if (closed.length === 0) {
        return [];
    }
    const names = closed.map(({ name }) => name).join(", ");
    if (pool === undefined) {
        return [
            {
                path: `${path}.agentPool`,
                remedy: `missing; Pulumi's own runners cannot reach private endpoints or endpoints with an allow-list (${names}): run self-hosted agents (https://www.pulumi.com/docs/deployments/deployments/customer-managed-agents/) and set their pool and addresses, as { id: ..., cidrs: [...] }.`,
            },
        ];
    }
    if (listed.length > 0 && pool.cidrs.length === 0) {
        return [
            {
                path: `${path}.agentPool.cidrs`,
                remedy: `missing; set the addresses that the agents connect from: endpoints have an allow-list (${names}).`,
            },
        ];
    }
    return pool.cidrs
        .filter((cidr) => !listed.every((list) => list.some((range) => inside(range, cidr))))
        .map((cidr) => ({
            path: `${path}.agentPool.cidrs`,
            found: JSON.stringify(cidr),
            remedy: `must be within a range of operatorCidrs (${[...new Set(listed.flat())].join(", ")}), or agents cannot reach these endpoints: ${names}. Add it to operatorCidrs in the stack's file, and in its hub's.`,
        }));
}

function inside(outer: string, inner: string): boolean {
    return contains(knownCidr(outer), knownCidr(inner));
}
