/** Looks up IAM OIDC providers: whether an account trusts an issuer, and who created the provider. */
import * as aws from "@pulumi/aws";

import type { AwsProviders } from "./awsProviders";
import { oidcProviderArn, partitionOf } from "../lib/aws/arn";
import type { AccountConfig } from "../lib/cluster/types";
import type { Problem } from "../lib/problems";
import {
    arrivalOf,
    refusalText,
    type FoundProvider,
    type WantedProvider,
} from "../lib/iam/trustedIssuer";
import type { Found } from "./problem";

/**
 * Looks up the provider for an issuer.
 * @param path in the configuration of what needs it
 * @param issuerUrl `https://oidc.eks...`
 * @returns no provider if the account has none
 */
async function lookUpOidcProvider(
    path: string,
    issuerUrl: string,
    account: AccountConfig,
    providers: AwsProviders,
): Promise<Found<{ readonly provider?: FoundProvider }>> {
    try {
        const found = await aws.iam.getOpenIdConnectProvider(
            { url: issuerUrl },
            { provider: providers.for(account) },
        );
        const { clientIdLists, tags } = found;
        return { value: { provider: { audiences: clientIdLists, tags } } };
    } catch (error) {
        const message = (error as Error).message;
        // terraform-provider-aws, internal/service/iam/openid_connect_provider_data_source.go
        if (/not found|couldn't find resource|empty result/i.test(message)) {
            return { value: {} };
        }
        return {
            problems: [
                {
                    path,
                    remedy: `the OIDC providers of account ${account.accountId} cannot be looked up: ${message}.`,
                },
            ],
        };
    }
}

/**
 * Why an account cannot trust an issuer as configured.
 * @param path in the configuration of what needs it
 * @param issuerUrl `https://oidc.eks...`
 */
export async function issuerProblems(
    path: string,
    issuerUrl: string,
    account: AccountConfig,
    wanted: WantedProvider,
    providers: AwsProviders,
): Promise<readonly Problem[]> {
    const found = await lookUpOidcProvider(path, issuerUrl, account, providers);
    if (found.problems !== undefined) {
        return found.problems;
    }
    const arrival = arrivalOf(found.value.provider, wanted);
    if (arrival.kind !== "refuse") {
        return [];
    }
    const { accountId, region } = account;
    const arn = oidcProviderArn(partitionOf(region), accountId, issuerUrl);
    return [
        {
            path,
            remedy: refusalText(arrival.reason, {
                accountId,
                issuer: issuerUrl,
                arn,
                audience: wanted.audience,
            }),
        },
    ];
}
