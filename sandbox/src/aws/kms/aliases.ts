/** Aliases of KMS keys. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { regionalArn, regionalScope } from "../regional";
import type { Params, RequestContext, Service } from "../service";
import type { Store } from "../store";
import { aliasesOf, existingKey, keysOf, usableKey } from "./keys";
import type { Alias } from "./keys";

/** The actions on aliases. */
export function aliasActions(store: Store): Service {
    const resource = (params: Params, request: RequestContext): string =>
        regionalArn(
            request,
            "kms",
            typeof params.AliasName === "string" ? params.AliasName : "alias/*",
        );
    return {
        "kms:CreateAlias": {
            resource,
            run: (params, request) => {
                const { name, keyId } = target(params);
                const aliases = aliasesOf(store, regionalScope(request));
                const alias: Alias = {
                    name,
                    arn: regionalArn(request, "kms", name),
                    keyId: ownKey(store, request, keyId),
                };
                if (aliases.has(name)) {
                    throw new AwsError(
                        "AlreadyExistsException",
                        `An alias with the name ${alias.arn} already exists`,
                    );
                }
                aliases.set(name, alias);
                return {};
            },
        },
        "kms:UpdateAlias": {
            resource,
            run: (params, request) => {
                const { name, keyId } = target(params);
                const alias = existingAlias(store, request, name);
                const updated = { ...alias, keyId: ownKey(store, request, keyId) };
                aliasesOf(store, regionalScope(request)).set(name, updated);
                return {};
            },
        },
        "kms:DeleteAlias": {
            resource,
            run: (params, request) => {
                const name = readParams(params, (reader) => reader.string("AliasName"));
                existingAlias(store, request, name);
                aliasesOf(store, regionalScope(request)).delete(name);
                return {};
            },
        },
        "kms:ListAliases": {
            resource: () => "*",
            run: (params, request) => {
                const keyId = readParams(params, (reader) => reader.maybeString("KeyId"));
                const wanted = keyId && existingKey(store, request, keyId).id;
                const aliases = [...aliasesOf(store, regionalScope(request)).values()];
                return {
                    Aliases: aliases
                        .filter((alias) => wanted === undefined || alias.keyId === wanted)
                        .map((alias) => ({
                            AliasName: alias.name,
                            AliasArn: alias.arn,
                            TargetKeyId: alias.keyId,
                        })),
                };
            },
        },
    };
}

/** KMS API Reference, CreateAlias: `alias/` and a name; `alias/aws/` is for AWS managed keys. */
function target(params: Params): { readonly name: string; readonly keyId: string } {
    const given = readParams(params, (reader) => ({
        name: reader.string("AliasName"),
        keyId: reader.string("TargetKeyId"),
    }));
    if (given.name.startsWith("alias/aws/")) {
        throw new AwsError("NotAuthorizedException", `${given.name} is reserved for AWS.`);
    }
    if (!/^alias\/[A-Za-z0-9/_-]{1,250}$/.test(given.name)) {
        throw new AwsError("InvalidAliasNameException", `Alias ${given.name} is not valid.`);
    }
    return given;
}

/** An alias and its key are in the same account and Region. */
function ownKey(store: Store, request: RequestContext, keyId: string): string {
    const key = usableKey(store, request, keyId);
    if (!keysOf(store, regionalScope(request)).has(key.id)) {
        throw new AwsError("NotFoundException", `Key '${key.arn}' does not exist`);
    }
    return key.id;
}

function existingAlias(store: Store, request: RequestContext, name: string): Alias {
    const alias = aliasesOf(store, regionalScope(request)).get(name);
    if (alias === undefined) {
        const arn = regionalArn(request, "kms", name);
        throw new AwsError("NotFoundException", `Alias ${arn} is not found.`);
    }
    return alias;
}
