/** KMS keys and aliases. No key material: nothing in the sandbox is encrypted with them. */
import { AwsError } from "../errors";
import type { TagMap } from "../params";
import { regionalArn, regionalScope } from "../regional";
import type { RequestContext } from "../service";
import type { Scope, Store, Table } from "../store";

export interface Key {
    readonly id: string;
    readonly arn: string;
    readonly account: string;
    /** ISO 8601. */
    readonly createdAt: string;
    readonly description: string;
    readonly policy: string;
    readonly state: "Enabled" | "Disabled" | "PendingDeletion";
    /** ISO 8601; only while deletion is pending. */
    readonly deletionDate?: string;
    /** Days between rotations; absent while rotation is off. */
    readonly rotationDays?: number;
    readonly tags: TagMap;
}

export interface Alias {
    /** `alias/...` */
    readonly name: string;
    readonly arn: string;
    readonly keyId: string;
}

/** The keys of a scope by id. Keys are never removed: deletion stays pending for at least a week. */
export function keysOf(store: Store, scope: Scope): Table<Key> {
    return store.table("kms:key", scope);
}

/** The aliases of a scope by name. */
export function aliasesOf(store: Store, scope: Scope): Table<Alias> {
    return store.table("kms:alias", scope);
}

/** A key of any account by its ARN, for services that are given one. */
export function findKey(store: Store, arn: string): Key | undefined {
    return store.all<Key>("kms:key").find((key) => key.arn === arn);
}

/**
 * A key by id, ARN, alias name or alias ARN, as KMS takes it.
 * @throws AwsError NotFoundException
 */
export function existingKey(store: Store, request: RequestContext, keyId: string): Key {
    const scope = regionalScope(request);
    const aliasName = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
    const alias = aliasName === undefined ? undefined : aliasesOf(store, scope).get(aliasName);
    const key =
        aliasName === undefined
            ? (keysOf(store, scope).get(keyId) ?? findKey(store, keyId))
            : keysOf(store, scope).get(alias?.keyId ?? "");
    if (key === undefined) {
        const shown = keyId.startsWith("arn:")
            ? keyId
            : regionalArn(request, "kms", aliasName ?? `key/${keyId}`);
        throw new AwsError(
            "NotFoundException",
            aliasName === undefined
                ? `Key '${shown}' does not exist`
                : `Alias ${shown} is not found.`,
        );
    }
    return key;
}

/** A key of the caller's account that is not about to be deleted. @throws AwsError KMSInvalidStateException */
export function usableKey(store: Store, request: RequestContext, keyId: string): Key {
    const key = existingKey(store, request, keyId);
    // KMS developer guide, "Key states of AWS KMS keys".
    if (key.state === "PendingDeletion") {
        throw new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
    }
    return key;
}

/** Replaces a key's properties. */
export function updateKey(
    store: Store,
    request: RequestContext,
    key: Key,
    change: Partial<Key>,
): Key {
    const updated = { ...key, ...change };
    keysOf(store, regionalScope(request)).set(key.id, updated);
    return updated;
}
