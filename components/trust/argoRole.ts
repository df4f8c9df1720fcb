import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyText } from "../../lib/iam/documents";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import { podIdentityTrust, webIdentityTrust } from "../../lib/iam/trust";

export interface ArgoRoleArgs {
    /** Name of the role: deterministic, since other accounts' documents hold its ARN. */
    readonly roleName: string;
    /** Path and boundary of the role. */
    readonly roleSettings: RoleSettings;
    /** What vouches for the ServiceAccounts. */
    readonly identity: ServiceAccountIdentity;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** ServiceAccounts that may assume the role; no other of the namespace may. */
    readonly serviceAccounts: readonly string[];
}

/** The management cluster's issuer, by its identity provider, or EKS Pod Identity on the management cluster. */
export type ServiceAccountIdentity =
    | {
          readonly kind: "irsa";
          readonly oidcProviderArn: pulumi.Input<string>;
          /** `https://oidc.eks...` */
          readonly oidcIssuerUrl: pulumi.Input<string>;
      }
    | {
          readonly kind: "podIdentity";
          readonly clusterName: pulumi.Input<string>;
          readonly clusterArn: pulumi.Input<string>;
      };

/**
 * Role argocd: assumed by the agent's ServiceAccounts, with their projected tokens or by EKS Pod Identity, which an
 * association tells about each of them. What it may do is not the role's own affair: every stack with targets attaches
 * the permission for its own (ArgoRolePermissions).
 */
export class ArgoRole extends pulumi.ComponentResource {
    public readonly roleName: pulumi.Output<string>;
    public readonly roleArn: pulumi.Output<string>;
    /** `AROA...`: changes when the role is recreated. */
    public readonly roleUniqueId: pulumi.Output<string>;
    /** The trust policy, as text. */
    public readonly trustPolicy: pulumi.Output<string>;

    constructor(name: string, args: ArgoRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoRole", name, {}, opts);

        if (args.serviceAccounts.length === 0) {
            throw new pulumi.ResourceError(
                `ArgoRole ${name}: 'serviceAccounts' is empty; name the ServiceAccounts that may assume the role.`,
                this,
            );
        }

        this.trustPolicy = trustPolicy(args);
        const role = new aws.iam.Role(
            `${name}-role`,
            {
                // Fixed: targets' trust policies and the ServiceAccounts' annotations name it.
                name: args.roleName,
                ...roleInputs(args.roleSettings),
                description: "Assumed by Argo CD; may assume the fleet's Deployer roles",
                assumeRolePolicy: this.trustPolicy,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        if (args.identity.kind === "podIdentity") {
            for (const serviceAccount of args.serviceAccounts) {
                new aws.eks.PodIdentityAssociation(
                    `${name}-${serviceAccount}`,
                    {
                        clusterName: args.identity.clusterName,
                        namespace: args.namespace,
                        serviceAccount,
                        roleArn: role.arn,
                    },
                    { parent: this },
                );
            }
        }

        this.roleName = role.name;
        this.roleArn = role.arn;
        this.roleUniqueId = role.uniqueId;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}

function trustPolicy({
    identity,
    namespace,
    serviceAccounts,
}: ArgoRoleArgs): pulumi.Output<string> {
    return identity.kind === "irsa"
        ? pulumi
              .output({ oidcProviderArn: identity.oidcProviderArn, issuer: identity.oidcIssuerUrl })
              .apply((issuer) =>
                  policyText(webIdentityTrust({ ...issuer, namespace, serviceAccounts })),
              )
        : pulumi
              .output(identity.clusterArn)
              .apply((clusterArn) =>
                  policyText(podIdentityTrust({ clusterArn, namespace, serviceAccounts })),
              );
}
