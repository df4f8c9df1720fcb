/** From the sections to Argo CD as configured. */
import { argocd, type ArgoCdSection } from "./schema";
import type { RepositorySection } from "./repositoriesSchema";
import type { SsoSection } from "./ssoSchema";
import type {
    ArgoCdConfig,
    RepositoryConfig,
    RepositoryCredential,
    SsoConfig,
} from "../../lib/argocd/types";

/**
 * @param section left out is the same as empty
 * @param highAvailability said, or by the environment's default
 */
export function argoCdConfig(
    section: ArgoCdSection = argocd.parse({}),
    highAvailability: boolean,
): ArgoCdConfig {
    const { bootstrap, chart, imageRegistry, manifests, proxy, sso } = section;
    return {
        namespace: section.namespace,
        podSecurity: section.podSecurity,
        install: section.install,
        ...(manifests === undefined ? {} : { manifests }),
        ...(chart === undefined ? {} : { chart }),
        workloads: section.workloads,
        identity: section.identity,
        managedPoliciesPerRole: section.managedPoliciesPerRole,
        highAvailability,
        ...(imageRegistry === undefined
            ? {}
            : {
                  imageRegistry:
                      typeof imageRegistry === "string"
                          ? { kind: "all", prefix: imageRegistry }
                          : { kind: "byHost", prefixes: imageRegistry },
              }),
        params: texts(section.params),
        config: texts(section.config),
        rbac: defined(section.rbac),
        ...(sso === undefined ? {} : { sso: ssoConfig(sso) }),
        adminPassword: section.adminPassword,
        ...(proxy === undefined ? {} : { proxy: defined(proxy) }),
        repositories: Object.fromEntries(
            Object.entries(section.repositories).map(([key, repository]) => [
                key,
                repositoryConfig(repository),
            ]),
        ),
        ...(bootstrap === undefined ? {} : { bootstrap: defined(bootstrap) }),
    };
}

/** Without the keys that hold nothing, as exact optional properties want it. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
        [K in keyof T]: Exclude<T[K], undefined>;
    };
}

function texts(
    settings: Readonly<Record<string, string | number | boolean>>,
): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
}

/** A rule wants exactly one of the two providers. */
function ssoConfig({ url, oidc, dex }: SsoSection): SsoConfig {
    if (oidc === undefined) {
        return { url, provider: { kind: "dex", connectors: dex!.connectors } };
    }
    const { clientSecretSecret, ...settings } = oidc;
    return {
        url,
        provider: {
            kind: "oidc",
            ...(clientSecretSecret === undefined ? {} : { clientSecretSecret }),
            settings: defined(settings),
        },
    };
}

function repositoryConfig(section: RepositorySection): RepositoryConfig {
    const { url, type, project } = section;
    return {
        url,
        type,
        credential: credential(section),
        ...(project === undefined ? {} : { project }),
    };
}

/** A rule wants exactly one of the three. */
function credential({ https, ssh, githubApp }: RepositorySection): RepositoryCredential {
    if (https !== undefined) {
        return { kind: "https", ...https };
    }
    if (ssh !== undefined) {
        return { kind: "ssh", ...ssh };
    }
    const { appId, installationId, privateKeySecret, enterpriseBaseUrl } = githubApp!;
    return {
        kind: "githubApp",
        appId: String(appId),
        installationId: String(installationId),
        privateKeySecret,
        ...(enterpriseBaseUrl === undefined ? {} : { enterpriseBaseUrl }),
    };
}
