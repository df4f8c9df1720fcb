/** Actions on OpenID Connect providers. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
import type { Params, Service } from "../service";
import type { ParamReader } from "../params";
import type { IamDeps } from "./deps";
import { entityAlreadyExists, limitExceeded, validationError } from "./errors";
import { issuerName, providerAt, providersOf, type OidcProvider } from "./oidcProviders";
import { readQueryParams, tagListOf, withoutTags, withTags } from "./params";

/** Create, Get, List and DeleteOpenIDConnectProvider, its client ids, thumbprints and tags. */
export function oidcProviderActions({ store, now, onProvidersChanged }: IamDeps): Service {
    const save = (provider: OidcProvider): void => {
        providersOf(store, provider.account).set(provider.arn, provider);
    };
    const given = (reader: ParamReader, account: string): OidcProvider =>
        providerAt(store, account, reader.string(ARN));
    return {
        "iam:CreateOpenIDConnectProvider": {
            resource: (params, { account, partition }) =>
                providerArn(partition, account, String(params["Url"])),
            run: async (params, { account, partition }) => {
                const provider = readQueryParams(params, (reader): OidcProvider => {
                    const url = checkedUrl(reader.string("Url"));
                    return {
                        account,
                        arn: providerArn(partition, account, url),
                        url,
                        clientIds: checkedClientIds(reader.maybeStrings("ClientIDList") ?? []),
                        thumbprints: reader.maybeStrings("ThumbprintList") ?? [],
                        tags: reader.tagList("Tags"),
                        created: now(),
                    };
                });
                const providers = providersOf(store, account);
                if (providers.has(provider.arn)) {
                    throw entityAlreadyExists(`Provider with url ${provider.url} already exists.`);
                }
                // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
                if (providers.size >= 100) {
                    throw limitExceeded(
                        "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100",
                    );
                }
                save(provider);
                try {
                    await onProvidersChanged(provider.url);
                } catch (error) {
                    providers.delete(provider.arn);
                    throw error;
                }
                return {
                    OpenIDConnectProviderArn: provider.arn,
                    Tags: tagListOf(provider.tags),
                };
            },
        },
        "iam:GetOpenIDConnectProvider": {
            resource: providerResource,
            run: (params, { account }) => {
                const provider = readQueryParams(params, (reader) => given(reader, account));
                return {
                    // without its scheme, as IAM answers it
                    Url: issuerName(provider.url),
                    ClientIDList: provider.clientIds,
                    ThumbprintList: provider.thumbprints,
                    CreateDate: provider.created.toISOString(),
                    Tags: tagListOf(provider.tags),
                };
            },
        },
        "iam:ListOpenIDConnectProviders": {
            resource: () => "*",
            run: (params, { account }) => {
                readQueryParams(params, () => undefined);
                const arns = [...providersOf(store, account).keys()];
                return { OpenIDConnectProviderList: arns.map((Arn) => ({ Arn })) };
            },
        },
        "iam:DeleteOpenIDConnectProvider": {
            resource: providerResource,
            run: async (params, { account }) => {
                const provider = readQueryParams(params, (reader) => given(reader, account));
                providersOf(store, account).delete(provider.arn);
                await onProvidersChanged(provider.url);
                return {};
            },
        },
        "iam:AddClientIDToOpenIDConnectProvider": {
            resource: providerResource,
            run: (params, { account }) => {
                const { provider, id } = readQueryParams(params, (reader) => ({
                    provider: given(reader, account),
                    id: reader.string("ClientID"),
                }));
                // idempotent: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
                const clientIds = checkedClientIds([...new Set([...provider.clientIds, id])]);
                save({ ...provider, clientIds });
                return {};
            },
        },
        "iam:RemoveClientIDFromOpenIDConnectProvider": {
            resource: providerResource,
            run: (params, { account }) => {
                const { provider, id } = readQueryParams(params, (reader) => ({
                    provider: given(reader, account),
                    id: reader.string("ClientID"),
                }));
                save({ ...provider, clientIds: provider.clientIds.filter((kept) => kept !== id) });
                return {};
            },
        },
        "iam:UpdateOpenIDConnectProviderThumbprint": {
            resource: providerResource,
            run: (params, { account }) => {
                const provider = readQueryParams(params, (reader) => ({
                    ...given(reader, account),
                    thumbprints: reader.strings("ThumbprintList"),
                }));
                save(provider);
                return {};
            },
        },
        "iam:TagOpenIDConnectProvider": {
            resource: providerResource,
            run: (params, { account }) => {
                const { provider, tags } = readQueryParams(params, (reader) => ({
                    provider: given(reader, account),
                    tags: reader.tagList("Tags"),
                }));
                save({ ...provider, tags: withTags(provider.tags, tags) });
                return {};
            },
        },
        "iam:UntagOpenIDConnectProvider": {
            resource: providerResource,
            run: (params, { account }) => {
                const { provider, keys } = readQueryParams(params, (reader) => ({
                    provider: given(reader, account),
                    keys: reader.strings("TagKeys"),
                }));
                save({ ...provider, tags: withoutTags(provider.tags, keys) });
                return {};
            },
        },
    };
}

const ARN = "OpenIDConnectProviderArn";

function providerResource(params: Params): string {
    return String(params[ARN]);
}

function providerArn(partition: string, account: string, url: string): string {
    return `arn:${partition}:iam::${account}:oidc-provider/${issuerName(url)}`;
}

/** `Url` of the API reference above: https, no port, no query, 255 characters. */
function checkedUrl(url: string): string {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const valid =
        parsed?.protocol === "https:" &&
        parsed.port === "" &&
        parsed.search === "" &&
        parsed.hash === "" &&
        url.length <= 255;
    if (!valid) {
        throw validationError("Invalid Open ID Connect Provider URL");
    }
    return url;
}

/** 100 client ids of up to 255 characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function checkedClientIds(clientIds: readonly string[]): readonly string[] {
    if (clientIds.length > 100) {
        throw limitExceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
    }
    if (clientIds.some((id) => id.length < 1 || id.length > 255)) {
        throw validationError("Client ids have 1 to 255 characters.");
    }
    return clientIds;
}
