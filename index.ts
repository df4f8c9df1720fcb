/** The fleet: one management cluster, its targets, and the chain of roles between them. */
import * as pulumi from "@pulumi/pulumi";

import {
    ArgoCd,
    ArgoClusterRegistration,
    ArgoRole,
    AwsProviders,
    DeployerRole,
    Guestbook,
    ManagementCluster,
    TargetCluster,
} from "./components";
import { CLUSTER_CLIENTS } from "./components/lib/argocd/release";
import { loadConfig } from "./components/lib/config/load";
import { fleetNames } from "./components/lib/fleet";
import { readArgoCdManifests } from "./discovery/argoCdManifests";

/** @param readManifests how Argo CD's manifests are read; a test has its own */
export = async (readManifests = readArgoCdManifests): Promise<Record<string, unknown>> => {
    const config = loadConfig();
    const manifests = await readManifests(config.argocd.manifests);
    const names = fleetNames(config);
    const { argocd, fleet, guestbook } = config;
    const providers = new AwsProviders(config.tags);

    const hub = new ManagementCluster(
        "management",
        { cluster: config.management },
        { providers: [providers.for(config.management)] },
    );
    const inHub = { providers: [hub.kubernetesProvider] };

    const argoRole = new ArgoRole(
        "argocd",
        {
            roleName: names.argoRoleName,
            oidcProviderArn: hub.oidcProviderArn,
            oidcIssuerUrl: hub.oidcIssuerUrl,
            namespace: argocd.namespace,
            serviceAccounts: CLUSTER_CLIENTS,
            deployerRoleArns: names.deployerRoleArns,
        },
        { providers: [providers.for(config.management)] },
    );
    const argoCd = new ArgoCd(
        "argocd",
        {
            namespace: argocd.namespace,
            manifests,
            roleArn: names.argoRoleArn,
            prerequisites: [...hub.running, argoRole],
            deletedWith: hub.cluster,
        },
        inHub,
    );

    const targets = Object.entries(config.targets).map(([key, spec]) => {
        const { deployerRoleName, registrationName } = names.targets[key]!;
        const target = new TargetCluster(
            key,
            { cluster: spec, managementEgressCidrs: hub.egressCidrs },
            { providers: [providers.for(spec)] },
        );
        const deployer = new DeployerRole(
            key,
            {
                fleet,
                roleName: deployerRoleName,
                argoRoleArn: argoRole.roleArn,
                argoRoleUniqueId: argoRole.roleUniqueId,
                clusterName: target.clusterName,
                access: spec.access,
                kubernetesProvider: target.kubernetesProvider,
                deletedWith: target.cluster,
            },
            { providers: [providers.for(spec)] },
        );
        const chain = [
            ...hub.running,
            ...argoRole.permissions,
            ...argoCd.installation,
            ...target.running,
            ...deployer.authorization,
        ];
        const registration = new ArgoClusterRegistration(
            key,
            {
                registrationName,
                namespace: argocd.namespace,
                displayName: spec.displayName,
                target,
                deployerRoleArn: deployer.roleArn,
                access: spec.access,
                sourceRepos: spec.sourceRepos,
                chain,
            },
            inHub,
        );
        if (guestbook.targets.includes(key)) {
            new Guestbook(
                key,
                {
                    applicationName: `${registrationName}-guestbook`,
                    agentNamespace: argocd.namespace,
                    guestbook,
                    project: registration.project,
                    destination: spec.displayName,
                    facts: pulumi.output({
                        argoRoleUniqueId: argoRole.roleUniqueId,
                        deployerRoleUniqueId: deployer.roleUniqueId,
                        trustPolicies: [argoRole.trustPolicy, deployer.trustPolicy],
                        endpoint: target.clusterEndpoint,
                        scope: spec.access,
                    }),
                    chain: [...chain, ...registration.objects],
                },
                inHub,
            );
        }
        return [key, { clusterArn: target.clusterArn, deployerRoleArn: deployer.roleArn }] as const;
    });

    return {
        managementCluster: { name: hub.clusterName, arn: hub.clusterArn },
        argoRoleArn: argoRole.roleArn,
        targets: Object.fromEntries(targets),
    };
};
