/** IAM OIDC providers for the tokens of Pulumi Cloud and GitHub: whose they are in every home account. */
import type { AwsProviders } from "../discovery/awsProviders";
import type { DeliveryConfig } from "../config/delivery/types";
import type { WantedTokens } from "./issuers";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import { issuerProblems } from "../discovery/oidcProviders";
import type { Found } from "../discovery/problem";

/** @returns what this stack sees to; what is optional is left out where the provider is somebody else's and lacks it */
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
