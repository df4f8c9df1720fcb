/**
 * Whose an account's IAM OIDC provider is, and what follows. There is one of an issuer in an account, whoever needs it: a
 * stack makes it where there is none, uses it where there is one, and the last one out takes away what a stack made.
 */
import { OWNER_TAG, RELEASED } from "../naming/owner";

/** Whose the account's IAM OIDC provider is: looked up, always ours to make, never ours to make. */
export type OidcProviderChoice = "auto" | "managed" | "existing";

/** A provider as IAM describes it. */
export interface FoundProvider {
    readonly audiences: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
}

/** What a stack wants of an account's provider. */
export interface WantedProvider {
    /** Value of the owner tag of what the stack makes. */
    readonly owner: string;
    readonly choice: OidcProviderChoice;
    /** Of the tokens that roles will trust. */
    readonly audience: string;
    /** The audience may be added to what somebody else made. */
    readonly addAudience: boolean;
}

/** How a provider comes to be there with its audience. */
export type Arrival =
    | { readonly kind: "create" }
    /** It is this stack's, made before or taken over from one that is gone. */
    | { readonly kind: "keep"; readonly missingAudience: boolean }
    /** It is somebody else's: it is used, and the audience at most is added. */
    | { readonly kind: "use"; readonly missingAudience: boolean }
    | { readonly kind: "refuse"; readonly reason: Refusal };

export type Refusal = "absent" | "foreign" | "noAudience";

/** @param found undefined where the account has none */
export function arrivalOf(found: FoundProvider | undefined, wanted: WantedProvider): Arrival {
    const { addAudience, audience, choice, owner } = wanted;
    if (found === undefined) {
        return choice === "existing" ? { kind: "refuse", reason: "absent" } : { kind: "create" };
    }
    const missingAudience = !found.audiences.includes(audience);
    if (choice !== "existing" && isOwn(found, owner)) {
        return { kind: "keep", missingAudience };
    }
    if (choice === "managed") {
        return { kind: "refuse", reason: "foreign" };
    }
    return missingAudience && !addAudience
        ? { kind: "refuse", reason: "noAudience" }
        : { kind: "use", missingAudience };
}

/** What becomes of a provider that a stack needs no longer. */
export type Departure =
    | { readonly kind: "delete" }
    /** Others use it: it stays, and is nobody's any more. */
    | { readonly kind: "release" }
    /** The audience that the stack added goes; the provider is somebody else's. */
    | { readonly kind: "removeAudience" }
    | { readonly kind: "leave" };

/**
 * @param found undefined where it is gone already
 * @param known what the stack did to it
 * @param users roles that trust it: none of them is the stack's own, which are gone by now
 */
export function departureOf(
    found: FoundProvider | undefined,
    known: { readonly owner: string; readonly audienceAdded: boolean },
    users: readonly string[],
): Departure {
    if (found === undefined) {
        return { kind: "leave" };
    }
    const needed = users.length > 0;
    if (isOwn(found, known.owner)) {
        if (!needed) {
            return { kind: "delete" };
        }
        return found.tags[OWNER_TAG] === RELEASED ? { kind: "leave" } : { kind: "release" };
    }
    return known.audienceAdded && !needed ? { kind: "removeAudience" } : { kind: "leave" };
}

/** Why a provider can't serve, and what to do, as one sentence about its account. */
export function refusalText(
    reason: Refusal,
    place: {
        readonly accountId: string;
        readonly issuer: string;
        readonly arn: string;
        readonly audience: string;
    },
): string {
    const { accountId, arn, audience, issuer } = place;
    switch (reason) {
        case "absent":
            return `account ${accountId} has no IAM OIDC provider for ${issuer}, and oidcProvider: existing never makes one: have it made, or leave oidcProvider out.`;
        case "foreign":
            return `account ${accountId} has an IAM OIDC provider for ${issuer} that somebody else made, and there is one at most: leave oidcProvider out to use it.`;
        case "noAudience":
            return `account ${accountId} has an IAM OIDC provider for ${issuer} that somebody else made, without the audience ${audience}. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}. Or say addAudience: true, where there is such a key: at a workload identity's account, and in delivery.`;
    }
}

/**
 * Whether a role's trust policy names a provider.
 * @param document parsed, or as text, which IAM encodes as a part of an address
 * @throws Error for a text that can't be read: a role that was overlooked would lose what it trusts
 */
export function trustsProvider(document: unknown, arn: string): boolean {
    if (typeof document === "string") {
        return trustsProvider(JSON.parse(decodeURIComponent(document)), arn);
    }
    const { Statement } = (document ?? {}) as { readonly Statement?: unknown };
    return list(Statement).some((statement) => {
        const { Principal } = (statement ?? {}) as { readonly Principal?: unknown };
        const { Federated } = (typeof Principal === "object" ? (Principal ?? {}) : {}) as {
            readonly Federated?: unknown;
        };
        return list(Federated).includes(arn);
    });
}

/** Made by this stack, or by one that left it to others. */
function isOwn({ tags }: FoundProvider, owner: string): boolean {
    return tags[OWNER_TAG] === owner || tags[OWNER_TAG] === RELEASED;
}

function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
