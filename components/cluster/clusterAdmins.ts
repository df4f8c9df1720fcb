import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { clusterAccessPolicyArn, type Partition } from "../../lib/aws/arn";

export interface ClusterAdminsArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly partition: Partition;
    /** ARN of a role or user by a name of your own; the name is part of the state and never changes. */
    readonly admins: Readonly<Record<string, string>>;
}

/**
 * The administrators of a cluster, as a list that can be read: one access entry each. The cluster's creator is not
 * among them unless listed. Administrators create RBAC, so they need AmazonEKSClusterAdminPolicy:
 * AmazonEKSAdminPolicy lacks escalate and bind.
 */
export class ClusterAdmins extends pulumi.ComponentResource {
    /** The associations: whoever talks to the cluster as an administrator depends on them. */
    public readonly associations: readonly aws.eks.AccessPolicyAssociation[];

    constructor(name: string, args: ClusterAdminsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ClusterAdmins", name, {}, opts);

        this.associations = Object.entries(args.admins).map(([admin, principalArn]) => {
            const entry = new aws.eks.AccessEntry(
                `${name}-${admin}`,
                { clusterName: args.clusterName, principalArn, type: "STANDARD" },
                { parent: this },
            );
            return new aws.eks.AccessPolicyAssociation(
                `${name}-${admin}-cluster-admin`,
                {
                    clusterName: args.clusterName,
                    principalArn: entry.principalArn,
                    policyArn: clusterAccessPolicyArn(
                        args.partition,
                        "AmazonEKSClusterAdminPolicy",
                    ),
                    accessScope: { type: "cluster" },
                },
                { parent: this },
            );
        });
        this.registerOutputs();
    }
}
