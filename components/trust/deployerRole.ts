import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoRoleRef } from "./argoRole";
import { AwsAuthEntry } from "./awsAuthEntry";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import { transformed, type Transform } from "../transform";
import type { Mapping } from "../../lib/cluster/existing";
import { policyText } from "../../lib/iam/documents";
import { plannedRole, type RoleArgs } from "../../lib/iam/settings";
import { deployerTrust } from "../../lib/iam/trust";
import {
    accessArgs,
    type AccessArgs,
    type AccessScope,
    type NamespaceAccess,
} from "../../lib/kubernetes/access";
import { resolveAccess } from "../../lib/kubernetes/accessRules";
import { awsAuthEntry, rolePathProblems } from "../../lib/kubernetes/awsAuth";
import { enforced } from "../../lib/kubernetes/enforced";
import type { KubernetesObject } from "../../lib/kubernetes/objects";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";
import { DEFAULT_POD_SECURITY, podSecurityLabels } from "../../lib/kubernetes/podSecurity";
import { namespaceRules } from "../../lib/kubernetes/rbac";
import {
    deployerGroup,
    deployerRbacName,
    deployerRoleName,
    deployerUserName,
} from "../../lib/naming/names";
import { ConfigError } from "../../lib/problems";

/** A Deployer role as other components know it. */
export interface DeployerRoleRef {
    /** Known at preview. */
    readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    readonly trustPolicy: pulumi.Output<string>;
    /** How far the role reaches on its cluster. */
    readonly access: AccessScope;
    /** The role, its mapping and the RBAC behind it: pass as `dependsOn` to everything that is deployed through the role. */
    readonly authorization: readonly pulumi.Resource[];
}

export interface DeployerRoleArgs extends RoleArgs {
    /** The only principal that may assume the role. */
    readonly argoRole: ArgoRoleRef;
    /** The cluster to deploy to. The role is created in its account. */
    readonly cluster: ConnectedCluster;
    /** How far the role reaches: `"cluster"` for cluster-admin, or namespaces. Plain, because it decides which objects exist. */
    readonly access: AccessArgs;
    /** Prefix of the role's name, its Kubernetes group and its RBAC objects. @default the fleet of role argocd */
    readonly fleet?: string;
    /** Name of the role. It is fixed, because role argocd's policies contain its ARN. @default <fleet>-deployer-<name> */
    readonly roleName?: string;
    /**
     * How the role becomes a Kubernetes user: an access entry, an entry in aws-auth, or an entry that you paste into
     * aws-auth (`awsAuthEntry` is its text). @default accessEntry
     */
    readonly mapping?: Mapping;
    /** Changes the children before they are created. Not the role's name or path: ARNs are computed from `roleName` and `rolePath`. */
    readonly transform?: {
        readonly role?: Transform<aws.iam.RoleArgs>;
        readonly accessEntry?: Transform<aws.eks.AccessEntryArgs>;
    };
}

/**
 * Role deployer in a target's account. Only role argocd may assume it. An access entry or aws-auth maps it to a Kubernetes
 * group, and RBAC limits that group. The role has no AWS permission.
 *
 * @example
 * ```ts
 * const deployer = new DeployerRole(
 *     "testing",
 *     { argoRole, cluster: testing, access: { namespaces: { shop: {}, default: { existing: true } } } },
 *     { provider: awsTesting },
 * );
 * ```
 */
export class DeployerRole extends pulumi.ComponentResource implements DeployerRoleRef {
    /** Known at preview. */
    public readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    /** How far the role reaches, with every default filled in. */
    public readonly access: AccessScope;
    /** The role, its mapping and the RBAC behind it. */
    public readonly authorization: readonly pulumi.Resource[];
    /** The entry to paste into aws-auth. Known at preview. Undefined for another mapping. */
    public readonly awsAuthEntry: string | undefined;

    /** @throws ConfigError with every problem of the access and the mapping */
    constructor(name: string, args: DeployerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        const { argoRole, cluster, permissionsBoundary, rolePath } = args;
        const { fleet = argoRole.fleet, mapping = "accessEntry" } = args;
        const { roleName = deployerRoleName(fleet, name) } = args;
        const access = checkedAccess(name, args);
        super(
            "eks-gitops-fleet:index:DeployerRole",
            name,
            {
                access: accessArgs(access),
                argoRoleArn: argoRole.roleArn,
                clusterArn: cluster.clusterArn,
                fleet,
                mapping,
                permissionsBoundary,
                roleName,
                rolePath,
            },
            opts,
        );

        const planned = plannedRole(roleName, cluster, args);
        this.trustPolicy = argoRole.roleUniqueId.apply((argoRoleUniqueId) =>
            policyText(
                deployerTrust({
                    argoRoleArn: argoRole.roleArn,
                    argoRoleUniqueId,
                    tagSession: argoRole.identity === "podIdentity",
                }),
            ),
        );
        const role = new aws.iam.Role(
            ...transformed<aws.iam.RoleArgs>(
                args.transform?.role,
                `${name}-role`,
                {
                    ...planned.inputs,
                    description: "Assumed by Argo CD to deploy into one cluster",
                    assumeRolePolicy: this.trustPolicy,
                },
                { parent: this, deleteBeforeReplace: true },
            ),
        );
        const user = { userName: deployerUserName(fleet), groups: [deployerGroup(fleet)] };
        this.roleArn = planned.arn;
        this.roleUniqueId = role.uniqueId;
        this.access = access;
        this.awsAuthEntry =
            mapping === "awsAuthManual"
                ? awsAuthEntry({ roleArn: this.roleArn, ...user })
                : undefined;
        this.authorization = [
            role,
            ...this.createMapping(name, args, mapping, role, user),
            ...this.createRbac(name, args, fleet),
        ];
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private createMapping(
        name: string,
        { cluster, transform }: DeployerRoleArgs,
        mapping: Mapping,
        role: aws.iam.Role,
        { groups, userName }: { readonly userName: string; readonly groups: string[] },
    ): readonly pulumi.Resource[] {
        switch (mapping) {
            case "awsAuthManual":
                return [];
            case "awsAuthPatch":
                return [
                    new AwsAuthEntry(
                        `${name}-aws-auth`,
                        { cluster, roleArn: role.arn, userName, groups },
                        { parent: this },
                    ),
                ];
            case "accessEntry":
                return [
                    new aws.eks.AccessEntry(
                        ...transformed<aws.eks.AccessEntryArgs>(
                            transform?.accessEntry,
                            `${name}-entry`,
                            {
                                clusterName: cluster.clusterName,
                                principalArn: role.arn,
                                kubernetesGroups: groups,
                                userName,
                                type: "STANDARD",
                            },
                            {
                                parent: this,
                                // EKS binds the entry to the role's unique id: without a replacement, the entry of a
                                // recreated role silently stops working.
                                replacementTrigger: role.uniqueId,
                                deleteBeforeReplace: true,
                            },
                        ),
                    ),
                ];
        }
    }

    /** Creates the RBAC behind the group and enforces it: a rule added by hand would extend what Argo CD may do. */
    private createRbac(
        name: string,
        { cluster }: DeployerRoleArgs,
        fleet: string,
    ): readonly pulumi.Resource[] {
        const inCluster = { parent: this, deletedWith: cluster.cluster };
        const opts = { ...inCluster, provider: cluster.kubernetesProvider };
        const parts =
            this.access.kind === "cluster"
                ? [createClusterBinding(name, fleet, opts)]
                : Object.entries(this.access.namespaces).map(([namespace, options]) =>
                      createNamespaceRbac(`${name}-${namespace}`, fleet, namespace, options, opts),
                  );
        const resources = parts.flatMap((part) => part.resources);
        return [
            ...resources,
            new EnforcedObjects(
                `${name}-enforced`,
                { ...cluster.reach, objects: parts.flatMap((part) => part.objects.map(enforced)) },
                { ...inCluster, dependsOn: resources },
            ),
        ];
    }
}

function checkedAccess(
    name: string,
    { access, argoRole, cluster, mapping = "accessEntry", rolePath = "/" }: DeployerRoleArgs,
): AccessScope {
    const { problems, scope } = resolveAccess("access", access, {
        owned: cluster.cluster !== undefined,
        isManagementCluster: cluster.clusterArn === argoRole.clusterArn,
        agentNamespace: argoRole.namespace,
    });
    const all = [
        ...problems,
        ...(mapping === "accessEntry" ? [] : rolePathProblems("mapping", rolePath)),
    ];
    if (all.length > 0) {
        throw new ConfigError(all, `DeployerRole ${name}`, "arguments");
    }
    return scope;
}

/** Resources, and the objects among them that are enforced. */
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

/** A new namespace, or the Pod Security label of an existing one. */
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
