/** The hub that a stack has to do with: its own, another stack's, or none. */
import type * as pulumi from "@pulumi/pulumi";

import type { HubRef } from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import type { AccountConfig } from "../lib/cluster/types";
import { type FleetConfig, hubAccount } from "../config/fleet";
import type { HubContract } from "../lib/fleet/hubContract";
import type { StackOwner } from "../lib/naming/owner";
import type { Discovery } from "../discovery/discover";
import { ownHub } from "./ownHub";
import { referredHub } from "./referredHub";

export interface StackHub {
    readonly ref: HubRef;
    /** The management account as this stack works in it. */
    readonly place: AccountConfig;
    /** What other stacks are told, where the hub is this stack's. */
    readonly contract?: pulumi.Output<HubContract>;
    /** A secret, where it is generated. */
    readonly adminPassword?: pulumi.Output<string>;
}

/** @returns undefined for a stack that has nothing to do with an agent */
export function stackHub(
    config: FleetConfig,
    found: Discovery,
    owner: StackOwner,
    providers: AwsProviders,
): StackHub | undefined {
    const { hub } = config;
    switch (hub.kind) {
        case "own": {
            const sources = { existing: found.management, agent: found.agent ?? {}, owner };
            const own = ownHub(config, hub, sources, providers);
            return {
                ref: own.hub,
                place: hub.management,
                contract: own.contract,
                ...(own.adminPassword === undefined ? {} : { adminPassword: own.adminPassword }),
            };
        }
        case "referred": {
            const place = hubAccount(hub, found.hub!);
            return { ref: referredHub(found.hub!, place), place };
        }
        case "none":
            return undefined;
    }
}
