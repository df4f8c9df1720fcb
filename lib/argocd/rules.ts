/** Rules between the keys of Argo CD's configuration, the same in the stack file and in code. */
import { DEFAULT_POD_SECURITY } from "../kubernetes/podSecurity";
import { shown, type Problem } from "../problems";
import { OWNED_CONFIG, OWNED_PARAMS, type OwnedKeys } from "./settings";
import type { ArgoCdSection, RepositoryConfig } from "./types";

/** @param prefix of every path: `argocd.` in a stack file, empty in code */
export function argoCdProblems(argocd: ArgoCdSection, prefix: string): readonly Problem[] {
    return [
        ...[
            refuseOwnedKeys,
            refuseSettingsOfExisting,
            requireOneIdentityProvider,
            requireNamedProviders,
            requireProxy,
        ].flatMap((rule) => rule(argocd, prefix)),
        ...repositoryProblems(argocd.repositories, `${prefix}repositories`),
        ...requireReadableBootstrap(argocd, prefix),
    ];
}

/** Problems of private repositories. @param at path of the map */
export function repositoryProblems(
    repositories: Readonly<Record<string, RepositoryConfig>>,
    at: string,
): readonly Problem[] {
    const entries = Object.entries(repositories).map(
        ([key, repository]) => [`${at}.${key}`, repository] as const,
    );
    return [requireOneCredential, requireFittingAddress, refuseSameAddress].flatMap((rule) =>
        rule(entries),
    );
}

function refuseOwnedKeys(argocd: ArgoCdSection, prefix: string): readonly Problem[] {
    const taken = (map: "config" | "params", owned: OwnedKeys): readonly Problem[] =>
        Object.entries(argocd[map])
            .filter(([key]) => Object.hasOwn(owned, key))
            .map(([key, value]) => ({
                path: `${prefix}${map}.${key}`,
                found: shown(value)!,
                remedy: `this program sets it: ${owned[key]!}.`,
            }));
    return [...taken("config", OWNED_CONFIG), ...taken("params", OWNED_PARAMS)];
}

/** Keys that configure an installation of this program's own. */
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

function refuseSettingsOfExisting(argocd: ArgoCdSection, prefix: string): readonly Problem[] {
    return argocd.install === "existing"
        ? INSTALLATION_KEYS.filter(([, isSet]) => isSet(argocd)).map(([key]) => ({
              path: `${prefix}${key}`,
              remedy: "an existing Argo CD is configured where it was installed: leave the key out, or choose install: manifests or helm.",
          }))
        : [];
}

function requireOneIdentityProvider({ sso }: ArgoCdSection, prefix: string): readonly Problem[] {
    return sso === undefined || (sso.oidc === undefined) !== (sso.dex === undefined)
        ? []
        : [
              {
                  path: `${prefix}sso`,
                  remedy:
                      sso.oidc === undefined
                          ? "names no identity provider: set oidc, or dex with its connectors."
                          : "has oidc and dex, of which Argo CD uses one: leave out the other.",
              },
          ];
}

const GENERATORS = "applicationsetcontroller.enable.scm.providers";
const ALLOWED = "applicationsetcontroller.allowed.scm.providers";

/** A generator sends the credential that it names to the address that its author writes. */
function requireNamedProviders({ params }: ArgoCdSection, prefix: string): readonly Problem[] {
    return String(params[GENERATORS] ?? "false") === "false" || params[ALLOWED] !== undefined
        ? []
        : [
              {
                  path: `${prefix}params.${GENERATORS}`,
                  found: shown(params[GENERATORS])!,
                  remedy: `name the addresses that generators may send credentials to as well, by ${ALLOWED}.`,
              },
          ];
}

function requireProxy({ proxy }: ArgoCdSection, prefix: string): readonly Problem[] {
    return proxy !== undefined && proxy.httpProxy === undefined && proxy.httpsProxy === undefined
        ? [{ path: `${prefix}proxy`, remedy: "names no proxy: set httpsProxy, httpProxy or both." }]
        : [];
}

type Entries = readonly (readonly [path: string, repository: RepositoryConfig])[];

const CREDENTIALS = ["https", "ssh", "githubApp"] as const;

function requireOneCredential(repositories: Entries): readonly Problem[] {
    return repositories.flatMap(([path, repository]) => {
        const given = CREDENTIALS.filter((kind) => repository[kind] !== undefined);
        const why =
            given.length === 0
                ? "a public repository needs no entry"
                : `this has ${given.join(" and ")}`;
        return given.length === 1
            ? []
            : [{ path, remedy: `allowed: exactly one of ${CREDENTIALS.join(", ")}; ${why}.` }];
    });
}

function requireFittingAddress(repositories: Entries): readonly Problem[] {
    return repositories.flatMap(([path, { url, type, ssh }]) => {
        const isHttps = url.startsWith("https://");
        const refused = (remedy: string): readonly Problem[] => [
            { path: `${path}.url`, found: shown(url)!, remedy },
        ];
        if (ssh !== undefined && (isHttps || type === "helm")) {
            return refused(
                'with ssh a git repository\'s "git@host:path" or "ssh://git@host/path" is needed.',
            );
        }
        return ssh === undefined && !isHttps
            ? refused('an "https://" address is needed, or the credential ssh.')
            : [];
    });
}

/** Argo CD takes any of the Secrets that match, so which of two it would use is undefined. */
function refuseSameAddress(repositories: Entries): readonly Problem[] {
    const seen = new Map<string, string>();
    return repositories.flatMap(([path, { url, project = "" }]) => {
        const identity = `${url} ${project}`;
        const first = seen.get(identity);
        seen.set(identity, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path: `${path}.url`,
                      found: shown(url)!,
                      remedy: `${first} has the same address for the same projects; leave one of them out.`,
                  },
              ];
    });
}

function requireReadableBootstrap(argocd: ArgoCdSection, prefix: string): readonly Problem[] {
    const own = Object.entries(argocd.repositories).filter(
        ([, { url }]) => url === argocd.bootstrap?.repoUrl,
    );
    return own.some(([, { project }]) => project === undefined)
        ? []
        : own.map(([key, { project }]) => ({
              path: `${prefix}repositories.${key}.project`,
              found: shown(project)!,
              remedy: `${prefix}bootstrap reads this repository for every project: leave the key out.`,
          }));
}
