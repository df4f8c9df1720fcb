/** Where the hub (the management cluster and the agent on it) is: in this stack, in another stack, or nowhere. */
import type { ManagementArgs } from "../lib/cluster/args";
import { existingManagementConfig } from "../lib/cluster/clusterConfig";
import type { ManagementConfig } from "../lib/cluster/types";
import * as field from "../lib/fields";
import type { HubAgent } from "../lib/fleet/agent";
import { problemIf, shown, type Problem } from "../lib/problems";
import { agentKeys, hubAgent } from "./agent";
import { createdArgs, createdConfig, existingArgs, isCreated } from "./cluster";
import type { Rule } from "./rule";
import type { Sections } from "./schema";

export const hub = field.record({
    stack: field.stackName.meta({
        description:
            "Stack that has the management cluster: its name, or organization/project/stack if it is in another project",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description: "Role that Pulumi assumes in the hub account, instead of provisionerRoleName",
    }),
});

export type HubConfig = OwnHub | ReferredHub | NoHub;

/** This stack has the management cluster and the agent. */
export interface OwnHub {
    readonly kind: "own";
    readonly management: ManagementConfig;
    /** The keys that the management cluster is resolved from, as its component takes them. */
    readonly args: ManagementArgs;
    readonly agent: HubAgent;
}

/** Another stack has them, and its outputs describe them. */
export interface ReferredHub {
    readonly kind: "referred";
    /** Name of the stack, or organization/project/stack. */
    readonly stack: string;
    /** Role that Pulumi assumes in the hub account. @default the role named provisionerRoleName */
    readonly provisionerRoleArn?: string;
    /** @default Pulumi's own credentials */
    readonly provisionerRoleName?: string;
}

/** The stack has workload identities only. */
export interface NoHub {
    readonly kind: "none";
}

export function hubConfig(sections: Sections): HubConfig {
    const { hub, management, provisionerRoleName } = sections;
    if (management !== undefined) {
        return {
            kind: "own",
            management: isCreated(management)
                ? createdConfig("management", management, sections)
                : existingManagementConfig(management, sections),
            args: isCreated(management)
                ? createdArgs(management, sections)
                : {
                      ...existingArgs(management, sections),
                      egressCidrs: management.egressCidrs,
                  },
            agent: hubAgent(sections),
        };
    }
    return hub === undefined ? { kind: "none" } : { kind: "referred", ...hub, provisionerRoleName };
}

export const HUB_RULES: readonly Rule[] = [
    requireOneHub,
    refuseAgentOfAnotherStack,
    refuseAgentWithoutHub,
    requireEgressCidrs,
];

function requireOneHub(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    // A section that is not in sections is there, but invalid.
    const areKnown = "management" in sections && "hub" in sections;
    const { hub, management } = sections;
    if (!areKnown || needsNoHub(sections, targetKeys)) {
        return [];
    }
    return [
        ...problemIf(hub === undefined && management === undefined, {
            path: "management",
            remedy: "missing; describe the management cluster, or set hub: { stack: ... } if another stack has it. Only a stack with nothing but workloadIdentities needs neither.",
        }),
        ...problemIf(hub !== undefined && management !== undefined, {
            path: "hub",
            found: shown(hub)!,
            remedy: "this stack has a management cluster of its own; remove one of the two.",
        }),
    ];
}

/** Whether the stack has only workload identities. Invalid identities count, since the user meant to have them. */
function needsNoHub(sections: Partial<Sections>, targetKeys: readonly string[]): boolean {
    const { hub, management, workloadIdentities } = sections;
    return (
        hub === undefined &&
        management === undefined &&
        targetKeys.length === 0 &&
        (workloadIdentities === undefined || Object.keys(workloadIdentities).length > 0)
    );
}

function refuseAgentOfAnotherStack(sections: Partial<Sections>): readonly Problem[] {
    const { hub } = sections;
    return hub === undefined
        ? []
        : agentKeys(sections).map((path) => ({
              path,
              remedy: `must be removed: the agent belongs to the hub stack (hub.stack: ${hub.stack}); configure it there.`,
          }));
}

function refuseAgentWithoutHub(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    const areKnown = "management" in sections && "hub" in sections;
    return areKnown && needsNoHub(sections, targetKeys)
        ? agentKeys(sections).map((path) => ({
              path,
              remedy: "must be removed: a stack without a management cluster has no agent.",
          }))
        : [];
}

/** Without these addresses in their allow-lists, Argo CD could never reach the targets. */
function requireEgressCidrs({ management, targets = {} }: Partial<Sections>): readonly Problem[] {
    if (management === undefined || !("existing" in management) || management.egressCidrs) {
        return [];
    }
    const listed = Object.entries(targets)
        .filter(([, target]) => isCreated(target) && target.endpointAccess === "allowList")
        .map(([key]) => key);
    return problemIf(listed.length > 0, {
        path: "management.egressCidrs",
        remedy: `missing; set the public addresses of the management cluster's pods (of its NAT gateways): the endpoints of ${listed.join(", ")} admit no others.`,
    });
}
