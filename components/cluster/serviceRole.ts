import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { awsManagedPolicyArn, partitionOf } from "../../lib/aws/arn";
import { policyText } from "../../lib/iam/documents";
import type { ClusterLocation, ServiceRolePlan } from "../../lib/cluster/roles";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import { roleNamePrefix } from "../../lib/naming/names";

export interface ServiceRoleArgs {
    /** The cluster that the role is for; plain, since trusts and names are made of it. */
    readonly cluster: ClusterLocation;
    /** What the role is for within the cluster, as part of its name: `nodes`. */
    readonly purpose: string;
    readonly description: string;
    readonly plan: ServiceRolePlan;
    /** What the account's owner asks of every role. */
    readonly settings: RoleSettings;
}

/** A role with AWS's own policies attached. */
export interface ServiceRole {
    readonly role: aws.iam.Role;
    /** Whoever works under the role depends on these. */
    readonly attachments: readonly aws.iam.RolePolicyAttachment[];
}

/** Makes a role for a service, and its attachments, as children of `parent`. */
export function createServiceRole(
    name: string,
    args: ServiceRoleArgs,
    parent: pulumi.Resource,
): ServiceRole {
    const { clusterName, region } = args.cluster;
    const role = new aws.iam.Role(
        `${name}-role`,
        {
            // Not the logical name: that grows with the components around it, and IAM's names have 64 characters.
            namePrefix: roleNamePrefix(clusterName, args.purpose),
            ...roleInputs(args.settings),
            description: args.description,
            assumeRolePolicy: policyText(args.plan.trust),
        },
        { parent },
    );
    const attachments = args.plan.policies.map(
        (policy) =>
            new aws.iam.RolePolicyAttachment(
                `${name}-${policy.split("/").at(-1)!}`,
                {
                    role: role.name,
                    policyArn: awsManagedPolicyArn(partitionOf(region), policy),
                },
                { parent },
            ),
    );
    return { role, attachments };
}
