import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyText } from "./lib/iam/documents";
import { deployerPacks } from "./lib/iam/packs";
import { webIdentityTrust } from "./lib/iam/trust";

export interface ArgoRoleArgs {
    /** Name of the role: deterministic, since other accounts' documents hold its ARN. */
    readonly roleName: string;
    readonly oidcProviderArn: pulumi.Input<string>;
    /** `https://oidc.eks...` */
    readonly oidcIssuerUrl: pulumi.Input<string>;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** ServiceAccounts that may assume the role; no other of the namespace may. */
    readonly serviceAccounts: readonly string[];
    /** ARN of each Deployer role by target key. Plain: permissions are complete at preview. */
    readonly deployerRoleArns: Readonly<Record<string, string>>;
}

/**
 * Role argocd: assumed by the agent's ServiceAccounts with their projected tokens, allowed to assume exactly this
 * stack's Deployer roles. The permission comes in packs; each is a policy named by its members, so that a changed
 * membership attaches the new pack before the old one goes.
 */
export class ArgoRole extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;
    /** The permission, attached: whoever needs it depends on these. */
    public readonly permissions: readonly aws.iam.RolePolicyAttachment[];

    constructor(name: string, args: ArgoRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoRole", name, {}, opts);

        if (args.serviceAccounts.length === 0) {
            throw new pulumi.ResourceError(
                `ArgoRole ${name}: 'serviceAccounts' is empty; name the ServiceAccounts that may assume the role.`,
                this,
            );
        }

        this.trustPolicy = pulumi
            .output({ oidcProviderArn: args.oidcProviderArn, issuer: args.oidcIssuerUrl })
            .apply((issuer) =>
                policyText(
                    webIdentityTrust({
                        ...issuer,
                        namespace: args.namespace,
                        serviceAccounts: args.serviceAccounts,
                    }),
                ),
            );
        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed: targets' trust policies and the ServiceAccounts' annotations name it.
                name: args.roleName,
                description: "Assumed by Argo CD; may assume the fleet's Deployer roles",
                assumeRolePolicy: this.trustPolicy,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        this.permissions = deployerPacks(args.deployerRoleArns).map((pack) => {
            const policy = new aws.iam.Policy(
                `${name}-pack-${pack.id}`,
                {
                    description: "Assume Deployer roles of the fleet",
                    policy: policyText(pack.document),
                },
                { parent: this },
            );
            return new aws.iam.RolePolicyAttachment(
                `${name}-pack-${pack.id}`,
                { role: role.name, policyArn: policy.arn },
                { parent: this },
            );
        });

        this.roleArn = role.arn;
        this.roleUniqueId = role.uniqueId;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}
