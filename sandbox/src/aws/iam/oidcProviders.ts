/** OpenID Connect providers: whose tokens an account accepts. */
import { accountOf } from "../policy/arn";
import type { TagMap } from "../params";
import type { Store, Table } from "../store";
import { noSuchEntity } from "./errors";

export interface OidcProvider {
    readonly account: string;
    readonly arn: string;
    /** `https://...`, the issuer in the tokens. */
    readonly url: string;
    /** Audiences. */
    readonly clientIds: readonly string[];
    readonly thumbprints: readonly string[];
    readonly tags: TagMap;
    readonly created: Date;
}

/** Providers of an account by ARN. */
export function providersOf(store: Store, account: string): Table<OidcProvider> {
    return store.table<OidcProvider>("iam.oidcProvider", { account });
}

/** The issuer without its scheme: last part of the provider's ARN and prefix of its condition keys. */
export function issuerName(url: string): string {
    return url.replace(/^https:\/\//, "");
}

/** The provider with this ARN. */
export function findProvider(store: Store, arn: string): OidcProvider | undefined {
    const account = accountOf(arn);
    return account === undefined ? undefined : providersOf(store, account).get(arn);
}

/** The account's provider for an issuer: what a web identity needs in the account of the role. */
export function providerFor(
    store: Store,
    account: string,
    issuer: string,
): OidcProvider | undefined {
    return [...providersOf(store, account).values()].find(({ url }) => url === issuer);
}

/** True while some account has a provider for the issuer. */
export function isIssuerTrusted(store: Store, issuer: string): boolean {
    return store.all<OidcProvider>("iam.oidcProvider").some(({ url }) => url === issuer);
}

/**
 * The account's provider with this ARN.
 * @throws AwsError NoSuchEntity
 */
export function providerAt(store: Store, account: string, arn: string): OidcProvider {
    const provider = providersOf(store, account).get(arn);
    if (provider === undefined) {
        throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    }
    return provider;
}
