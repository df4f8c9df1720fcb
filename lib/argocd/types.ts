/** Argo CD as configured. */

import type { AgentConfig, AgentWorkload } from "../agent/types";

export interface ArgoCdConfig extends AgentConfig {
    readonly install: ArgoCdInstall;
    /** Directory with upstream's `manifests`; absent: the official address. */
    readonly manifests?: string;
    /** Directory with the chart `argo-cd`; absent: the official address. */
    readonly chart?: string;
    /** Names of what an installation of somebody else's runs; upstream's own where nothing else is said. */
    readonly workloads: ArgoCdWorkloads;
    /** Where images come from in place of the public registries; absent: from these. */
    readonly imageRegistry?: ImageRegistry;
    /** Further data of argocd-cmd-params-cm. */
    readonly params: Readonly<Record<string, string>>;
    /** Further data of argocd-cm. */
    readonly config: Readonly<Record<string, string>>;
    readonly rbac: RbacConfig;
    readonly sso?: SsoConfig;
    readonly adminPassword: AdminPassword;
    readonly proxy?: ProxyConfig;
    /** By a key that is part of names. */
    readonly repositories: Readonly<Record<string, RepositoryConfig>>;
    readonly bootstrap?: BootstrapConfig;
}

/** From upstream's manifests, from its Helm chart, or an Argo CD that is there already. */
export type ArgoCdInstall = "manifests" | "helm" | "existing";

/** The parts of Argo CD that reach clusters. */
export type ArgoCdPart = "controller" | "server" | "applicationSet";

export type ArgoCdWorkloads = Readonly<Record<ArgoCdPart, AgentWorkload>>;

/** A mirror: of every image, or of some registries. A prefix is a host and perhaps a path, without scheme. */
export type ImageRegistry =
    | { readonly kind: "all"; readonly prefix: string }
    | { readonly kind: "byHost"; readonly prefixes: Readonly<Record<string, string>> };

/** Data of argocd-rbac-cm. */
export interface RbacConfig {
    /** Lines of Casbin's policy, checked. */
    readonly policyCsv?: string;
    /** Role of everybody who is logged in; absent: none. */
    readonly policyDefault?: string;
    /** Claims that groups are read from. */
    readonly scopes?: readonly string[];
}

export interface SsoConfig {
    /** `https://` address of Argo CD's page, which the identity provider sends users back to. */
    readonly url: string;
    readonly provider: OidcConfig | DexConfig;
}

export interface OidcConfig {
    readonly kind: "oidc";
    /** Secret configuration key of the client's secret; absent for public clients. */
    readonly clientSecretSecret?: string;
    /** Everything else, under upstream's names. */
    readonly settings: Readonly<Record<string, unknown>>;
}

export interface DexConfig {
    readonly kind: "dex";
    readonly connectors: readonly DexConnector[];
}

export interface DexConnector {
    readonly type: string;
    readonly id: string;
    readonly name: string;
    /** As Dex has it, without secrets. */
    readonly config: Readonly<Record<string, unknown>>;
    /** Fields of `config` that are secrets, with the secret configuration key of each. */
    readonly secrets: readonly { readonly field: string; readonly valueSecret: string }[];
}

/** argocd-server's own first password, one that this program makes and exports, or no admin at all. */
export type AdminPassword = "initial" | "generated" | "disabled";

export interface ProxyConfig {
    /** `http://` or `https://` */
    readonly httpProxy?: string;
    readonly httpsProxy?: string;
    /** Hosts, domains and ranges that are reached directly, beside those that always are. */
    readonly noProxy: readonly string[];
}

export interface RepositoryConfig {
    readonly url: string;
    readonly type: "git" | "helm";
    readonly credential: RepositoryCredential;
    /** AppProject that alone may use it; absent: every project that allows the address. */
    readonly project?: string;
}

export type RepositoryCredential =
    | { readonly kind: "https"; readonly username: string; readonly passwordSecret: string }
    | { readonly kind: "ssh"; readonly privateKeySecret: string }
    | {
          readonly kind: "githubApp";
          readonly appId: string;
          readonly installationId: string;
          readonly privateKeySecret: string;
          readonly enterpriseBaseUrl?: string;
      };

export type BootstrapConfig = AppOfAppsConfig | ApplicationSetConfig;

interface BootstrapSource {
    readonly repoUrl: string;
    /** Directory in the repository, without leading or trailing slash. */
    readonly path: string;
    readonly targetRevision: string;
    /** What becomes of the workloads of Applications that go with the bootstrap. */
    readonly onDelete: "cascade" | "orphan";
}

/** An Application whose manifests are Applications. */
export interface AppOfAppsConfig extends BootstrapSource {
    readonly kind: "appOfApps";
    /** Whether subdirectories are read too. */
    readonly recurse: boolean;
}

/** An Application for each directory on each cluster. */
export interface ApplicationSetConfig extends BootstrapSource {
    readonly kind: "applicationSet";
    /** Whether each cluster has directories of its own, below one that is named as it is. */
    readonly perCluster: boolean;
    /** Labels of the clusters; none: every registered one. */
    readonly clusterLabels: Readonly<Record<string, string>>;
    /** Namespace of all Applications; absent: the directory's name. */
    readonly namespace?: string;
}
