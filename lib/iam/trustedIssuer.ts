/**
 * Who owns an account's IAM OIDC provider, and what follows from it. An account can have only one provider per issuer,
 * whoever needs it: a stack creates it if it is missing and uses it if it exists. The last stack that uses a provider
 * created by one of them deletes it.
 */
import { OWNER_TAG, RELEASED } from "../naming/owner";

/** Who owns the account's IAM OIDC provider: looked up, always this stack, never this stack. */
export type OidcProviderChoice = "auto" | "managed" | "existing";

/** A provider as IAM describes it. */
export interface FoundProvider {
    readonly audiences: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
}

/** What a stack needs from an account's provider. */
export interface WantedProvider {
    /** Value of the owner tag of providers that the stack creates. */
    readonly owner: string;
    readonly choice: OidcProviderChoice;
    /** Audience of the tokens that roles will trust. */
    readonly audience: string;
    /** The audience may be added to a provider that someone else created. */
    readonly addAudience: boolean;
}

/** How a stack obtains a provider with its audience. */
export type Arrival =
    | { readonly kind: "create" }
    /** Managed by this stack: it created the provider or adopted a released one. */
    | { readonly kind: "keep"; readonly missingAudience: boolean }
    /** Owned by someone else: the stack uses it and at most adds the audience. */
    | { readonly kind: "use"; readonly missingAudience: boolean }
    | { readonly kind: "refuse"; readonly reason: Refusal };

export type Refusal = "absent" | "foreign" | "noAudience";

/** @param found undefined if the account has no provider */
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

/** What happens to a provider that a stack no longer needs. */
export type Departure =
    | { readonly kind: "delete" }
    /** Roles of others still trust it: it is not deleted, and its tag changes from this stack to `released`. */
    | { readonly kind: "release" }
    /** Removes the audience that the stack added; the provider belongs to someone else. */
    | { readonly kind: "removeAudience" }
    | { readonly kind: "leave" };

/**
 * @param found undefined if the provider is already deleted
 * @param known what the stack did to the provider
 * @param users roles that trust it. The stack's own roles are deleted by now.
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

/** Explains in one sentence why a provider cannot be used, and what to do. */
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
            return `account ${accountId} has no IAM OIDC provider for ${issuer}, and oidcProvider: existing never creates one: create it, or leave oidcProvider unset.`;
        case "foreign":
            return `account ${accountId} has an IAM OIDC provider for ${issuer} that someone else created, and an account can have only one per issuer: leave oidcProvider unset to use it.`;
        case "noAudience":
            return `account ${accountId} has an IAM OIDC provider for ${issuer} that someone else created, without the audience ${audience}. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}. Or set addAudience: true in the account of a workload identity, or in delivery.`;
    }
}

/**
 * Whether a role's trust policy names a provider.
 * @param document parsed, or URL-encoded text as IAM returns it
 * @throws Error if the text cannot be parsed: ignoring a role could delete the provider that it trusts
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

/** Created by this stack, or released by another. */
function isOwn({ tags }: FoundProvider, owner: string): boolean {
    return tags[OWNER_TAG] === owner || tags[OWNER_TAG] === RELEASED;
}

function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
