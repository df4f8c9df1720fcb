/** The names of a configured fleet. */
import type { AccountConfig } from "../lib/cluster/types";
import type { HubContract } from "../lib/fleet/hubContract";
import {
    fleetPackCapacity,
    provisionerRoleArn,
    targetNames,
    type TargetNames,
} from "../lib/fleet/names";
import { deployerPacks, type Pack } from "../lib/iam/packs";
import type { ReferredHub } from "./hub/types";
import type { FleetConfig } from "./types";

/** Names of every target, by its key. */
export function fleetTargetNames(config: FleetConfig): Readonly<Record<string, TargetNames>> {
    return Object.fromEntries(
        Object.entries(config.targets).map(([key, { identity, cluster }]) => [
            key,
            targetNames(config, { identity, accountId: cluster.accountId }),
        ]),
    );
}

/** The permission for every target of a stack. @param identity of the agent: Pod Identity's sessions carry tags */
export function stackPacks(config: FleetConfig, identity: "irsa" | "podIdentity"): readonly Pack[] {
    const arns = Object.values(fleetTargetNames(config)).map((names) => names.deployerRoleArn);
    return deployerPacks(arns, fleetPackCapacity(config), identity === "podIdentity");
}

/** The management account as this stack works in it, where the hub is another stack's. */
export function hubAccount(
    hub: ReferredHub,
    contract: Pick<HubContract, "accountId" | "region">,
): AccountConfig {
    const { accountId, region } = contract;
    const role = provisionerRoleArn(
        { accountId, region, provisionerRoleArn: hub.provisionerRoleArn },
        hub,
    );
    return { accountId, region, ...(role === undefined ? {} : { provisionerRoleArn: role }) };
}
