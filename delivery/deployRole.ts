import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { roleArn, type Partition } from "../lib/aws/arn";
import { assumeProvisioners } from "./assume";
import { policyText, type PolicyDocument } from "../lib/iam/documents";
import { roleInputs, type RoleSettings } from "../lib/iam/settings";
import { tokenTrust, type TokenTrust } from "../lib/iam/trust";

export interface DeployRoleArgs {
    /** Name of the role. Pulumi Deployments and provisioner roles know it by this name. */
    readonly roleName: string;
    readonly roleSettings: RoleSettings;
    readonly partition: Partition;
    readonly accountId: string;
    readonly description: string;
    /** The only tokens that may assume the role. */
    readonly trust: Omit<TokenTrust, "oidcProviderArn">;
    /** ARN of the account's IAM OIDC provider for the issuer of the tokens. */
    readonly oidcProviderArn: pulumi.Input<string>;
    /** Roles that Pulumi assumes in the accounts: the only ones that this role may assume. Plain. */
    readonly provisionerRoleArns: readonly string[];
    /** Policies of the role itself, by the suffix of their names. @default none */
    readonly permissions?: Readonly<Record<string, PolicyDocument>>;
    /** Longest session of the role, in seconds, 3600 or more. */
    readonly maxSessionDuration: number;
}

/**
 * The role that one stack's deployments assume with their token, and from which they assume the provisioner roles of the
 * accounts. It has no access key, and no other permission unless the stack works in its account without a provisioner role.
 */
export class DeployRole extends pulumi.ComponentResource {
    /** Known at preview. */
    public readonly roleArn: string;

    constructor(name: string, args: DeployRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:DeployRole", name, {}, opts);

        const { accountId, partition, roleName, roleSettings } = args;
        this.roleArn = roleArn(partition, accountId, roleName, roleSettings.path);

        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed, since provisioner roles trust it by name.
                name: roleName,
                ...roleInputs(roleSettings),
                description: args.description,
                maxSessionDuration: args.maxSessionDuration,
                assumeRolePolicy: pulumi
                    .output(args.oidcProviderArn)
                    .apply((oidcProviderArn) =>
                        policyText(tokenTrust({ ...args.trust, oidcProviderArn })),
                    ),
            },
            { parent: this, deleteBeforeReplace: true },
        );
        this.createPermissions(name, role, args);

        this.registerOutputs({ roleArn: this.roleArn });
    }

    private createPermissions(
        name: string,
        role: aws.iam.Role,
        { permissions = {}, provisionerRoleArns, roleName, roleSettings }: DeployRoleArgs,
    ): void {
        for (const [suffix, document] of Object.entries(permissions)) {
            const policy = new aws.iam.Policy(
                `${name}-${suffix}`,
                {
                    name: `${roleName}-${suffix}`,
                    path: roleSettings.path,
                    description: `What ${roleName} may do in its own account`,
                    policy: policyText(document),
                },
                // Another path means another policy, and the name is taken until the old one is deleted.
                { parent: this, deleteBeforeReplace: true },
            );
            new aws.iam.RolePolicyAttachment(
                `${name}-${suffix}`,
                { role: role.name, policyArn: policy.arn },
                { parent: this },
            );
        }
        // IAM rejects a statement without resources.
        if (provisionerRoleArns.length > 0) {
            new aws.iam.RolePolicy(
                `${name}-assume`,
                { role: role.name, policy: policyText(assumeProvisioners(provisionerRoleArns)) },
                { parent: this },
            );
        }
    }
}
