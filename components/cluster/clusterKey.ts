import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { partitionOf } from "../../lib/aws/arn";
import { accountKeyPolicy } from "../../lib/cluster/roles";
import { policyText } from "../../lib/iam/documents";

export interface ClusterKeyArgs {
    readonly accountId: string;
    readonly region: string;
    readonly clusterName: string;
    /** Days, 7 to 30, in which a deleted key can be restored. */
    readonly deletionWindowInDays: number;
}

/**
 * A KMS key for the Secrets of one cluster. It is not deleted with the cluster but scheduled for it: until the window is
 * over it is there, disabled, and can be restored.
 */
export class ClusterKey extends pulumi.ComponentResource {
    public readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: ClusterKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ClusterKey", name, {}, opts);

        const key = new aws.kms.Key(
            `${name}-key`,
            {
                description: `Secrets of EKS cluster ${args.clusterName}`,
                policy: policyText(accountKeyPolicy(partitionOf(args.region), args.accountId)),
                enableKeyRotation: true,
                deletionWindowInDays: args.deletionWindowInDays,
            },
            { parent: this },
        );
        new aws.kms.Alias(
            `${name}-alias`,
            // For people who look for it; unique in account and region as the cluster's name is.
            { name: `alias/eks/${args.clusterName}`, targetKeyId: key.keyId },
            { parent: this },
        );
        this.keyArn = key.arn;
        this.registerOutputs({ keyArn: this.keyArn });
    }
}
