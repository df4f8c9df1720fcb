import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { partitionOf } from "../../lib/aws/arn";
import { accountKeyPolicy } from "../../lib/cluster/roles";
import { policyText } from "../../lib/iam/documents";
import { transformed, type Transform } from "../transform";

export interface ClusterKeyArgs {
    readonly accountId: string;
    readonly region: string;
    readonly clusterName: string;
    /** Days, 7 to 30, in which a deleted key can be restored. */
    readonly deletionWindowInDays: number;
    /** Changes the arguments of the key. @default none */
    readonly transform?: Transform<aws.kms.KeyArgs> | undefined;
}

/**
 * A KMS key for the Secrets of one cluster. Deleting it schedules its deletion: until the window is over the key is
 * disabled and can be restored.
 */
export class ClusterKey extends pulumi.ComponentResource {
    public readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: ClusterKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ClusterKey", name, {}, opts);

        const keyArgs: aws.kms.KeyArgs = {
            description: `Secrets of EKS cluster ${args.clusterName}`,
            policy: policyText(accountKeyPolicy(partitionOf(args.region), args.accountId)),
            enableKeyRotation: true,
            deletionWindowInDays: args.deletionWindowInDays,
        };
        const key = new aws.kms.Key(
            ...transformed(args.transform, `${name}-key`, keyArgs, { parent: this }),
        );
        new aws.kms.Alias(
            `${name}-alias`,
            // For people who look for the key; as unique in its account and region as the cluster's name.
            { name: `alias/eks/${args.clusterName}`, targetKeyId: key.keyId },
            { parent: this },
        );
        this.keyArn = key.arn;
        this.registerOutputs({ keyArn: this.keyArn });
    }
}
