import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { partitionOf, roleArn } from "../../lib/aws/arn";
import type { WorkloadAccountConfig } from "../../lib/workloadIdentity/types";
import { policyText } from "../../lib/iam/documents";
import { roleInputs } from "../../lib/iam/settings";
import { webIdentityTrust } from "../../lib/iam/trust";
import { shortHash } from "../../lib/naming/names";
import { serviceAccountAnnotations } from "../../lib/workloadIdentity/identity";

export interface WorkloadIdentityArgs {
    /** What the pods may do, where, and as which ServiceAccount. Plain: it decides which resources there are. */
    readonly account: WorkloadAccountConfig;
    /** Namespace of the ServiceAccount. */
    readonly namespace: string;
    /** ARN of the account's IAM OIDC provider for the cluster's issuer. */
    readonly oidcProviderArn: pulumi.Input<string>;
    /** Issuer of the cluster that the pods run on, `https://oidc.eks...`. */
    readonly oidcIssuerUrl: pulumi.Input<string>;
    /** Acts in that cluster. */
    readonly kubernetesProvider: k8s.Provider;
    /** What must be there before the ServiceAccount: its namespace, where this stack makes it. @default none */
    readonly prerequisites?: readonly pulumi.Resource[];
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/**
 * Pods of one ServiceAccount work in one AWS account: a role there that trusts exactly this ServiceAccount of this
 * cluster, what the role may do, and the ServiceAccount, annotated with it. There is no role in between, and nothing in the
 * cluster's own account.
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** Known at preview. */
    public readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** Name of the ServiceAccount, once it is there and its role may do everything it should. */
    public readonly serviceAccountName: pulumi.Output<string>;

    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:WorkloadIdentity", name, {}, opts);

        const { account, namespace } = args;
        const { accountId, region, roleName, roleSettings } = account;
        this.roleArn = roleArn(partitionOf(region), accountId, roleName, roleSettings.path);

        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed: the ServiceAccount's annotation holds its ARN, and is complete at preview.
                name: roleName,
                ...roleInputs(roleSettings),
                description: `Assumed by pods of ServiceAccount ${namespace}/${account.serviceAccount}`,
                assumeRolePolicy: pulumi
                    .output({ oidcProviderArn: args.oidcProviderArn, issuer: args.oidcIssuerUrl })
                    .apply((issuer) =>
                        policyText(
                            webIdentityTrust({
                                ...issuer,
                                namespace,
                                serviceAccounts: [account.serviceAccount],
                            }),
                        ),
                    ),
                ...(account.maxSessionDuration === undefined
                    ? {}
                    : { maxSessionDuration: account.maxSessionDuration }),
            },
            { parent: this, deleteBeforeReplace: true },
        );
        const permissions = this.createPermissions(name, role, account);
        const serviceAccount = new k8s.core.v1.ServiceAccount(
            `${name}-service-account`,
            {
                metadata: {
                    name: account.serviceAccount,
                    namespace,
                    annotations: { ...serviceAccountAnnotations(this.roleArn, account) },
                },
            },
            {
                parent: this,
                provider: args.kubernetesProvider,
                // A pod that starts sooner would get a session that may do less than it should.
                dependsOn: [role, ...permissions, ...(args.prerequisites ?? [])],
                ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
            },
        );

        this.roleUniqueId = role.uniqueId;
        this.serviceAccountName = serviceAccount.metadata.name;
        this.registerOutputs({
            roleArn: this.roleArn,
            serviceAccountName: this.serviceAccountName,
        });
    }

    private createPermissions(
        name: string,
        role: aws.iam.Role,
        { inlinePolicy, policyArns }: WorkloadAccountConfig,
    ): readonly pulumi.Resource[] {
        const attachments = policyArns.map(
            (policyArn) =>
                new aws.iam.RolePolicyAttachment(
                    `${name}-policy-${shortHash(policyArn)}`,
                    { role: role.name, policyArn },
                    { parent: this },
                ),
        );
        return inlinePolicy === undefined
            ? attachments
            : [
                  ...attachments,
                  new aws.iam.RolePolicy(
                      `${name}-inline`,
                      { role: role.name, policy: inlinePolicy },
                      { parent: this },
                  ),
              ];
    }
}
