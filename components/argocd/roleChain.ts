import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { trustedServiceAccount, type Chain } from "../../lib/argocd/chain";
import { regionOfArn } from "../../lib/aws/arn";

export interface RoleChainArgs extends Pick<Chain, "namespaces" | "resource"> {
    readonly argoRole: {
        readonly arn: pulumi.Input<string>;
        /** As text. */
        readonly trustPolicy: pulumi.Input<string>;
    };
    /** ARN of the role that role argocd assumes. */
    readonly deployerRoleArn: pulumi.Input<string>;
    /** The cluster at the end of the chain. */
    readonly cluster: ClusterRef;
}

/** The chain of roles from the agent to a cluster, to be walked; undefined for EKS Pod Identity. */
export function roleChain(args: RoleChainArgs): pulumi.Output<Chain | undefined> {
    const { argoRole, cluster, namespaces, resource } = args;
    return pulumi
        .output({
            argoRoleArn: argoRole.arn,
            trustPolicy: argoRole.trustPolicy,
            deployerRoleArn: args.deployerRoleArn,
            clusterName: cluster.clusterName,
            endpoint: cluster.clusterEndpoint,
            certificateAuthorityData: cluster.clusterCertificateAuthorityData,
        })
        .apply(({ trustPolicy, ...found }) => {
            const serviceAccount = trustedServiceAccount(trustPolicy);
            const region = regionOfArn(cluster.clusterArn);
            return serviceAccount && { ...found, serviceAccount, region, resource, namespaces };
        });
}
