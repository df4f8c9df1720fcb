/** Which accounts must trust whose tokens, each once, however many stacks need it. */
import { accountsWithoutRole } from "../lib/aws/accounts";
import type { AccountConfig } from "../lib/cluster/types";
import type { DeliveryConfig } from "../config/delivery/types";
import { provisionerRoleArn } from "../lib/fleet/names";
import { STS_AUDIENCE } from "../lib/iam/trust";
import type { StackFacts } from "./stackFacts";
import { deploymentAudience, escAudience, GITHUB_ISSUER, PULUMI_ISSUER } from "./subjects";

/** One account that must trust one issuer's tokens of one audience. */
export interface WantedTokens {
    /** Path of the first stack that needs it, in the configuration. */
    readonly path: string;
    /** Part of logical names. */
    readonly key: string;
    readonly issuer: string;
    readonly audience: string;
    /** The account, and how this stack reaches it. */
    readonly place: AccountConfig;
    /** Only where the provider is this stack's: no role of ours trusts it. */
    readonly optional: boolean;
}

/** The account of a stack's deploy role, as the stack of delivery works in it. */
export function homePlace(delivery: DeliveryConfig, { home }: StackFacts): AccountConfig {
    const role = provisionerRoleArn(home, delivery);
    return { ...home, ...(role === undefined ? {} : { provisionerRoleArn: role }) };
}

export function pulumiTokensKey(accountId: string): string {
    return `tokens-pulumi-${accountId}`;
}

export function githubTokensKey(accountId: string): string {
    return `tokens-github-${accountId}`;
}

/** Every account and audience once, in the order of the stacks; an issuer's first audience is the needed one. */
export function wantedTokens(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly WantedTokens[] {
    const { organization } = delivery;
    const wanted = Object.entries(delivery.stacks).flatMap(([name, stack]) => {
        const path = `delivery.stacks.${name}`;
        const place = homePlace(delivery, facts[name]!);
        const pulumi = {
            path,
            key: pulumiTokensKey(place.accountId),
            issuer: PULUMI_ISSUER,
            place,
        };
        return [
            { ...pulumi, audience: deploymentAudience(organization), optional: false },
            // Pulumi ESC's logins come from the same issuer, and an account has one provider of it.
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

/** Accounts that this stack would have to reach with one and the same credentials. */
export function strangeHomes(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly string[] {
    const homes = accountsWithoutRole(
        Object.entries(facts).map(([name, fact]) => ({
            path: `delivery.stacks.${name}`,
            ...homePlace(delivery, fact),
        })),
    );
    return homes.size > 1 ? [...homes.keys()] : [];
}
