/** Which accounts must trust which issuers, each once, however many stacks need it. */
import { accountsWithoutRole } from "../lib/aws/accounts";
import type { AccountConfig } from "../lib/cluster/types";
import { provisionerRoleArn } from "../lib/fleet/names";
import { STS_AUDIENCE } from "../lib/iam/trust";
import type { StackFacts } from "./stackFacts";
import { deploymentAudience, escAudience, GITHUB_ISSUER, PULUMI_ISSUER } from "./subjects";
import type { DeliveryConfig } from "./types";

/** One account that must trust one issuer's tokens of one audience. */
export interface WantedTokens {
    /** Path of the first stack that needs it, in the configuration. */
    readonly path: string;
    /** Part of logical names. */
    readonly key: string;
    readonly issuer: string;
    readonly audience: string;
    /** The account, and the role that this stack assumes in it. */
    readonly place: AccountConfig;
    /** No role of this stack needs it: left out if another owner's provider lacks it. */
    readonly optional: boolean;
}

/** The account of a stack's deploy role, and the role that the stack of delivery assumes in it. */
export function homePlace(delivery: DeliveryConfig, { home }: StackFacts): AccountConfig {
    const role = provisionerRoleArn(home, delivery);
    return { ...home, provisionerRoleArn: role };
}

export function pulumiTokensKey(accountId: string): string {
    return `tokens-pulumi-${accountId}`;
}

export function githubTokensKey(accountId: string): string {
    return `tokens-github-${accountId}`;
}

/** Every account and audience once, in the order of the stacks; the audience that roles need precedes the optional one. */
export function wantedTokens(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly WantedTokens[] {
    const { organization } = delivery;
    const wanted = Object.entries(delivery.stacks).flatMap(([name, stack]) => {
        const path = `stacks.${name}`;
        const place = homePlace(delivery, facts[name]!);
        const pulumi = {
            path,
            key: pulumiTokensKey(place.accountId),
            issuer: PULUMI_ISSUER,
            place,
        };
        return [
            { ...pulumi, audience: deploymentAudience(organization), optional: false },
            // Tokens of Pulumi ESC have the same issuer, and an account can have one provider for it.
            {
                ...pulumi,
                key: `${pulumi.key}-esc`,
                audience: escAudience(organization),
                optional: true,
            },
            ...(stack.githubActions === undefined
                ? []
                : [
                      {
                          path,
                          key: githubTokensKey(place.accountId),
                          issuer: GITHUB_ISSUER,
                          audience: STS_AUDIENCE,
                          place,
                          optional: false,
                      },
                  ]),
        ];
    });
    return [...new Map(wanted.reverse().map((tokens) => [tokens.key, tokens])).values()].reverse();
}

/** Home accounts that Pulumi would have to work in with its own credentials, if there are several. */
export function homesWithoutRole(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly string[] {
    const homes = accountsWithoutRole(
        Object.entries(facts).map(([name, fact]) => ({
            path: `stacks.${name}`,
            ...homePlace(delivery, fact),
        })),
    );
    return homes.size > 1 ? [...homes.keys()] : [];
}
