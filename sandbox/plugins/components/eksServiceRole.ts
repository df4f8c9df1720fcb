/** eks:index:ServiceRole. Source: pulumi-eks nodejs/eks/servicerole.ts. */
import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Tags } from "./eksArguments";

/** Name of an attachment: the policy's ARN in the standard partition, hashed. */
export function attachmentName(name: string, policyName: string): string {
    const arn = `arn:aws:iam::aws:policy/${policyName}`;
    return `${name}-${createHash("sha1").update(arn).digest("hex").slice(0, 8)}`;
}

/** The role of a cluster's control plane. */
export class ServiceRole extends pulumi.ComponentResource {
    public readonly role: aws.iam.Role;
    /** The role once all its policies are attached. */
    public readonly ready: pulumi.Output<aws.iam.Role>;

    constructor(
        name: string,
        args: { readonly partition: pulumi.Output<string>; readonly tags?: Tags | undefined },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("eks:index:ServiceRole", name, {}, opts);
        this.role = new aws.iam.Role(
            `${name}-role`,
            {
                description: "Allows EKS to manage clusters on your behalf.",
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Action: ["sts:AssumeRole", "sts:TagSession"],
                            Effect: "Allow",
                            Principal: { Service: ["eks.amazonaws.com"] },
                        },
                    ],
                }),
                tags: args.tags,
            },
            { parent: this },
        );
        const attachment = new aws.iam.RolePolicyAttachment(
            attachmentName(name, "AmazonEKSClusterPolicy"),
            {
                policyArn: pulumi.interpolate`arn:${args.partition}:iam::aws:policy/AmazonEKSClusterPolicy`,
                role: this.role,
            },
            { parent: this },
        );
        this.ready = pulumi.all([this.role.arn, attachment.id]).apply(() => this.role);
        this.registerOutputs({ resolvedRole: this.ready, directRole: this.role });
    }
}
