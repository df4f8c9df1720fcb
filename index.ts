/**
 * The fleet: a management cluster, of this stack or another, its targets, and the chain of roles between them; and pods
 * that work in AWS accounts.
 */
import * as pulumi from "@pulumi/pulumi";

import { AwsProviders } from "./discovery/awsProviders";
import { loadConfig } from "./config/load";
import type { StackOwner } from "./lib/naming/owner";
import { discover, type Readers } from "./discovery/discover";
import { bootstrap } from "./program/bootstrap";
import { stackHub } from "./program/hub";
import { fleetTargets } from "./program/targets";
import { workloadIdentities } from "./program/workloadIdentities";

/** @param readers read what is outside of AWS; tests pass their own */
export = async (readers?: Partial<Readers>): Promise<Record<string, unknown>> => {
    const config = loadConfig();
    const owner: StackOwner = {
        organization: pulumi.getOrganization(),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
    };
    const providers = new AwsProviders(config.tags);
    const found = await discover(config, owner, providers, readers);
    for (const warning of [...config.warnings, ...found.warnings]) {
        await pulumi.log.warn(warning);
    }

    const hub = stackHub(config, found, owner, providers);
    const targets =
        hub === undefined ? undefined : fleetTargets(config, found, hub, owner, providers);
    if (config.hub.kind === "own") {
        bootstrap(config.hub, hub!.ref, targets!.made, providers);
    }
    const identities = workloadIdentities(
        config,
        { hub: hub?.ref, clusters: found.workloadClusters, owner },
        providers,
    );

    return {
        ...(hub?.contract === undefined ? {} : { hub: hub.contract }),
        ...(hub?.adminPassword === undefined ? {} : { argocdAdminPassword: hub.adminPassword }),
        ...(targets === undefined ? {} : { targets: targets.outputs }),
        ...(Object.keys(identities).length === 0 ? {} : { workloadIdentities: identities }),
    };
};
