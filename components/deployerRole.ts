import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { AwsAuthEntry } from "./awsAuthEntry";
import type { AccessScope, NamespaceAccess } from "./lib/access";
import { policyText } from "./lib/iam/documents";
import { roleInputs, type RoleSettings } from "./lib/iam/settings";
import { deployerTrust } from "./lib/iam/trust";
import { namespaceRules } from "./lib/kubernetes/rbac";
import { deployerGroup, deployerRbacName, deployerUserName } from "./lib/names";

export interface DeployerRoleArgs {
    readonly fleet: string;
    /** Name of the role: deterministic, since role argocd's permission holds its ARN. */
    readonly roleName: string;
    /** ARN of the only principal that may assume the role. */
    readonly argoRoleArn: pulumi.Input<string>;
    /** Role argocd's unique id: a recreated role is trusted anew. */
    readonly argoRoleUniqueId: pulumi.Input<string>;
    /** Whether role argocd's sessions carry tags: Pod Identity's do. @default false */
    readonly tagSession?: boolean;
    readonly clusterName: pulumi.Input<string>;
    /** How the role becomes a Kubernetes user. Plain: it decides which resource exists. */
    readonly mapping: DeployerMapping;
    /** Path and boundary of the role. */
    readonly roleSettings: RoleSettings;
    /** How far the deployer reaches. Plain: it decides which objects exist. */
    readonly access: AccessScope;
    /** Acts in the target cluster as an administrator. */
    readonly kubernetesProvider: k8s.Provider;
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/** An access entry, our entry in aws-auth, or an entry that somebody pastes there. */
export type DeployerMapping =
    | { readonly kind: "accessEntry" }
    | {
          readonly kind: "awsAuthPatch";
          readonly clusterArn: string;
          /** Acts in the cluster as an identity that may write aws-auth. */
          readonly kubeconfig: pulumi.Input<string>;
      }
    | { readonly kind: "awsAuthManual" };

/**
 * Role deployer in the target's account: trusted by role argocd alone, mapped to a Kubernetes group by an access
 * entry or in aws-auth, and as powerful as the RBAC behind that group. It has no AWS permission at all.
 */
export class DeployerRole extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    /** The mapping and the RBAC behind it: whoever deploys through the role depends on these. */
    public readonly authorization: readonly pulumi.Resource[];

    constructor(name: string, args: DeployerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:DeployerRole", name, {}, opts);

        this.trustPolicy = pulumi
            .output({ argoRoleArn: args.argoRoleArn, argoRoleUniqueId: args.argoRoleUniqueId })
            .apply((trusted) =>
                policyText(deployerTrust({ ...trusted, tagSession: args.tagSession ?? false })),
            );
        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed: role argocd's permission names it.
                name: args.roleName,
                ...roleInputs(args.roleSettings),
                description: "Assumed by Argo CD to deploy into one cluster",
                assumeRolePolicy: this.trustPolicy,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        this.roleArn = role.arn;
        this.roleUniqueId = role.uniqueId;
        this.authorization = [
            ...this.createMapping(name, args, role),
            ...this.createRbac(name, args),
        ];
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private createMapping(
        name: string,
        args: DeployerRoleArgs,
        role: aws.iam.Role,
    ): readonly pulumi.Resource[] {
        const user = {
            userName: deployerUserName(args.fleet),
            groups: [deployerGroup(args.fleet)],
        };
        switch (args.mapping.kind) {
            case "awsAuthManual":
                return [];
            case "awsAuthPatch":
                return [
                    new AwsAuthEntry(
                        `${name}-aws-auth`,
                        {
                            clusterArn: args.mapping.clusterArn,
                            kubeconfig: args.mapping.kubeconfig,
                            roleArn: role.arn,
                            ...user,
                        },
                        { parent: this },
                    ),
                ];
            case "accessEntry":
                return [
                    new aws.eks.AccessEntry(
                        `${name}-entry`,
                        {
                            clusterName: args.clusterName,
                            principalArn: role.arn,
                            kubernetesGroups: user.groups,
                            userName: user.userName,
                            type: "STANDARD",
                        },
                        {
                            parent: this,
                            // The entry is bound to the role's unique id: for a recreated role it would be silently dead.
                            replacementTrigger: role.uniqueId,
                            deleteBeforeReplace: true,
                        },
                    ),
                ];
        }
    }

    private createRbac(name: string, args: DeployerRoleArgs): readonly pulumi.Resource[] {
        const inCluster: pulumi.CustomResourceOptions = {
            parent: this,
            provider: args.kubernetesProvider,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        if (args.access.kind === "cluster") {
            return [this.createClusterBinding(name, args.fleet, inCluster)];
        }
        return Object.entries(args.access.namespaces).flatMap(([namespace, access]) =>
            this.createNamespaceRbac(
                `${name}-${namespace}`,
                args.fleet,
                namespace,
                access,
                inCluster,
            ),
        );
    }

    private createClusterBinding(
        name: string,
        fleet: string,
        opts: pulumi.CustomResourceOptions,
    ): k8s.rbac.v1.ClusterRoleBinding {
        return new k8s.rbac.v1.ClusterRoleBinding(
            `${name}-cluster-admin`,
            {
                metadata: { name: deployerRbacName(fleet) },
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "ClusterRole",
                    name: "cluster-admin",
                },
                subjects: [deployerSubject(fleet)],
            },
            opts,
        );
    }

    private createNamespaceRbac(
        name: string,
        fleet: string,
        namespace: string,
        access: NamespaceAccess,
        opts: pulumi.CustomResourceOptions,
    ): readonly pulumi.Resource[] {
        const owned = access.existing
            ? []
            : [
                  new k8s.core.v1.Namespace(
                      `${name}-namespace`,
                      { metadata: { name: namespace } },
                      opts,
                  ),
              ];
        const role = new k8s.rbac.v1.Role(
            `${name}-role`,
            {
                metadata: { name: deployerRbacName(fleet), namespace },
                rules: namespaceRules(access).map((rule) => ({
                    apiGroups: [...rule.apiGroups],
                    resources: [...rule.resources],
                    verbs: [...rule.verbs],
                })),
            },
            { ...opts, dependsOn: owned },
        );
        const binding = new k8s.rbac.v1.RoleBinding(
            `${name}-binding`,
            {
                metadata: { name: deployerRbacName(fleet), namespace },
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "Role",
                    name: deployerRbacName(fleet),
                },
                subjects: [deployerSubject(fleet)],
            },
            { ...opts, dependsOn: [role] },
        );
        return [...owned, role, binding];
    }
}

function deployerSubject(fleet: string): { apiGroup: string; kind: string; name: string } {
    return { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: deployerGroup(fleet) };
}
