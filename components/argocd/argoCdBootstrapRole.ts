import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "./argoCdRef";
import { inClusterOpts } from "./inCluster";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import {
    BOOTSTRAP_RULES,
    bootstrapGroup,
    bootstrapName,
    bootstrapUserName,
} from "../../lib/argocd/bootstrap";
import { partitionOf, regionOfArn } from "../../lib/aws/arn";
import type { FleetArgs } from "../../lib/cluster/args";
import { policyText } from "../../lib/iam/documents";
import { assumeRolePermission } from "../../lib/iam/packs";
import { roleInputs, roleSettings, type RoleSettings } from "../../lib/iam/settings";
import { deployerTrust } from "../../lib/iam/trust";
import { enforced } from "../../lib/kubernetes/enforced";
import { bootstrapRoleName } from "../../lib/naming/names";

export interface ArgoCdBootstrapRoleArgs extends Pick<
    FleetArgs,
    "permissionsBoundary" | "rolePath"
> {
    /** The agent: its role is the only principal that may assume this one, its namespace the only one to write to. */
    readonly argocd: ArgoCdRef;
}

/**
 * The role by which an App-of-Apps writes Applications into the management cluster, where in-cluster is off: in the hub
 * account, trusted by role argocd alone, mapped by an access entry to a Role for Applications and ApplicationSets of one
 * namespace. No AWS permission, no Secret, no ServiceAccount, no project. A part of ArgoCdAppOfApps.
 */
export class ArgoCdBootstrapRole extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    /** Permission, mapping and RBAC: whatever writes through the role depends on these. */
    public readonly authorization: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoCdBootstrapRoleArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { argocd, permissionsBoundary, rolePath = "/" } = args;
        const { cluster, role: argoRole } = argocd;
        const { fleet, identity } = argoRole;
        super(
            "eks-gitops-fleet:index:ArgoCdBootstrapRole",
            name,
            { fleet, namespace: argocd.namespace, rolePath, permissionsBoundary },
            inClusterOpts(opts, cluster),
        );

        const tagSession = identity === "podIdentity";
        this.trustPolicy = pulumi
            .output(argoRole.roleUniqueId)
            .apply((argoRoleUniqueId) =>
                policyText(
                    deployerTrust({ argoRoleArn: argoRole.roleArn, argoRoleUniqueId, tagSession }),
                ),
            );
        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed, as the names of all roles are that other documents may contain.
                name: bootstrapRoleName(fleet),
                ...roleInputs(
                    hubRoleSettings(cluster.clusterArn, { rolePath, permissionsBoundary }),
                ),
                description: "Assumed by Argo CD to write Applications into its own namespace",
                assumeRolePolicy: this.trustPolicy,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        const permission = new aws.iam.RolePolicy(
            `${name}-permission`,
            {
                role: argoRole.roleName,
                policy: role.arn.apply((arn) =>
                    policyText(assumeRolePermission([arn], tagSession)),
                ),
            },
            { parent: this },
        );
        const entry = new aws.eks.AccessEntry(
            `${name}-entry`,
            {
                clusterName: cluster.clusterName,
                principalArn: role.arn,
                kubernetesGroups: [bootstrapGroup(fleet)],
                userName: bootstrapUserName(fleet),
                type: "STANDARD",
            },
            {
                parent: this,
                // The entry is bound to the role's unique id: a recreated role would have no access, without any error.
                replacementTrigger: role.uniqueId,
                deleteBeforeReplace: true,
            },
        );

        this.roleArn = role.arn;
        this.roleUniqueId = role.uniqueId;
        this.authorization = [permission, entry, ...this.createRbac(name, argocd)];
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private createRbac(name: string, argocd: ArgoCdRef): readonly pulumi.Resource[] {
        const { cluster, installation, namespace, role: argoRole } = argocd;
        const { fleet } = argoRole;
        const metadata = { name: bootstrapName(fleet), namespace };
        const inCluster = { parent: this, deletedWith: cluster.cluster };
        const apiGroup = "rbac.authorization.k8s.io";
        const rules = BOOTSTRAP_RULES.map(({ apiGroups, resources, verbs }) => ({
            apiGroups: [...apiGroups],
            resources: [...resources],
            verbs: [...verbs],
        }));
        const subjects = [{ apiGroup, kind: "Group", name: bootstrapGroup(fleet) }];
        const role = new k8s.rbac.v1.Role(
            `${name}-rbac-role`,
            { metadata, rules },
            { ...inCluster, dependsOn: [...cluster.running, ...installation] },
        );
        const binding = new k8s.rbac.v1.RoleBinding(
            `${name}-rbac-binding`,
            { metadata, roleRef: { apiGroup, kind: "Role", name: metadata.name }, subjects },
            { ...inCluster, dependsOn: [role] },
        );
        const apiVersion = `${apiGroup}/v1`;
        const kept = new EnforcedObjects(
            `${name}-enforced`,
            {
                ...cluster.reach,
                objects: [
                    enforced({ apiVersion, kind: "Role", metadata, rules }),
                    enforced({ apiVersion, kind: "RoleBinding", metadata, subjects }),
                ],
            },
            { ...inCluster, dependsOn: [role, binding] },
        );
        return [role, binding, kept];
    }
}

/** Settings of a role in the account of a cluster. */
function hubRoleSettings(
    clusterArn: string,
    fleet: { readonly rolePath: string; readonly permissionsBoundary: string | undefined },
): RoleSettings {
    const accountId = clusterArn.split(":")[4]!;
    return roleSettings(partitionOf(regionOfArn(clusterArn)), accountId, fleet);
}
