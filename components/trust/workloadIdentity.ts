import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import { transformed, type Transform } from "../transform";
import { policyText } from "../../lib/iam/documents";
import { plannedRole, type RoleArgs } from "../../lib/iam/settings";
import { webIdentityTrust } from "../../lib/iam/trust";
import { shortHash, workloadRoleName } from "../../lib/naming/names";
import { ConfigError } from "../../lib/problems";
import { workloadIdentityProblems } from "../../lib/workloadIdentity/fields";
import { serviceAccountAnnotations } from "../../lib/workloadIdentity/identity";

/** A cluster whose pods work in AWS accounts. */
export interface PodCluster extends Pick<
    ConnectedCluster,
    "cluster" | "kubernetesProvider" | "region"
> {
    /** `https://oidc.eks...` */
    readonly oidcIssuerUrl: pulumi.Output<string>;
}

export interface WorkloadIdentityArgs extends RoleArgs {
    /** The cluster that the pods run on. */
    readonly cluster: PodCluster;
    /** Account that the pods work in, twelve digits: that of the component's AWS provider. */
    readonly accountId: string;
    /** ARN of the account's IAM OIDC provider for the cluster's issuer: a TrustedIssuer's, for example. */
    readonly oidcProviderArn: pulumi.Input<string>;
    /** Namespace of the ServiceAccount, which exists. Pass a resource that creates it in `prerequisites`. */
    readonly namespace: string;
    /** Name of the ServiceAccount. */
    readonly serviceAccount: string;
    /** ARNs of managed policies that the role gets, each once. @default none */
    readonly policyArns?: readonly string[];
    /** Policy document of the role's own, as text. @default none */
    readonly inlinePolicy?: string;
    /** Name of the role. It is fixed, because the ServiceAccount's annotation contains its ARN. @default the component's name */
    readonly roleName?: string;
    /** A region of the account's partition. @default the cluster's region */
    readonly region?: string;
    /** Seconds until a pod's token is renewed, 600 to 86400. @default 86400, by EKS's webhook */
    readonly tokenExpirationSeconds?: number;
    /** Longest session of the role in seconds, 3600 to 43200. @default 3600, by IAM */
    readonly maxSessionDuration?: number;
    /** SDKs in the pods use the region's STS endpoint instead of the global one. @default true */
    readonly stsRegionalEndpoints?: boolean;
    /** Resources that must exist before the ServiceAccount, such as its namespace. @default none */
    readonly prerequisites?: readonly pulumi.Resource[];
    /** Changes the children before they are created. Not their names, nor the role's path: each refers to the other by these. */
    readonly transform?: {
        readonly role?: Transform<aws.iam.RoleArgs>;
        readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs>;
    };
}

/**
 * Lets pods of one ServiceAccount work in one AWS account: a role there that trusts exactly this ServiceAccount of this
 * cluster, the role's permissions, and the ServiceAccount with the role's ARN. The pods assume the role directly, and the
 * cluster's own account needs nothing.
 *
 * @example
 * ```ts
 * const issuer = new TrustedIssuer("runners", { issuerUrl: cluster.oidcIssuerUrl, accountId, region });
 * new WorkloadIdentity(
 *     "runners",
 *     {
 *         cluster,
 *         accountId,
 *         oidcProviderArn: issuer.arn,
 *         namespace: "runners",
 *         serviceAccount: "terraform",
 *         policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
 *     },
 *     { provider: awsTesting },
 * );
 * ```
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** Known at preview. */
    public readonly roleArn: string;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** Name of the ServiceAccount, once it exists and its role has every permission. */
    public readonly serviceAccountName: pulumi.Output<string>;

    /** @throws ConfigError with every setting that is not valid */
    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        const { accountId, cluster, namespace, permissionsBoundary, rolePath, transform } = args;
        const { region = cluster.region, roleName = workloadRoleName(name) } = args;
        const problems = workloadIdentityProblems(args);
        if (problems.length > 0) {
            throw new ConfigError(problems, `WorkloadIdentity ${name}`, "arguments");
        }
        super(
            "eks-gitops-fleet:index:WorkloadIdentity",
            name,
            {
                accountId,
                inlinePolicy: args.inlinePolicy,
                maxSessionDuration: args.maxSessionDuration,
                namespace,
                permissionsBoundary,
                policyArns: args.policyArns,
                region,
                roleName,
                rolePath,
                serviceAccount: args.serviceAccount,
                stsRegionalEndpoints: args.stsRegionalEndpoints,
                tokenExpirationSeconds: args.tokenExpirationSeconds,
            },
            opts,
        );

        const planned = plannedRole(roleName, { accountId, region }, args);
        this.roleArn = planned.arn;
        const role = new aws.iam.Role(
            ...transformed<aws.iam.RoleArgs>(
                transform?.role,
                `${name}-role`,
                {
                    ...planned.inputs,
                    description: `Assumed by pods of ServiceAccount ${namespace}/${args.serviceAccount}`,
                    assumeRolePolicy: pulumi
                        .output({
                            oidcProviderArn: args.oidcProviderArn,
                            issuer: cluster.oidcIssuerUrl,
                        })
                        .apply((issuer) =>
                            policyText(
                                webIdentityTrust({
                                    ...issuer,
                                    namespace,
                                    serviceAccounts: [args.serviceAccount],
                                }),
                            ),
                        ),
                    maxSessionDuration: args.maxSessionDuration,
                },
                { parent: this, deleteBeforeReplace: true },
            ),
        );
        const permissions = this.createPermissions(name, role, args);
        const { stsRegionalEndpoints = true, tokenExpirationSeconds } = args;
        const serviceAccount = new k8s.core.v1.ServiceAccount(
            ...transformed<k8s.core.v1.ServiceAccountArgs>(
                transform?.serviceAccount,
                `${name}-service-account`,
                {
                    metadata: {
                        name: args.serviceAccount,
                        namespace,
                        annotations: {
                            ...serviceAccountAnnotations(this.roleArn, {
                                stsRegionalEndpoints,
                                tokenExpirationSeconds,
                            }),
                        },
                    },
                },
                {
                    parent: this,
                    provider: cluster.kubernetesProvider,
                    // A pod that starts earlier would get a session without some of the permissions.
                    dependsOn: [role, ...permissions, ...(args.prerequisites ?? [])],
                    deletedWith: cluster.cluster,
                },
            ),
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
        { inlinePolicy, policyArns = [] }: WorkloadIdentityArgs,
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
