import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { awsManagedPolicyArn, partitionOf } from "../../lib/aws/arn";
import { policyText } from "../../lib/iam/documents";
import type { ClusterLocation, ServiceRolePlan } from "../../lib/cluster/roles";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import { roleNamePrefix } from "../../lib/naming/names";
import { transformed, type Transform } from "../transform";

export interface ServiceRoleArgs {
    /** The cluster that the role is for. Plain: the role's trust and name contain it. */
    readonly cluster: ClusterLocation;
    /** What the role is for within the cluster, as part of its name: `nodes`. */
    readonly purpose: string;
    readonly description: string;
    readonly plan: ServiceRolePlan;
    /** Path and boundary of every role in the account. */
    readonly settings: RoleSettings;
    /** Changes the arguments of the role. @default none */
    readonly transform?: Transform<aws.iam.RoleArgs> | undefined;
}

/** A role with AWS's own policies attached. */
export interface ServiceRole {
    readonly role: aws.iam.Role;
    /** Depend on these before the role is used. */
    readonly attachments: readonly aws.iam.RolePolicyAttachment[];
}

/** Creates the role of a service and its attachments as children of `parent`. */
export function createServiceRole(
    name: string,
    args: ServiceRoleArgs,
    parent: pulumi.Resource,
): ServiceRole {
    const { clusterName, region } = args.cluster;
    const roleArgs: aws.iam.RoleArgs = {
        // Not the logical name: that grows with the components around it, and IAM's names have 64 characters.
        namePrefix: roleNamePrefix(clusterName, args.purpose),
        ...roleInputs(args.settings),
        description: args.description,
        assumeRolePolicy: policyText(args.plan.trust),
    };
    const role = new aws.iam.Role(
        ...transformed(args.transform, `${name}-role`, roleArgs, { parent }),
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
