/** The fleet: a management cluster, of this stack or another, its targets, and the chain of roles between them. */
import * as pulumi from "@pulumi/pulumi";

import { ArgoRolePermissions, AwsProviders, FleetTarget } from "./components";
import { loadConfig } from "./components/lib/config/load";
import { fleetTargetNames, hubAccount, packPath, stackPacks } from "./components/lib/fleet";
import type { StackOwner } from "./components/lib/owner";
import { discoverArgoCd } from "./discovery/argoCd";
import { readArgoCdManifests } from "./discovery/argoCdManifests";
import { discover } from "./discovery/discover";
import { bootstrap } from "./program/bootstrap";
import { ownHub } from "./program/ownHub";
import { referredHub } from "./program/referredHub";

/** @param readManifests how Argo CD's manifests are read; a test has its own */
export = async (readManifests = readArgoCdManifests): Promise<Record<string, unknown>> => {
    const config = loadConfig();
    const owner: StackOwner = {
        organization: pulumi.getOrganization(),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
    };
    const providers = new AwsProviders(config.tags);
    const found = await discover(config, owner, providers);
    for (const warning of [...config.warnings, ...found.warnings]) {
        await pulumi.log.warn(warning);
    }

    const own =
        config.hub.kind === "own"
            ? ownHub(
                  config,
                  config.hub,
                  {
                      existing: found.management,
                      agent: await discoverArgoCd(config.hub.argocd, readManifests),
                      owner,
                  },
                  providers,
              )
            : undefined;
    const place =
        config.hub.kind === "own" ? config.hub.management : hubAccount(config.hub, found.hub!);
    const hub = own?.hub ?? referredHub(found.hub!, place);

    const permissions = new ArgoRolePermissions(
        "argocd",
        {
            roleName: hub.argoRole.name,
            packs: stackPacks(config, hub.identity),
            path: packPath(config.fleet, owner.stack),
        },
        { providers: [providers.for(place)] },
    );
    const names = fleetTargetNames(config);
    const targets = Object.entries(config.targets).map(([key, target]) => {
        const existing = found.targets[key];
        return [
            key,
            // By identity, so that a renamed target is the same target: not even an alias is needed.
            new FleetTarget(
                target.identity,
                {
                    fleet: config.fleet,
                    environment: config.environment,
                    target,
                    names: names[key]!,
                    hub,
                    permissions: permissions.attachments,
                    ...(existing === undefined ? {} : { existing }),
                    ...(config.guestbook.targets.includes(key)
                        ? { guestbook: config.guestbook }
                        : {}),
                },
                { providers: [providers.for(target.cluster)] },
            ),
        ] as const;
    });

    if (config.hub.kind === "own") {
        bootstrap(
            config.fleet,
            config.hub,
            hub,
            targets.map(([, target]) => target),
            providers,
        );
    }

    return {
        ...(own === undefined ? {} : { hub: own.contract }),
        ...(own?.adminPassword === undefined ? {} : { argocdAdminPassword: own.adminPassword }),
        targets: Object.fromEntries(
            targets.map(([key, target]) => [
                key,
                {
                    clusterArn: target.clusterArn,
                    deployerRoleArn: target.deployerRoleArn,
                    registrationName: target.registrationName,
                    ...(target.awsAuthEntry === undefined
                        ? {}
                        : { awsAuthEntry: target.awsAuthEntry }),
                },
            ]),
        ),
    };
};
