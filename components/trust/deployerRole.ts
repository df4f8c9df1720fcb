import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { AwsAuthEntry } from "./awsAuthEntry";
import { EnforcedObjects, type ClusterReach } from "../cluster/enforcedObjects";
import type { AccessScope, NamespaceAccess } from "../../lib/kubernetes/access";
import { policyText } from "../../lib/iam/documents";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import { deployerTrust } from "../../lib/iam/trust";
import { enforced } from "../../lib/kubernetes/enforced";
import type { KubernetesObject } from "../../lib/kubernetes/objects";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";
import { DEFAULT_POD_SECURITY, podSecurityLabels } from "../../lib/kubernetes/podSecurity";
import { namespaceRules } from "../../lib/kubernetes/rbac";
import { deployerGroup, deployerRbacName, deployerUserName } from "../../lib/naming/names";

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
    /** The same for dynamic resources. */
    readonly reach: ClusterReach;
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

    /** The RBAC behind the group, kept exactly as it is said here: to widen it by hand is to widen what Argo CD may do. */
    private createRbac(name: string, args: DeployerRoleArgs): readonly pulumi.Resource[] {
        const inCluster: pulumi.CustomResourceOptions = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        const opts = { ...inCluster, provider: args.kubernetesProvider };
        const { fleet, access } = args;
        const parts =
            access.kind === "cluster"
                ? [createClusterBinding(name, fleet, opts)]
                : Object.entries(access.namespaces).map(([namespace, options]) =>
                      createNamespaceRbac(`${name}-${namespace}`, fleet, namespace, options, opts),
                  );
        const resources = parts.flatMap((part) => part.resources);
        return [
            ...resources,
            new EnforcedObjects(
                `${name}-enforced`,
                { ...args.reach, objects: parts.flatMap((part) => part.objects.map(enforced)) },
                { ...inCluster, dependsOn: resources },
            ),
        ];
    }
}

/** Resources, and the objects among them that must be exactly as they are said. */
interface Rbac {
    readonly resources: readonly pulumi.Resource[];
    readonly objects: readonly KubernetesObject[];
}

const RBAC_GROUP = "rbac.authorization.k8s.io";
const RBAC_VERSION = `${RBAC_GROUP}/v1`;

function createClusterBinding(
    name: string,
    fleet: string,
    opts: pulumi.CustomResourceOptions,
): Rbac {
    const binding = {
        apiVersion: RBAC_VERSION,
        kind: "ClusterRoleBinding",
        metadata: { name: deployerRbacName(fleet) },
        roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [deployerSubject(fleet)],
    } as const;
    return {
        resources: [
            new k8s.rbac.v1.ClusterRoleBinding(
                `${name}-cluster-admin`,
                { ...binding, subjects: [...binding.subjects] },
                opts,
            ),
        ],
        objects: [binding],
    };
}

function createNamespaceRbac(
    name: string,
    fleet: string,
    namespace: string,
    access: NamespaceAccess,
    opts: pulumi.CustomResourceOptions,
): Rbac {
    const namespaces = createNamespace(name, namespace, access, opts);
    const metadata = { name: deployerRbacName(fleet), namespace };
    const role = {
        apiVersion: RBAC_VERSION,
        kind: "Role",
        metadata,
        rules: namespaceRules(access).map((rule) => ({
            apiGroups: [...rule.apiGroups],
            resources: [...rule.resources],
            verbs: [...rule.verbs],
        })),
    } as const;
    const binding = {
        apiVersion: RBAC_VERSION,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: RBAC_GROUP, kind: "Role", name: metadata.name },
        subjects: [deployerSubject(fleet)],
    } as const;
    const roleResource = new k8s.rbac.v1.Role(
        `${name}-role`,
        { ...role, rules: [...role.rules] },
        { ...opts, dependsOn: [...namespaces] },
    );
    const bindingResource = new k8s.rbac.v1.RoleBinding(
        `${name}-binding`,
        { ...binding, subjects: [...binding.subjects] },
        { ...opts, dependsOn: [roleResource] },
    );
    return { resources: [...namespaces, roleResource, bindingResource], objects: [role, binding] };
}

/** The namespace if it is ours, or its Pod Security label if that is all of it that is. */
function createNamespace(
    name: string,
    namespace: string,
    { existing, podSecurity }: NamespaceAccess,
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    if (!existing) {
        const labels = podSecurityLabels(podSecurity ?? DEFAULT_POD_SECURITY);
        return [
            new k8s.core.v1.Namespace(
                `${name}-namespace`,
                { metadata: { name: namespace, labels } },
                opts,
            ),
        ];
    }
    return podSecurity === undefined
        ? []
        : [
              new k8s.core.v1.NamespacePatch(
                  `${name}-pod-security`,
                  {
                      metadata: {
                          name: namespace,
                          labels: podSecurityLabels(podSecurity),
                          annotations: FORCED_PATCH,
                      },
                  },
                  opts,
              ),
          ];
}

function deployerSubject(fleet: string): { apiGroup: string; kind: string; name: string } {
    return { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: deployerGroup(fleet) };
}
