/** Rules between the keys of `argocd`, and between it and the management cluster. */
import { HIGHLY_AVAILABLE_NODES } from "../../argocd/release";
import { OWNED_CONFIG, OWNED_PARAMS, type OwnedKeys } from "../../argocd/settings";
import { desiredSize } from "../cluster/nodesParse";
import { isCreated } from "../cluster/sections";
import { shown, type Problem } from "../problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { isHighlyAvailable } from "./parse";
import { REPOSITORY_RULES } from "./repositoryRules";
import type { ArgoCdSection } from "./schema";

export const ARGOCD_RULES: readonly Rule[] = [
    ownKeys,
    nodesForHighAvailability,
    nothingToConfigureElsewhere,
    oneIdentityProvider,
    generatorsAskNamedProviders,
    aProxyToGoBy,
    secretsHaveNamesOfTheirOwn,
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

/** Other strategies make nodes as pods ask for them; an existing cluster's are its owner's to count. */
function nodesForHighAvailability(sections: Partial<Sections>): readonly Problem[] {
    const { management } = sections;
    if (
        management === undefined ||
        !("argocd" in sections) ||
        !isHighlyAvailable(sections) ||
        !isCreated(management) ||
        management.nodes.strategy !== "managed"
    ) {
        return [];
    }
    const nodes = desiredSize(management.nodes, sections.environment ?? "nonproduction");
    if (nodes >= HIGHLY_AVAILABLE_NODES) {
        return [];
    }
    const why =
        sections.argocd?.highAvailability === true
            ? "argocd.highAvailability"
            : "Argo CD's high availability, the default in production,";
    return [
        {
            path: "management.nodes.desiredSize",
            found: shown(nodes)!,
            remedy: `${why} needs at least ${HIGHLY_AVAILABLE_NODES} nodes, since each of its three redis servers insists on one of its own; raise desiredSize, or say argocd.highAvailability: false.`,
        },
    ];
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

/** A secret's name is a top-level key; one of the configuration's own holds something else. */
function secretsHaveNamesOfTheirOwn(sections: Partial<Sections>): readonly Problem[] {
    const named = secretsIn(sections.argocd ?? {}, "argocd");
    return named
        .filter(([, key]) => Object.hasOwn(sections, key))
        .map(([path, key]) => ({
            path,
            found: shown(key)!,
            remedy: `${key} is a key of the configuration itself: give the secret a name of its own.`,
        }));
}

function secretsIn(value: object, path: string): readonly (readonly [string, string])[] {
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
        const at = `${path}.${name}`;
        if (typeof inner === "object" && inner !== null) {
            return secretsIn(inner, at);
        }
        return name.endsWith("Secret") && typeof inner === "string" ? [[at, inner] as const] : [];
    });
}
