/** Makes generated values of `argocd` satisfy the rules between its keys. */
import fc from "fast-check";

import type { Raw } from "../config";
import { matching, type Overrides } from "./fromSchema";
import { hostileText } from "./hostile";

/** Lines of Argo CD's RBAC policy, including hostile words in quotes. */
const policyLine: fc.Arbitrary<string> = fc.oneof(
    fc.constantFrom(
        "# comment",
        "",
        "g, acme:platform, role:admin",
        "p, role:dev, applications, sync, acme.testing/*, allow",
    ),
    hostileText.map(
        (text) => `g, "${text.replace(/[\r\n]/g, "").replaceAll('"', '""')}x", role:readonly`,
    ),
);

/** Configuration of a Dex connector, without secrets and without what Argo CD would treat as one. */
const connectorConfig: fc.Arbitrary<Raw> = fc.dictionary(
    fc.constantFrom("hostname", "redirectURI", "orgs", "constructor", "a'b\"c"),
    fc.oneof(
        hostileText.filter((text) => !text.startsWith("$")),
        fc.constantFrom<unknown>(null, true, 1.5, [], { a: [{ "b c": '"' }] }),
    ),
    { maxKeys: 2, noNullPrototype: true },
);

export const ARGOCD_OVERRIDES: Overrides = {
    "argocd.rbac.policyCsv": fc
        .array(policyLine, { maxLength: 3 })
        .map((lines) => lines.join("\n")),
    "argocd.sso.dex.connectors[].config": connectorConfig,
    "argocd.bootstrap.path": fc.oneof(fc.constant("."), matching("^[\\w-]+(/[\\w-]+){0,2}$")),
};

/** An Argo CD configuration that is consistent in itself and with the stack's management cluster. */
export function settledArgoCd(argocd: Raw, onFargate: boolean): Raw {
    const settled: Raw = {
        ...argocd,
        ...(onFargate ? { identity: "irsa" } : {}),
        ...settledSso(argocd["sso"] as Raw | undefined),
        ...("proxy" in argocd
            ? { proxy: { httpsProxy: "http://proxy:3128", ...(argocd["proxy"] as Raw) } }
            : {}),
        ...("repositories" in argocd
            ? { repositories: settledRepositories(argocd["repositories"] as Raw) }
            : {}),
    };
    return settled["install"] === "existing" ? withoutInstallation(settled) : settled;
}

function settledSso(sso: Raw | undefined): Raw {
    if (sso === undefined) {
        return {};
    }
    const { dex, oidc, ...rest } = sso;
    const provider = oidc === undefined && dex !== undefined ? { dex } : undefined;
    const given = { name: "sso", issuer: "https://sso.example.com", clientID: "argocd" };
    return { sso: { ...rest, ...(provider ?? { oidc: oidc ?? given }) } };
}

/** Gives each repository one kind of credential, a matching address, and no address twice. */
function settledRepositories(repositories: Raw): Raw {
    return Object.fromEntries(
        Object.entries(repositories as Record<string, Raw>).map(([key, repository]) => {
            const { https, ssh, githubApp, ...rest } = repository;
            const git = ssh !== undefined && rest["type"] !== "helm";
            const over =
                githubApp === undefined
                    ? { https: https ?? { username: "git", passwordSecret: "password" } }
                    : { githubApp };
            return [
                key,
                git
                    ? { ...rest, url: `git@git.example.com:${key}.git`, ssh }
                    : { ...rest, url: `https://git.example.com/${key}`, ...over },
            ];
        }),
    );
}

function withoutInstallation(argocd: Raw): Raw {
    const owners = [
        ...["adminPassword", "config", "highAvailability", "imageRegistry", "params"],
        ...["podSecurity", "proxy", "rbac", "sso"],
    ];
    return Object.fromEntries(Object.entries(argocd).filter(([key]) => !owners.includes(key)));
}
