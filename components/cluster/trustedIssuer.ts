import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { trustedIssuerProvider } from "../../providers/trustedIssuer";
import { oidcProviderArn, partitionOf } from "../../lib/aws/arn";
import type { OidcProviderChoice } from "../../lib/iam/trustedIssuer";
import { STS_AUDIENCE } from "../../lib/iam/trust";
import { ownerName } from "../../lib/naming/owner";

export interface TrustedIssuerArgs {
    /** `https://` address of the issuer, such as a cluster's `oidcIssuerUrl`. Another issuer replaces the resource. */
    readonly issuerUrl: pulumi.Input<string>;
    /** Account that trusts the issuer, twelve digits. */
    readonly accountId: string;
    /** Region that Pulumi reaches the account in. */
    readonly region: string;
    /** Role that Pulumi assumes in the account. @default Pulumi's own credentials */
    readonly provisionerRoleArn?: string;
    /** Stack that owns what this resource creates: `organization/project/stack`, in a tag. @default the running stack */
    readonly owner?: string;
    /** Further tags of an OIDC provider that this resource creates. @default none */
    readonly tags?: Readonly<Record<string, string>>;
    /** Audience of the tokens that roles will trust. @default sts.amazonaws.com */
    readonly audience?: string;
    /**
     * Who manages the OIDC provider: `managed` this stack, `existing` someone else, `auto` this stack if there is none.
     * @default auto
     */
    readonly choice?: OidcProviderChoice;
    /** Adds the audience to an OIDC provider that someone else created without it. @default false */
    readonly addAudience?: boolean;
}

/**
 * An account's trust in an issuer: an IAM OIDC provider with an audience. An account has at most one for an issuer, so
 * this resource creates it if there is none and uses it otherwise. It deletes the OIDC provider only if this stack created
 * it and no role of the account trusts it. Otherwise it releases the OIDC provider, and the last stack that used it deletes it.
 *
 * @example
 * ```ts
 * const issuer = new TrustedIssuer("runners", {
 *     issuerUrl: cluster.oidcIssuerUrl,
 *     accountId: "222222222222",
 *     region: "eu-west-1",
 * });
 * ```
 */
export class TrustedIssuer extends pulumi.dynamic.Resource {
    /** ARN of the IAM OIDC provider, once it exists. */
    declare public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: TrustedIssuerArgs, opts?: pulumi.CustomResourceOptions) {
        const { accountId, issuerUrl, provisionerRoleArn, region } = args;
        const partition = partitionOf(region);
        super(
            trustedIssuerProvider,
            name,
            {
                url: issuerUrl,
                accountId,
                region,
                roleArn: provisionerRoleArn,
                audience: args.audience ?? STS_AUDIENCE,
                owner: args.owner ?? runningStack(),
                tags: { ...args.tags },
                choice: args.choice ?? "auto",
                addAudience: args.addAudience ?? false,
                // Known at preview as soon as the issuer is.
                arn: pulumi
                    .output(issuerUrl)
                    .apply((issuer) => oidcProviderArn(partition, accountId, issuer)),
            },
            { provider: dynamicResourceProvider(), ...opts },
            "eks-gitops-fleet",
            "TrustedIssuer",
        );
    }
}

function runningStack(): string {
    return ownerName({
        organization: pulumi.getOrganization(),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
    });
}
