/** Rules about where the hub is. */
import { agentKeys } from "../agent";
import { isCreated } from "../cluster";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";

export const HUB_RULES: readonly Rule[] = [
    oneHub,
    agentIsTheHubs,
    agentNeedsAHub,
    egressOfAnExistingHub,
];

function oneHub(sections: Partial<Sections>, targetKeys: readonly string[]): readonly Problem[] {
    if (!("management" in sections) || !("hub" in sections)) {
        // One of them is there, if wrong.
        return [];
    }
    const { hub, management } = sections;
    if ((management === undefined) !== (hub === undefined) || needsNoHub(sections, targetKeys)) {
        return [];
    }
    return [
        hub === undefined
            ? {
                  path: "management",
                  remedy: "missing; describe the management cluster, or say hub: { stack: ... } where it is another stack's. Only a stack of workloadIdentities alone needs neither.",
              }
            : {
                  path: "hub",
                  found: shown(hub)!,
                  remedy: "this stack has a management cluster of its own; leave out one of the two.",
              },
    ];
}

/** A stack of workload identities alone; one whose identities are written wrongly is meant as one. */
function needsNoHub(sections: Partial<Sections>, targetKeys: readonly string[]): boolean {
    const { hub, management, workloadIdentities } = sections;
    return (
        hub === undefined &&
        management === undefined &&
        targetKeys.length === 0 &&
        (workloadIdentities === undefined || Object.keys(workloadIdentities).length > 0)
    );
}

function agentNeedsAHub(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    // A management cluster that is there, if wrong, has an agent.
    const known = "management" in sections && "hub" in sections;
    return known && needsNoHub(sections, targetKeys)
        ? agentKeys(sections).map((path) => ({
              path,
              remedy: "a stack without a management cluster has no agent: leave it out.",
          }))
        : [];
}

function agentIsTheHubs(sections: Partial<Sections>): readonly Problem[] {
    const { hub } = sections;
    return hub === undefined
        ? []
        : agentKeys(sections).map((path) => ({
              path,
              remedy: `the agent is the hub stack's (hub.stack: ${hub.stack}): configure it there.`,
          }));
}

/** Without its addresses in their allow-lists, Argo CD could never reach the targets. */
function egressOfAnExistingHub(sections: Partial<Sections>): readonly Problem[] {
    const { management, targets = {} } = sections;
    if (
        management === undefined ||
        !("existing" in management) ||
        management.egressCidrs !== undefined
    ) {
        return [];
    }
    const listed = Object.entries(targets)
        .filter(([, target]) => isCreated(target) && target.endpointAccess === "allowList")
        .map(([key]) => key);
    return listed.length === 0
        ? []
        : [
              {
                  path: "management.egressCidrs",
                  remedy: `missing; set the public egress CIDRs of the management cluster's pods (the addresses of its NAT gateways): the endpoints of ${listed.join(", ")} admit no others.`,
              },
          ];
}
