/** The hub of another stack, from what that stack says of it. Nothing of it is this stack's. */
import * as pulumi from "@pulumi/pulumi";

import { clusterReach, kubernetesProvider, type ClusterRef, type HubRef } from "../components";
import type { AccountConfig } from "../lib/cluster/types";
import { harnessOf, type HubContract } from "../lib/fleet/hubContract";

/** @param place the management account as this stack works in it */
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
            kubernetesProvider: provider,
            reach: clusterReach(cluster, place),
            running: [],
            cluster: undefined,
        },
        issuer: { url: pulumi.output(contract.oidcIssuerUrl), providerArn: undefined },
        egressCidrs: pulumi.output([...contract.egressCidrs]),
        identity: contract.identity,
        agentNamespace: contract.agentNamespace,
        harness: harnessOf(contract),
        argoRole: {
            name: pulumi.output(contract.argoRoleName),
            arn: pulumi.output(contract.argoRoleArn),
            uniqueId: pulumi.output(contract.argoRoleUniqueId),
            trustPolicy: pulumi.output(contract.argoRoleTrustPolicy),
        },
        kubernetesProvider: provider,
        ready: [],
    };
}
