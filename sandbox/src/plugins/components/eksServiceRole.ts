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

export interface ServiceRoleArgs {
    /** `eks.amazonaws.com` */
    readonly service: string;
    readonly assumeRoleActions?: readonly string[];
    readonly description?: string;
    /** Names of AWS's own policies. */
    readonly managedPolicies: readonly string[];
    readonly partition: pulumi.Output<string>;
    readonly tags?: Tags | undefined;
}

/** A role that an AWS service assumes, with AWS's own policies. */
export class ServiceRole extends pulumi.ComponentResource {
    public readonly role: aws.iam.Role;
    /** The role once all its policies are attached. */
    public readonly ready: pulumi.Output<aws.iam.Role>;

    constructor(name: string, args: ServiceRoleArgs, opts: pulumi.ComponentResourceOptions) {
        super("eks:index:ServiceRole", name, {}, opts);
        this.role = new aws.iam.Role(
            `${name}-role`,
            {
                ...(args.description === undefined ? {} : { description: args.description }),
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Action: args.assumeRoleActions ?? ["sts:AssumeRole"],
                            Effect: "Allow",
                            Principal: { Service: [args.service] },
                        },
                    ],
                }),
                tags: args.tags,
            },
            { parent: this },
        );
        const attachments = args.managedPolicies.map(
            (policy) =>
                new aws.iam.RolePolicyAttachment(
                    attachmentName(name, policy),
                    {
                        policyArn: pulumi.interpolate`arn:${args.partition}:iam::aws:policy/${policy}`,
                        role: this.role,
                    },
                    { parent: this },
                ),
        );
        this.ready = pulumi
            .all([this.role.arn, ...attachments.map(({ id }) => id)])
            .apply(() => this.role);
        this.registerOutputs({ resolvedRole: this.ready, directRole: this.role });
    }
}
