/** Single sign-on, as argocd-cm has it: texts of YAML, in which a value that begins with `$` is read from a Secret. */
import type { DexConfig, OidcConfig, SsoConfig } from "./types";

/** Secret with the identity provider's secrets, in Argo CD's namespace. */
export const SSO_SECRET_NAME = "argocd-sso";

/** Label without which Argo CD reads no such Secret. https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#alternative */
export const SSO_SECRET_LABEL = { "app.kubernetes.io/part-of": "argocd" } as const;

const OIDC_CLIENT_SECRET = "oidc.clientSecret";

/** `oidc.config`. JSON is YAML, and no value can end it. */
export function oidcText({ clientSecretSecret, ...settings }: OidcConfig): string {
    return JSON.stringify({
        ...settings,
        ...(clientSecretSecret === undefined
            ? {}
            : { clientSecret: reference(OIDC_CLIENT_SECRET) }),
    });
}

/** `dex.config`. */
export function dexText(dex: DexConfig): string {
    return JSON.stringify({
        connectors: dex.connectors.map(({ type, id, name, config, secrets }) => ({
            type,
            id,
            name,
            config: {
                ...config,
                ...Object.fromEntries(
                    secrets.map(({ field }) => [field, reference(dexKey(id, field))]),
                ),
            },
        })),
    });
}

/** Name of a secret by key of the Secret; none if the provider needs none. */
export function ssoSecrets(sso: SsoConfig | undefined): Readonly<Record<string, string>> {
    const clientSecret = sso?.oidc?.clientSecretSecret;
    return {
        ...(clientSecret === undefined ? {} : { [OIDC_CLIENT_SECRET]: clientSecret }),
        ...Object.fromEntries(
            (sso?.dex?.connectors ?? []).flatMap(({ id, secrets }) =>
                secrets.map(({ field, valueSecret }) => [dexKey(id, field), valueSecret]),
            ),
        ),
    };
}

function dexKey(connectorId: string, field: string): string {
    return `dex.${connectorId}.${field}`;
}

function reference(key: string): string {
    return `$${SSO_SECRET_NAME}:${key}`;
}
