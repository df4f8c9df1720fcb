/** Whether a stack's deployments reach the endpoints of its clusters. */
import { contains, knownCidr } from "../lib/network/cidr";
import type { EndpointAccess, ManagementConfig } from "../lib/cluster/types";
import type { AgentPoolConfig } from "../config/delivery/types";
import type { Problem } from "../lib/problems";
import type { TargetConfig } from "../lib/fleet/target";
import type { FleetConfig } from "../config/types";

export interface Endpoint {
    readonly name: string;
    readonly access: EndpointAccess;
}

/** Endpoints of the clusters that a stack makes. @param hubOnly the management cluster's alone */
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

/** Clusters whose endpoints are somebody else's: no file says who is let in, and the accounts can't be asked from here. */
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
 * What may not be reached, where deployments run on Pulumi's own runners.
 * @param hub as the file of the hub's stack has it; undefined where there is none of this project
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
              `${path}: Pulumi's own runners reach no endpoint with an allow-list and no private one, and who is let into these is not known here: ${unknown.join(", ")}; say agentPool where one of them is not open to the world.`,
          ];
}

/** Pulumi's own runners come from addresses that nobody knows: no allow-list can hold them. */
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
                remedy: `missing; Pulumi's own runners reach no endpoint with an allow-list and no private one (${names}): run agents of your own (https://www.pulumi.com/docs/deployments/deployments/customer-managed-agents/) and name their pool and addresses, as { id: ..., cidrs: [...] }.`,
            },
        ];
    }
    if (listed.length > 0 && pool.cidrs.length === 0) {
        return [
            {
                path: `${path}.agentPool.cidrs`,
                remedy: `missing; name the addresses that the agents are seen from: endpoints have an allow-list (${names}).`,
            },
        ];
    }
    return pool.cidrs
        .filter((cidr) => !listed.every((list) => list.some((range) => inside(range, cidr))))
        .map((cidr) => ({
            path: `${path}.agentPool.cidrs`,
            found: JSON.stringify(cidr),
            remedy: `it is within no range of operatorCidrs (${[...new Set(listed.flat())].join(", ")}), so agents are let into none of these endpoints: ${names}. Add it to operatorCidrs in the stack's file, and in its hub's.`,
        }));
}

function inside(outer: string, inner: string): boolean {
    return contains(knownCidr(outer), knownCidr(inner));
}
