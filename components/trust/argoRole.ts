import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { HubCluster } from "../cluster/clusterRef";
import { transformed, type Transform } from "../transform";
import type { AgentIdentity } from "../../lib/agent/types";
import { CLUSTER_CLIENTS } from "../../lib/argocd/release";
import { policyText } from "../../lib/iam/documents";
import { plannedRole, type RoleArgs } from "../../lib/iam/settings";
import { podIdentityTrust, webIdentityTrust } from "../../lib/iam/trust";
import { argoRoleName } from "../../lib/naming/names";

/** Role argocd as other components know it, whichever stack created it. */
export interface ArgoRoleRef {
    readonly roleName: pulumi.Output<string>;
    /** Known at preview. */
    readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    readonly trustPolicy: pulumi.Output<string>;
    /** How Argo CD's pods get the role: sessions of EKS Pod Identity carry tags. */
    readonly identity: AgentIdentity;
    /** Namespace of Argo CD. */
    readonly namespace: string;
    /** ARN of the management cluster, which Argo CD runs on. */
    readonly clusterArn: string;
    /** Prefix of every role and RBAC name of the fleet. */
    readonly fleet: string;
}

export interface ArgoRoleArgs extends RoleArgs {
    /** The management cluster. The role is created in its account. */
    readonly cluster: HubCluster;
    /** Namespace of Argo CD. @default argocd */
    readonly namespace?: string;
    /** ServiceAccounts that may assume the role; no other of the namespace may. @default the three of Argo CD that reach clusters */
    readonly serviceAccounts?: readonly string[];
    /** How Argo CD's pods get the role: by their projected tokens, or by EKS Pod Identity. @default irsa */
    readonly identity?: AgentIdentity;
    /** Prefix of every role and RBAC name of the fleet. @default the cluster's */
    readonly fleet?: string;
    /** Name of the role. It is fixed, because policies in other accounts contain its ARN. @default <fleet>-argocd */
    readonly roleName?: string;
    /** Changes the children before they are created. Not the role's name or path: ARNs are computed from `roleName` and `rolePath`. */
    readonly transform?: {
        readonly role?: Transform<aws.iam.RoleArgs>;
        readonly podIdentityAssociation?: Transform<aws.eks.PodIdentityAssociationArgs>;
    };
}

/**
 * Role argocd, which Argo CD's ServiceAccounts assume with their projected tokens or by EKS Pod Identity. It has no
 * permission of its own: ArgoClusterRegistration or ArgoRolePermissions allow it to assume Deployer roles.
 *
 * @example
 * ```ts
 * const argoRole = new ArgoRole("argocd", { cluster: hub }, { provider: awsHub });
 * ```
 */
export class ArgoRole extends pulumi.ComponentResource implements ArgoRoleRef {
    public readonly roleName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    public readonly identity: AgentIdentity;
    public readonly namespace: string;
    public readonly clusterArn: string;
    public readonly fleet: string;

    /** @throws ResourceError if no ServiceAccount may assume the role */
    constructor(name: string, args: ArgoRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        const { cluster, transform } = args;
        const { fleet = cluster.fleet, identity = "irsa", namespace = "argocd" } = args;
        const { roleName = argoRoleName(fleet), serviceAccounts = CLUSTER_CLIENTS } = args;
        const { permissionsBoundary, rolePath } = args;
        const { clusterArn } = cluster;
        super(
            "eks-gitops-fleet:index:ArgoRole",
            name,
            {
                clusterArn,
                fleet,
                identity,
                namespace,
                permissionsBoundary,
                roleName,
                rolePath,
                serviceAccounts,
            },
            opts,
        );

        if (serviceAccounts.length === 0) {
            throw new pulumi.ResourceError(
                `ArgoRole ${name}: 'serviceAccounts' must name at least one ServiceAccount that may assume the role.`,
                this,
            );
        }

        const planned = plannedRole(roleName, cluster, args);
        this.trustPolicy =
            identity === "irsa"
                ? pulumi
                      .output({
                          oidcProviderArn: cluster.oidcProviderArn,
                          issuer: cluster.oidcIssuerUrl,
                      })
                      .apply((issuer) =>
                          policyText(webIdentityTrust({ ...issuer, namespace, serviceAccounts })),
                      )
                : pulumi.output(
                      policyText(podIdentityTrust({ clusterArn, namespace, serviceAccounts })),
                  );
        const role = new aws.iam.Role(
            ...transformed<aws.iam.RoleArgs>(
                transform?.role,
                `${name}-role`,
                {
                    ...planned.inputs,
                    description: "Assumed by Argo CD; may assume the fleet's Deployer roles",
                    assumeRolePolicy: this.trustPolicy,
                },
                { parent: this, deleteBeforeReplace: true },
            ),
        );
        if (identity === "podIdentity") {
            for (const serviceAccount of serviceAccounts) {
                new aws.eks.PodIdentityAssociation(
                    ...transformed<aws.eks.PodIdentityAssociationArgs>(
                        transform?.podIdentityAssociation,
                        `${name}-${serviceAccount}`,
                        {
                            clusterName: cluster.clusterName,
                            namespace,
                            serviceAccount,
                            roleArn: role.arn,
                        },
                        { parent: this },
                    ),
                );
            }
        }

        this.roleName = role.name;
        this.roleArn = planned.arn;
        this.roleUniqueId = role.uniqueId;
        this.identity = identity;
        this.namespace = namespace;
        this.clusterArn = clusterArn;
        this.fleet = fleet;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
