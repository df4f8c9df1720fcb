/** The names of a configured fleet. */
import type { AccountConfig } from "../lib/cluster/types";
import type { HubContract } from "../lib/fleet/hubContract";
import { fleetPacks, provisionerRoleArn, targetNames, type TargetNames } from "../lib/fleet/names";
import type { Pack } from "../lib/iam/packs";
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

/** Role argocd's permission for every target of a stack, cut into policies. */
export function stackPacks(config: FleetConfig, identity: "irsa" | "podIdentity"): readonly Pack[] {
    return fleetPacks(config.fleet, deployerArns(config), identity);
}

/** ARNs of the Deployer roles of every target of a stack. */
export function deployerArns(config: FleetConfig): readonly string[] {
    return Object.values(fleetTargetNames(config)).map((names) => names.deployerRoleArn);
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
