import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyText } from "../../lib/iam/documents";
import type { Pack } from "../../lib/iam/packs";

export interface ArgoRolePermissionsArgs {
    /** Name of role argocd, of this stack or of the hub's. */
    readonly roleName: pulumi.Input<string>;
    /** The permission, cut to the size of a policy. Plain: it is complete at preview. */
    readonly packs: readonly Pack[];
    /** Path of the policies: tells which stack made them. */
    readonly path: string;
}

/**
 * Role argocd's permission to assume one stack's Deployer roles. It comes in packs; each is a policy named by its
 * members, so that a changed membership attaches the new pack before the old one goes. Every stack owns the packs of its
 * own targets, on a role that may be another stack's.
 */
export class ArgoRolePermissions extends pulumi.ComponentResource {
    /** The permission, attached: whoever needs it depends on these. */
    public readonly attachments: readonly aws.iam.RolePolicyAttachment[];

    constructor(
        name: string,
        args: ArgoRolePermissionsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoRolePermissions", name, {}, opts);

        this.attachments = args.packs.map((pack) => {
            const policy = new aws.iam.Policy(
                `${name}-pack-${pack.id}`,
                {
                    description: "Assume Deployer roles of the fleet",
                    path: args.path,
                    policy: policyText(pack.document),
                },
                { parent: this },
            );
            return new aws.iam.RolePolicyAttachment(
                `${name}-pack-${pack.id}`,
                { role: args.roleName, policyArn: policy.arn },
                { parent: this },
            );
        });
        this.registerOutputs();
    }
}
