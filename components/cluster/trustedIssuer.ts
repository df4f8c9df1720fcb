import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { trustedIssuerProvider } from "../../providers/trustedIssuer";
import { oidcProviderArn, partitionOf } from "../../lib/aws/arn";
import type { AccountConfig } from "../../lib/cluster/types";
import type { OidcProviderChoice } from "../../lib/iam/trustedIssuer";
import { STS_AUDIENCE } from "../../lib/iam/trust";

export interface TrustedIssuerArgs {
    /** `https://oidc.eks...`. Another one replaces the resource. */
    readonly issuerUrl: pulumi.Input<string>;
    /** The account that trusts the issuer, and how it is reached. */
    readonly place: AccountConfig;
    /** The running stack's whole name: in the tag of what it makes. */
    readonly owner: string;
    /** Further tags of what the stack makes. @default none */
    readonly tags?: Readonly<Record<string, string>>;
    /** Audience of the tokens that roles will trust. @default sts.amazonaws.com */
    readonly audience?: string;
    /** Whose the provider is. @default auto */
    readonly choice?: OidcProviderChoice;
    /** The audience may be added to a provider that somebody else made. @default false */
    readonly addAudience?: boolean;
}

/**
 * An account trusts an issuer: it has an IAM OIDC provider for it with an audience. Of an issuer there is
 * one in an account, so it is made where it is absent and used where it is there, whoever made it. It goes when this
 * stack made it and no role of anybody's trusts it; while some role does, it stays and is nobody's, until the last
 * stack that used it goes.
 */
export class TrustedIssuer extends pulumi.dynamic.Resource {
    /** ARN of the IAM OIDC provider, once it is there. */
    declare public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: TrustedIssuerArgs, opts?: pulumi.CustomResourceOptions) {
        const { accountId, region, provisionerRoleArn } = args.place;
        const partition = partitionOf(region);
        super(
            trustedIssuerProvider,
            name,
            {
                url: args.issuerUrl,
                accountId,
                region,
                ...(provisionerRoleArn === undefined ? {} : { roleArn: provisionerRoleArn }),
                audience: args.audience ?? STS_AUDIENCE,
                owner: args.owner,
                tags: { ...args.tags },
                choice: args.choice ?? "auto",
                addAudience: args.addAudience ?? false,
                // Known at preview as soon as the issuer is.
                arn: pulumi
                    .output(args.issuerUrl)
                    .apply((issuer) => oidcProviderArn(partition, accountId, issuer)),
            },
            { provider: dynamicResourceProvider(), ...opts },
            "eks-gitops-fleet",
            "TrustedIssuer",
        );
    }
}
