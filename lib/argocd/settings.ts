/** Argo CD's own configuration: the data of its ConfigMaps. Keys that this program sets cannot be configured. */
import type { ArgoCdConfig } from "./types";
import { shortHash } from "../naming/names";
import { dexText, oidcText } from "./sso";

/** Data of argocd-cm, argocd-cmd-params-cm and argocd-rbac-cm. */
export interface ArgoCdSettings {
    readonly config: Readonly<Record<string, string>>;
    readonly params: Readonly<Record<string, string>>;
    readonly rbac: Readonly<Record<string, string>>;
}

/** Keys that this program sets, each with what to use instead. */
export type OwnedKeys = Readonly<Record<string, string>>;

const LEGACY_REPOSITORIES = "use argocd.repositories";

/** Keys of argocd-cm that argocd.config may not set. */
export const OWNED_CONFIG: OwnedKeys = {
    "admin.enabled": "use argocd.adminPassword: disabled",
    "application.instanceLabelKey": "resources are tracked by annotation",
    "application.resourceTrackingMethod": "resources are tracked by annotation",
    "cluster.inClusterEnabled":
        "it is false, so that no Application runs a pod under Argo CD's own ServiceAccount; register the management cluster as a target",
    "dex.config": "use argocd.sso.dex",
    "oidc.config": "use argocd.sso.oidc",
    "repository.credentials": LEGACY_REPOSITORIES,
    repositories: LEGACY_REPOSITORIES,
    "resource.respectRBAC": "it is normal: how far Argo CD looks follows each target's access",
    url: "use argocd.sso.url",
};

/** Keys of argocd-cmd-params-cm that argocd.params may not set. */
export const OWNED_PARAMS: OwnedKeys = {
    "application.namespaces":
        "Applications live in Argo CD's own namespace, where their projects bind them",
    "applicationsetcontroller.enable.tokenref.strict.mode":
        "it is true: label the Secrets of generators argocd.argoproj.io/secret-type: scm-creds",
    "applicationsetcontroller.namespaces": "ApplicationSets live in Argo CD's own namespace",
    "redis.server": "use argocd.highAvailability",
};

/** Restricts the installation to external clusters, whatever else is configured. */
export const TARGETS_ONLY: Readonly<Record<string, string>> = {
    // An Application must not run a pod under the controller's own ServiceAccount.
    "cluster.inClusterEnabled": "false",
    // Deployer roles may list a few kinds in a few namespaces: Argo CD then lists only what RBAC allows.
    "resource.respectRBAC": "normal",
};

const CONFIG: Readonly<Record<string, string>> = {
    "application.resourceTrackingMethod": "annotation",
    ...TARGETS_ONLY,
};

/**
 * A generator sends a Secret's value to an address that its author chooses. Strict mode allows Secrets with the label
 * only, and by default no generator connects to a provider.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Appset-Any-Namespace/#tokenref-restrictions
 */
const DEFAULT_PARAMS: Readonly<Record<string, string>> = {
    "applicationsetcontroller.enable.scm.providers": "false",
};
const PARAMS: Readonly<Record<string, string>> = {
    "applicationsetcontroller.enable.tokenref.strict.mode": "true",
};
/** Both, unless something else is configured. */
export const GENERATOR_PARAMS: Readonly<Record<string, string>> = { ...DEFAULT_PARAMS, ...PARAMS };

/** The data of all three ConfigMaps; this program's keys override the user's. */
export function argoCdSettings(
    argocd: Pick<ArgoCdConfig, "adminPassword" | "config" | "params" | "rbac" | "sso">,
): ArgoCdSettings {
    const { adminPassword, rbac, sso } = argocd;
    return {
        config: {
            ...texts(argocd.config),
            ...CONFIG,
            ...(adminPassword === "disabled" ? { "admin.enabled": "false" } : {}),
            ...(sso === undefined ? {} : { url: sso.url }),
            ...(sso?.oidc === undefined ? {} : { "oidc.config": oidcText(sso.oidc) }),
            ...(sso?.dex === undefined ? {} : { "dex.config": dexText(sso.dex) }),
        },
        params: { ...DEFAULT_PARAMS, ...texts(argocd.params), ...PARAMS },
        rbac: {
            ...(rbac.policyCsv === undefined ? {} : { "policy.csv": rbac.policyCsv }),
            ...(rbac.policyDefault === undefined ? {} : { "policy.default": rbac.policyDefault }),
            // A list in YAML, and so in JSON: no claim's name can end it.
            ...(rbac.scopes === undefined ? {} : { scopes: JSON.stringify(rbac.scopes) }),
        },
    };
}

/** A ConfigMap holds text, whatever YAML takes a value for. */
function texts(
    settings: Readonly<Record<string, string | number | boolean>>,
): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
}

/** Pod annotation that changes with what pods read only when they start: their parameters, and argocd-cm's timeouts. */
const SETTINGS_HASH_ANNOTATION = "eks-gitops-fleet/settings-hash";

export function settingsAnnotations(settings: ArgoCdSettings): Readonly<Record<string, string>> {
    const timeouts = Object.entries(settings.config).filter(([key]) => key.startsWith("timeout."));
    const read = [...Object.entries(settings.params), ...timeouts].sort(([a], [b]) =>
        a < b ? -1 : 1,
    );
    return { [SETTINGS_HASH_ANNOTATION]: shortHash(JSON.stringify(read)) };
}
