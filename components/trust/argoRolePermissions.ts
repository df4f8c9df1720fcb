import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoRoleRef } from "./argoRole";
import type { DeployerRoleRef } from "./deployerRole";
import { transformed, type Transform } from "../transform";
import { ROLE_ARN } from "../../lib/aws/arn";
import { fleetPacks, packPath } from "../../lib/fleet/names";
import { policyText } from "../../lib/iam/documents";
import { ConfigError, shown } from "../../lib/problems";

export interface ArgoRolePermissionsArgs {
    /** Role argocd, of this stack or of the hub's. */
    readonly role: Pick<ArgoRoleRef, "fleet" | "identity" | "roleName">;
    /** The Deployer roles, or their ARNs. Plain, because they decide which policies exist. */
    readonly deployerRoles: readonly (Pick<DeployerRoleRef, "roleArn"> | string)[];
    /** Path of the policies; it shows which stack owns them. @default /eks-gitops-fleet/<fleet>/<stack>/ */
    readonly path?: string;
    /** Changes the policies before they are created. Not the documents, from which their names are computed. */
    readonly transform?: { readonly policy?: Transform<aws.iam.PolicyArgs> };
}

/**
 * Role argocd's permission to assume one stack's Deployer roles, for any number of them. It is cut into managed policies
 * (packs) that IAM accepts. A pack is named by its members: a change of membership attaches the new pack before the old
 * one is detached, so that for a moment a role has both. IAM allows 10 managed policies on a role, or up to 20 if the quota is raised.
 * Every stack owns the packs of its own targets, also on a role of another stack.
 *
 * @example
 * ```ts
 * const permissions = new ArgoRolePermissions(
 *     "argocd",
 *     { role: argoRole, deployerRoles: [testing, production] },
 *     { provider: awsHub },
 * );
 * new ArgoClusterRegistration("testing", {
 *     argocd,
 *     cluster,
 *     deployerRole: testing,
 *     permissions: permissions.attachments,
 * });
 * ```
 */
export class ArgoRolePermissions extends pulumi.ComponentResource {
    /** The attached policies: pass as `permissions` to ArgoClusterRegistration. */
    public readonly attachments: readonly aws.iam.RolePolicyAttachment[];

    /** @throws ConfigError with every ARN that is not a role's */
    constructor(
        name: string,
        args: ArgoRolePermissionsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { role, transform } = args;
        const { path = packPath(role.fleet, pulumi.getStack()) } = args;
        const deployerRoleArns = checkedArns(name, args);
        super(
            "eks-gitops-fleet:index:ArgoRolePermissions",
            name,
            // Sorted, since the order of a stack file is no change.
            {
                deployerRoleArns: [...deployerRoleArns].sort(),
                fleet: role.fleet,
                identity: role.identity,
                path,
            },
            opts,
        );

        const packs = fleetPacks(role.fleet, deployerRoleArns, role.identity);
        this.attachments = packs.map((pack) => {
            const policy = new aws.iam.Policy(
                ...transformed<aws.iam.PolicyArgs>(
                    transform?.policy,
                    `${name}-pack-${pack.id}`,
                    {
                        description: "Assume Deployer roles of the fleet",
                        path,
                        policy: policyText(pack.document),
                    },
                    { parent: this },
                ),
            );
            return new aws.iam.RolePolicyAttachment(
                `${name}-pack-${pack.id}`,
                { role: role.roleName, policyArn: policy.arn },
                { parent: this },
            );
        });
        this.registerOutputs();
    }
}

function checkedArns(name: string, { deployerRoles }: ArgoRolePermissionsArgs): readonly string[] {
    const arns = deployerRoles.map((role) => (typeof role === "string" ? role : role.roleArn));
    const problems = arns.flatMap((arn, index) =>
        // A role's path may contain wildcard characters; a policy would allow every role that matches.
        ROLE_ARN.test(arn) && !/[*?]/.test(arn)
            ? []
            : [
                  {
                      path: `deployerRoles.${index}`,
                      found: shown(arn)!,
                      remedy: 'must be the ARN of a role without wildcards, such as "arn:aws:iam::222222222222:role/acme-deployer-testing".',
                  },
              ],
    );
    if (problems.length > 0) {
        throw new ConfigError(problems, `ArgoRolePermissions ${name}`, "arguments");
    }
    return arns;
}
