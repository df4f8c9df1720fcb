/** The hub of another stack, from that stack's outputs. This stack owns nothing of it. */
import * as pulumi from "@pulumi/pulumi";

import { clusterReach, kubernetesProvider, type ClusterRef, type HubRef } from "../components";
import type { AccountConfig } from "../lib/cluster/types";
import { harnessOf, type HubContract } from "../lib/fleet/hubContract";

/** @param place the hub account, and the role that this stack assumes in it */
export function referredHub(contract: HubContract, place: AccountConfig): HubRef {
    const cluster: ClusterRef = {
        clusterArn: contract.clusterArn,
        clusterName: pulumi.output(contract.clusterName),
        clusterEndpoint: pulumi.output(contract.clusterEndpoint),
        clusterCertificateAuthorityData: pulumi.output(contract.clusterCertificateAuthorityData),
        vpcId: pulumi.output(contract.vpcId),
        kubernetesVersion: pulumi.output(contract.kubernetesVersion),
    };
    const provider = kubernetesProvider("management-kubernetes", { cluster, place });
    return {
        cluster: {
            ...cluster,
            accountId: contract.accountId,
            region: contract.region,
            kubernetesProvider: provider,
            reach: clusterReach(cluster, place),
            running: [],
            cluster: undefined,
        },
        namespace: contract.agentNamespace,
        role: {
            roleName: pulumi.output(contract.argoRoleName),
            roleArn: contract.argoRoleArn,
            roleUniqueId: pulumi.output(contract.argoRoleUniqueId),
            trustPolicy: pulumi.output(contract.argoRoleTrustPolicy),
            identity: contract.identity,
            namespace: contract.agentNamespace,
            clusterArn: contract.clusterArn,
            fleet: contract.fleet,
        },
        installation: [],
        issuer: { url: pulumi.output(contract.oidcIssuerUrl), providerArn: undefined },
        egressCidrs: pulumi.output([...contract.egressCidrs]),
        harness: harnessOf(contract),
    };
}
