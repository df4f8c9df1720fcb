/** IAM OIDC providers: whether an issuer is registered in an account, and by whom. */
import * as aws from "@pulumi/aws";

import type { AwsProviders } from "../components";
import type { AccountConfig } from "../components/lib/config/cluster/types";
import type { OidcProviderOwner } from "../components/lib/existingCluster";
import type { FoundProvider } from "../components/lib/iam/trustedIssuer";
import { STS_AUDIENCE } from "../components/lib/iam/trust";
import { isOwnedBy, type StackOwner } from "../components/lib/owner";
import type { Found } from "./problem";

/**
 * Looks for the provider of an issuer.
 * @param path of what needs it in the configuration
 * @param issuerUrl `https://oidc.eks...`
 * @returns no provider where the account has none
 */
export async function lookUpOidcProvider(
    path: string,
    issuerUrl: string,
    account: AccountConfig,
    providers: AwsProviders,
): Promise<Found<{ readonly provider?: FoundProvider & { readonly arn: string } }>> {
    try {
        const found = await aws.iam.getOpenIdConnectProvider(
            { url: issuerUrl },
            { provider: providers.for(account) },
        );
        const { arn, clientIdLists, tags } = found;
        return { value: { provider: { arn, audiences: clientIdLists, tags } } };
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
                    remedy: `the OIDC providers of account ${account.accountId} can't be looked up: ${message}.`,
                },
            ],
        };
    }
}

/**
 * Whose the provider of an issuer is.
 * @param owner the running stack: a provider with its tag is its own
 * @param path of the cluster in the configuration
 */
export async function findOidcProvider(
    path: string,
    issuerUrl: string,
    account: AccountConfig,
    owner: StackOwner,
    providers: AwsProviders,
): Promise<Found<OidcProviderOwner>> {
    const looked = await lookUpOidcProvider(path, issuerUrl, account, providers);
    if (looked.problems !== undefined) {
        return looked;
    }
    const found = looked.value.provider;
    if (found === undefined || isOwnedBy(found.tags, owner)) {
        return { value: { kind: "managed" } };
    }
    return found.audiences.includes(STS_AUDIENCE)
        ? { value: { kind: "used", arn: found.arn } }
        : {
              problems: [
                  {
                      path,
                      remedy: `account ${account.accountId} has an OIDC provider for the cluster's issuer that somebody else made, without the audience ${STS_AUDIENCE}. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${found.arn} --client-id ${STS_AUDIENCE}.`,
                  },
              ],
          };
}
