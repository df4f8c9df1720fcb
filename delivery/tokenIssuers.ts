/** IAM OIDC providers for the tokens of Pulumi Cloud and GitHub in the home accounts: which of them this stack may use. */
import type { AwsProviders } from "../discovery/awsProviders";
import type { WantedTokens } from "./issuers";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import { issuerProblems } from "../discovery/oidcProviders";
import type { Found } from "../discovery/problem";
import type { DeliveryConfig } from "./types";

/** @returns the tokens to trust, without optional ones that another owner's provider does not accept */
export async function findTokenIssuers(
    wanted: readonly WantedTokens[],
    { addAudience, oidcProvider }: DeliveryConfig,
    owner: StackOwner,
    providers: AwsProviders,
): Promise<Found<readonly WantedTokens[]>> {
    const looked = await Promise.all(
        wanted.map(async (tokens) => {
            const { audience, issuer, path, place } = tokens;
            const provider = {
                owner: ownerName(owner),
                choice: oidcProvider,
                audience,
                addAudience,
            };
            const problems = await issuerProblems(path, issuer, place, provider, providers);
            return { tokens, problems };
        }),
    );
    const problems = looked.flatMap((one) => (one.tokens.optional ? [] : one.problems));
    return problems.length > 0
        ? { problems }
        : {
              value: looked.flatMap((one) => (one.problems.length === 0 ? [one.tokens] : [])),
          };
}
