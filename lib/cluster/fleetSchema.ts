/** The keys that the clusters of a fleet have in common. */
import { z } from "zod";

import * as field from "../fields";
import { ENVIRONMENTS } from "./environment";

export const fleetShape = {
    fleet: field.fleetName.meta({
        description:
            "Prefix of every role and RBAC name, so that two fleets can share an account or a cluster",
    }),
    operatorCidrs: z
        .array(field.operatorCidr, {
            error: () => 'allowed: a list of IPv4 ranges in CIDR form, such as ["203.0.113.0/24"].',
        })
        .default([])
        .meta({
            description:
                "IPv4 ranges from which Pulumi and operators reach the API endpoints; required unless no endpoint has an allow-list",
        }),
    provisionerRoleName: field.roleName.optional().meta({
        description:
            "Role that Pulumi assumes in every account; required if the stack works in several accounts, unless provisionerRoleArn names a role for all of them but one. Unless set, Pulumi uses its own credentials",
    }),
    environment: field.oneOf(ENVIRONMENTS).default("nonproduction").meta({
        description:
            "Changes defaults only: in production each cluster has its own KMS key, three zones with a NAT gateway each, three initial managed nodes and deletion protection, and Argo CD is highly available",
    }),
    rolePath: field.rolePath.default("/").meta({
        description: "Path of every role that the program creates",
    }),
    permissionsBoundary: field.policyName.optional().meta({
        description:
            "Managed policy, by its name and path in each account, that bounds every role that the program creates",
    }),
    tags: field
        .mapOf(
            /^(?!aws:|eks-gitops-fleet:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
            'allowed as a tag\'s key: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:" or "eks-gitops-fleet:".',
            field.text(
                "allowed: up to 256 letters, digits, spaces and _.:/=+-@.",
                /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
            ),
        )
        .default({})
        .meta({
            description:
                "Tags of every AWS resource, in addition to eks-gitops-fleet:fleet, which names the fleet",
        }),
} as const;

/** The keys as they parse. */
export type FleetSection = {
    readonly [Name in keyof typeof fleetShape]: z.output<(typeof fleetShape)[Name]>;
};
