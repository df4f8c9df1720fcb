import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { EnforcedObjects, type ClusterReach } from "../cluster/enforcedObjects";
import {
    BOOTSTRAP_RULES,
    bootstrapGroup,
    bootstrapName,
    bootstrapUserName,
} from "../../lib/argocd/bootstrap";
import { policyText } from "../../lib/iam/documents";
import { assumeRolePermission } from "../../lib/iam/packs";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import { deployerTrust } from "../../lib/iam/trust";
import { enforced } from "../../lib/kubernetes/enforced";
import { bootstrapRoleName } from "../../lib/naming/names";

export interface ArgoCdBootstrapRoleArgs {
    readonly fleet: string;
    /** Namespace of the agent: the only one that the role writes to. */
    readonly namespace: string;
    /** Name of the management cluster. */
    readonly clusterName: pulumi.Input<string>;
    /** Role argocd: the only principal that may assume the role. */
    readonly argoRole: {
        readonly name: pulumi.Input<string>;
        readonly arn: pulumi.Input<string>;
        /** `AROA...`: a recreated role is trusted anew. */
        readonly uniqueId: pulumi.Input<string>;
    };
    /** Whether role argocd's sessions carry tags: Pod Identity's do. */
    readonly tagSession: boolean;
    /** Path and boundary of the role. */
    readonly roleSettings: RoleSettings;
    /** The agent's namespace, at least. */
    readonly installation: readonly pulumi.Resource[];
    /** Acts in the management cluster: the RBAC is enforced. */
    readonly reach: ClusterReach;
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/**
 * The way by which an App-of-Apps writes Applications into the management cluster, where in-cluster is off: a role of its
 * own in the management account, trusted by role argocd alone, mapped by an access entry, behind it a Role for Applications and
 * ApplicationSets of one namespace. No AWS permission, no Secret, no ServiceAccount, no project.
 */
export class ArgoCdBootstrapRole extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    /** Permission, mapping and RBAC: whoever writes through the role depends on these. */
    public readonly authorization: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoCdBootstrapRoleArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoCdBootstrapRole", name, {}, opts);

        const { argoRole, fleet, tagSession } = args;
        this.trustPolicy = pulumi
            .output({ argoRoleArn: argoRole.arn, argoRoleUniqueId: argoRole.uniqueId })
            .apply((trusted) => policyText(deployerTrust({ ...trusted, tagSession })));
        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed, as all roles are that somebody's documents may name.
                name: bootstrapRoleName(fleet),
                ...roleInputs(args.roleSettings),
                description: "Assumed by Argo CD to write Applications into its own namespace",
                assumeRolePolicy: this.trustPolicy,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        const permission = new aws.iam.RolePolicy(
            `${name}-permission`,
            {
                role: argoRole.name,
                policy: role.arn.apply((arn) =>
                    policyText(assumeRolePermission([arn], tagSession)),
                ),
            },
            { parent: this },
        );
        const entry = new aws.eks.AccessEntry(
            `${name}-entry`,
            {
                clusterName: args.clusterName,
                principalArn: role.arn,
                kubernetesGroups: [bootstrapGroup(fleet)],
                userName: bootstrapUserName(fleet),
                type: "STANDARD",
            },
            {
                parent: this,
                // The entry is bound to the role's unique id: for a recreated role it would be silently dead.
                replacementTrigger: role.uniqueId,
                deleteBeforeReplace: true,
            },
        );

        this.roleArn = role.arn;
        this.roleUniqueId = role.uniqueId;
        this.authorization = [permission, entry, ...this.createRbac(name, args)];
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private createRbac(name: string, args: ArgoCdBootstrapRoleArgs): readonly pulumi.Resource[] {
        const metadata = { name: bootstrapName(args.fleet), namespace: args.namespace };
        const inCluster = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        const apiGroup = "rbac.authorization.k8s.io";
        const rules = BOOTSTRAP_RULES.map(({ apiGroups, resources, verbs }) => ({
            apiGroups: [...apiGroups],
            resources: [...resources],
            verbs: [...verbs],
        }));
        const subjects = [{ apiGroup, kind: "Group", name: bootstrapGroup(args.fleet) }];
        const role = new k8s.rbac.v1.Role(
            `${name}-rbac-role`,
            { metadata, rules },
            { ...inCluster, dependsOn: [...args.installation] },
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
                ...args.reach,
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
