import * as pulumi from "@pulumi/pulumi";

import { ArgoCd, type ArgoCdArgs } from "../argocd/argoCd";
import { ManagementCluster, type ManagementClusterArgs } from "../cluster/managementCluster";
import { ArgoRole } from "../trust/argoRole";
import type { HubRef } from "./hubRef";

export type HubArgs = ManagementClusterArgs & {
    /** Argo CD, with the keys of the stack file's section `argocd`. @default Argo CD from its manifests, in namespace argocd */
    readonly argocd?: Omit<ArgoCdArgs, "cluster" | "environment" | "role">;
};

/**
 * Everything of one hub: management cluster, role argocd and Argo CD. Targets are registered with it.
 *
 * Pass the AWS provider of the hub account and the cluster's region.
 *
 * @throws ConfigError with every problem of the arguments
 * @example
 * const hub = new Hub(
 *     "hub",
 *     {
 *         fleet: "acme",
 *         accountId: "111111111111",
 *         region: "eu-west-1",
 *         clusterName: "management",
 *         operatorCidrs: ["203.0.113.0/24"],
 *         provisionerRoleName: "Provisioner",
 *     },
 *     { providers: [awsHub] },
 * );
 */
export class Hub extends pulumi.ComponentResource implements HubRef {
    public readonly cluster: ManagementCluster;
    public readonly role: ArgoRole;
    public readonly namespace: string;
    public readonly installation: readonly pulumi.Resource[];
    public readonly issuer: HubRef["issuer"];
    public readonly egressCidrs: pulumi.Output<string[]>;
    public readonly harness = undefined;
    /** A secret; undefined unless `argocd.adminPassword` is `generated`. */
    public readonly adminPassword: pulumi.Output<string> | undefined;

    constructor(name: string, args: HubArgs, opts?: pulumi.ComponentResourceOptions) {
        const { argocd = {}, ...clusterArgs } = args;
        const { environment, permissionsBoundary, rolePath } = clusterArgs;
        super(
            "eks-gitops-fleet:index:Hub",
            name,
            { clusterName: clusterArgs.clusterName, accountId: clusterArgs.accountId },
            opts,
        );

        this.cluster = new ManagementCluster(`${name}-cluster`, clusterArgs, { parent: this });
        this.role = new ArgoRole(
            `${name}-argocd-role`,
            {
                cluster: this.cluster,
                namespace: argocd.namespace,
                identity: clusterArgs.agentIdentity,
                rolePath,
                permissionsBoundary,
            },
            { parent: this },
        );
        const agent = new ArgoCd(
            `${name}-argocd`,
            { ...argocd, environment, cluster: this.cluster, role: this.role },
            { parent: this },
        );
        this.namespace = agent.namespace;
        this.installation = agent.installation;
        this.issuer = {
            url: this.cluster.oidcIssuerUrl,
            providerArn: this.cluster.oidcProviderArn,
        };
        this.egressCidrs = this.cluster.egressCidrs;
        this.adminPassword = agent.adminPassword;
        this.registerOutputs({
            clusterName: this.cluster.clusterName,
            argoRoleArn: this.role.roleArn,
        });
    }
}
