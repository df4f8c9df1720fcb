/** The keys of `sso`. Upstream's names where it has any, so that its documentation applies. */
import { z } from "zod";

import * as agentValue from "../agent/values";
import * as field from "../fields";
import * as value from "./values";

const texts = (allowed: string): z.ZodArray<typeof value.plainText> =>
    field.listOf(value.plainText, 1, allowed);

const claim = field.record({
    essential: field.trueOrFalse.optional().meta({ description: "Whether login needs the claim" }),
    value: value.plainText.optional().meta({ description: "The value to request" }),
    values: texts("allowed: a list of values.")
        .optional()
        .meta({ description: "The values to request" }),
});

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#existing-oidc-provider */
export const oidc = field.record(
    {
        name: value.plainText.meta({ description: "Name of the provider on the login page" }),
        issuer: agentValue.httpsUrl.meta({ description: "Issuer of the provider's tokens" }),
        clientID: value.plainText.meta({ description: "Argo CD's id at the provider" }),
        clientSecretSecret: agentValue.secretKey.optional().meta({
            description:
                "Secret configuration key of the client's secret; unset for public clients",
        }),
        cliClientID: value.plainText
            .optional()
            .meta({ description: "Client id of the command line, if it has its own" }),
        requestedScopes: texts("allowed: a list of scopes.")
            .optional()
            .meta({ description: "Scopes to request" }),
        requestedIDTokenClaims: field
            .mapOf(/^[^\s$]+$/, "allowed as a claim: a name without spaces.", claim)
            .optional()
            .meta({ description: "Claims to request, by name" }),
        logoutURL: agentValue.httpsUrl
            .optional()
            .meta({ description: "Address that logs the user out of the provider" }),
        rootCA: field
            .text(
                "allowed: a certificate in PEM form.",
                /^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\s*$/,
            )
            .optional()
            .meta({ description: "Certificate authority of the provider, PEM" }),
        enablePKCEAuthentication: field.trueOrFalse
            .optional()
            .meta({ description: "Whether login uses PKCE" }),
        enableUserInfoGroups: field.trueOrFalse
            .optional()
            .meta({ description: "Whether groups come from the userinfo endpoint" }),
        userInfoPath: value.plainText
            .optional()
            .meta({ description: "Path of the userinfo endpoint" }),
        userInfoCacheExpiration: value.plainText
            .optional()
            .meta({ description: 'How long userinfo is cached, such as "5m"' }),
        domainHint: value.plainText
            .optional()
            .meta({ description: "Domain that the login page suggests" }),
    },
    (key) =>
        key === "clientSecret"
            ? "clientSecret is never plain: set a secret configuration key and name it by clientSecretSecret."
            : undefined,
);

const connectorSecret = field.record({
    field: field
        .text(
            'allowed: the name of a field of the connector\'s config, such as "clientSecret".',
            /^[A-Za-z][A-Za-z0-9_]*$/,
        )
        .meta({ description: "Field of the connector's config" }),
    valueSecret: agentValue.secretKey.meta({
        description: "Secret configuration key of its value",
    }),
});

const SECRET_FIELDS = ["bindPW", "clientSecret"];

/** Settings of a connector, as Dex documents them. Secrets are named, not written. */
const connectorConfig = z
    .record(z.string(), z.unknown().meta({ errorMessage: "allowed: whatever Dex takes." }), {
        error: () => "allowed: a map, as Dex has it.",
    })
    .superRefine((config, context) => {
        // The error must not show the value, which is a secret.
        const refuse = (name: string, message: string): void =>
            context.addIssue({
                code: "unrecognized_keys",
                keys: [name],
                input: config,
                message: `${name} ${message}`,
            });
        for (const [name, value] of Object.entries(config)) {
            if (SECRET_FIELDS.includes(name)) {
                refuse(name, "is never plain: leave it out here and list it under secrets.");
            } else if (hasReference(value)) {
                refuse(
                    name,
                    'has a text that begins with "$", which Argo CD reads from one of its Secrets: list the field under secrets.',
                );
            }
        }
    });

function hasReference(found: unknown): boolean {
    if (typeof found === "string") {
        return found.startsWith("$");
    }
    return typeof found === "object" && found !== null && Object.values(found).some(hasReference);
}

/** https://dexidp.io/docs/connectors/ */
const connector = field.record({
    type: field
        .text('allowed: a connector of Dex, such as "github".', /^[a-z][a-z0-9-]*$/)
        .meta({ description: "Kind of the connector" }),
    id: field.namespace.meta({ description: "Its id, part of addresses" }),
    name: value.plainText.meta({ description: "Its name on the login page" }),
    config: connectorConfig
        .default({})
        .meta({ description: "Settings, as Dex has them, without secrets" }),
    secrets: field
        .listOf(connectorSecret, 0, "allowed: a list of { field, valueSecret }.")
        .default([])
        .meta({ description: "Fields of config that are secret" }),
});

export const sso = field.record({
    url: agentValue.httpsUrl.meta({
        description: "Address of Argo CD's page, which the provider sends users back to",
    }),
    oidc: oidc.optional().meta({ description: "An OpenID Connect provider, asked directly" }),
    dex: field
        .record({
            connectors: field
                .listOf(connector, 1, "allowed: a list of at least one connector.")
                .meta({ description: "Identity providers that Dex asks" }),
        })
        .optional()
        .meta({ description: "Other providers, asked through Dex" }),
});
