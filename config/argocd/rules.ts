/** Rules between the keys of `argocd`. */
import { OWNED_CONFIG, OWNED_PARAMS, type OwnedKeys } from "../../lib/argocd/settings";
import { DEFAULT_POD_SECURITY } from "../../lib/kubernetes/podSecurity";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { REPOSITORY_RULES } from "./repositoryRules";
import type { ArgoCdSection } from "./schema";

export const ARGOCD_RULES: readonly Rule[] = [
    ownKeys,
    nothingToConfigureElsewhere,
    oneIdentityProvider,
    generatorsAskNamedProviders,
    aProxyToGoBy,
    ...REPOSITORY_RULES,
];

/** A key that this program sets is refused with what to use in its place. */
function ownKeys({ argocd }: Partial<Sections>): readonly Problem[] {
    const taken = (map: "config" | "params", owned: OwnedKeys): readonly Problem[] =>
        Object.entries(argocd?.[map] ?? {}).flatMap(([key, value]) =>
            Object.hasOwn(owned, key)
                ? [
                      {
                          path: `argocd.${map}.${key}`,
                          found: shown(value)!,
                          remedy: `this program sets it: ${owned[key]!}.`,
                      },
                  ]
                : [],
        );
    return [...taken("config", OWNED_CONFIG), ...taken("params", OWNED_PARAMS)];
}

/** Keys of an installation that is this program's. */
const INSTALLATION_KEYS: readonly (readonly [
    key: string,
    isSet: (argocd: ArgoCdSection) => boolean,
])[] = [
    ["adminPassword", ({ adminPassword }) => adminPassword !== "initial"],
    ["config", ({ config }) => Object.keys(config).length > 0],
    ["highAvailability", ({ highAvailability }) => highAvailability !== undefined],
    ["imageRegistry", ({ imageRegistry }) => imageRegistry !== undefined],
    ["params", ({ params }) => Object.keys(params).length > 0],
    ["podSecurity", ({ podSecurity }) => podSecurity !== DEFAULT_POD_SECURITY],
    ["proxy", ({ proxy }) => proxy !== undefined],
    ["rbac", ({ rbac }) => Object.values(rbac).some((value) => value !== undefined)],
    ["sso", ({ sso }) => sso !== undefined],
];

/** Of an existing Argo CD nothing is owned, so nothing is configured. */
function nothingToConfigureElsewhere({ argocd }: Partial<Sections>): readonly Problem[] {
    return argocd?.install === "existing"
        ? INSTALLATION_KEYS.filter(([, isSet]) => isSet(argocd)).map(([key]) => ({
              path: `argocd.${key}`,
              remedy: "an existing Argo CD is configured where it was installed: leave the key out, or choose install: manifests or helm.",
          }))
        : [];
}

function oneIdentityProvider({ argocd }: Partial<Sections>): readonly Problem[] {
    const sso = argocd?.sso;
    return sso === undefined || (sso.oidc === undefined) !== (sso.dex === undefined)
        ? []
        : [
              {
                  path: "argocd.sso",
                  remedy:
                      sso.oidc === undefined
                          ? "names no identity provider: give oidc, or dex with its connectors."
                          : "has oidc and dex, of which Argo CD uses one: leave out the other.",
              },
          ];
}

const GENERATORS = "applicationsetcontroller.enable.scm.providers";
const ALLOWED = "applicationsetcontroller.allowed.scm.providers";

/** A generator sends the credential that it names to the address that its author writes. */
function generatorsAskNamedProviders({ argocd }: Partial<Sections>): readonly Problem[] {
    const params = argocd?.params ?? {};
    return String(params[GENERATORS] ?? "false") === "false" || params[ALLOWED] !== undefined
        ? []
        : [
              {
                  path: `argocd.params.${GENERATORS}`,
                  found: shown(params[GENERATORS])!,
                  remedy: `name the addresses that generators may send credentials to as well, by ${ALLOWED}.`,
              },
          ];
}

function aProxyToGoBy({ argocd }: Partial<Sections>): readonly Problem[] {
    const proxy = argocd?.proxy;
    return proxy !== undefined && proxy.httpProxy === undefined && proxy.httpsProxy === undefined
        ? [{ path: "argocd.proxy", remedy: "names no proxy: give httpsProxy, httpProxy or both." }]
        : [];
}
