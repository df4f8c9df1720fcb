/** The hub of this stack: management cluster, role argocd and the agent, wired together. */
import * as pulumi from "@pulumi/pulumi";

import { ArgoRole, ManagementCluster, type HubRef } from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import { agentSecretNames, harnessHubOf, roleServiceAccounts } from "../lib/fleet/agent";
import type { OwnHub } from "../config/hub";
import type { FleetConfig } from "../config/fleet";
import type { ExistingClusterFacts } from "../lib/cluster/existing";
import { HUB_CONTRACT_VERSIONS, type HubContract } from "../lib/fleet/hubContract";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import type { DiscoveredArgoCd } from "../discovery/argoCd";
import { installAgent } from "./installAgent";

/** Inputs of the hub beside the configuration. */
export interface HubSources {
    readonly existing: ExistingClusterFacts | undefined;
    readonly agent: DiscoveredArgoCd;
    readonly owner: StackOwner;
}

export interface OwnHubResult {
    readonly hub: HubRef;
    /** The output that other stacks read. */
    readonly contract: pulumi.Output<HubContract>;
    /** A secret; undefined unless it is generated. */
    readonly adminPassword?: pulumi.Output<string> | undefined;
}

/** Creates the hub. @returns the hub as its targets and other stacks know it */
export function ownHub(
    config: FleetConfig,
    { args, management, agent }: OwnHub,
    sources: HubSources,
    providers: AwsProviders,
): OwnHubResult {
    const provider = providers.for(management);
    const cluster = new ManagementCluster(
        "management",
        {
            ...args,
            agentIdentity: agent.config.identity,
            facts: sources.existing,
            owner: ownerName(sources.owner),
        },
        { providers: [provider] },
    );
    const role = new ArgoRole(
        "argocd",
        {
            cluster,
            namespace: agent.config.namespace,
            serviceAccounts: roleServiceAccounts(agent),
            identity: agent.config.identity,
            rolePath: management.roleSettings.path,
            permissionsBoundary: management.roleSettings.permissionsBoundaryArn,
        },
        { providers: [provider] },
    );
    const installed = installAgent(agent, {
        ...sources.agent,
        cluster,
        role,
        secrets: Object.fromEntries(
            agentSecretNames(agent).map((key) => [key, new pulumi.Config().requireSecret(key)]),
        ),
    });
    const harness = harnessHubOf(agent);
    const hub: HubRef = {
        cluster,
        namespace: agent.config.namespace,
        role,
        installation: installed.installation,
        issuer: { url: cluster.oidcIssuerUrl, providerArn: cluster.oidcProviderArn },
        egressCidrs: cluster.egressCidrs,
        harness,
    };
    return {
        hub,
        adminPassword: installed.adminPassword,
        contract: pulumi.output({
            ...(harness === undefined
                ? { version: HUB_CONTRACT_VERSIONS.argocd }
                : { version: HUB_CONTRACT_VERSIONS.harness, harness }),
            fleet: config.fleet,
            accountId: management.accountId,
            region: management.region,
            clusterName: cluster.clusterName,
            clusterArn: cluster.clusterArn,
            clusterEndpoint: cluster.clusterEndpoint,
            clusterCertificateAuthorityData: cluster.clusterCertificateAuthorityData,
            kubernetesVersion: cluster.kubernetesVersion,
            vpcId: cluster.vpcId,
            oidcIssuerUrl: cluster.oidcIssuerUrl,
            egressCidrs: cluster.egressCidrs,
            agentNamespace: agent.config.namespace,
            argoRoleName: role.roleName,
            argoRoleArn: role.roleArn,
            argoRoleUniqueId: role.roleUniqueId,
            argoRoleTrustPolicy: role.trustPolicy,
            identity: agent.config.identity,
            managedPoliciesPerRole: agent.config.managedPoliciesPerRole,
        }),
    };
}
