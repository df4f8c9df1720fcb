/**
 * Argo CD as its user describes it, in the stack file and in code: the same names, the same defaults. Secrets are named,
 * not written: a key that ends in `Secret` holds the name of a secret, and the values are given apart.
 */
import type { AgentArgs, AgentWorkloadArgs } from "../agent/args";

export interface ArgoCdArgs extends AgentArgs {
    /** From upstream's manifests, from its Helm chart, or an installation that exists. @default manifests */
    readonly install?: "manifests" | "helm" | "existing";
    /** Directory with a copy of the release's manifests. @default upstream's address */
    readonly manifests?: string;
    /** Directory with the chart argo-cd. @default upstream's address */
    readonly chart?: string;
    /** Names of an existing installation's parts. @default upstream's names */
    readonly workloads?: {
        readonly controller?: AgentWorkloadArgs;
        readonly server?: AgentWorkloadArgs;
        readonly applicationSet?: AgentWorkloadArgs;
    };
    /**
     * Mirror that images come from: one for all, or mirrors by the host of the registry that each replaces. A mirror is a
     * host and perhaps a path, without scheme. @default the public registries
     */
    readonly imageRegistry?: string | Readonly<Record<string, string>>;
    /** Further keys of argocd-cmd-params-cm. @default none */
    readonly params?: SettingsArgs;
    /** Further keys of argocd-cm. @default none */
    readonly config?: SettingsArgs;
    /** Who may do what in Argo CD. @default nobody but the admin */
    readonly rbac?: RbacArgs;
    /** Login by an identity provider. @default none */
    readonly sso?: SsoArgs;
    /**
     * `initial`: Argo CD generates the password and keeps it in Secret argocd-initial-admin-secret. `generated`: the
     * component generates it and returns it. `disabled`: there is no admin. @default initial
     */
    readonly adminPassword?: "initial" | "generated" | "disabled";
    /** Proxy of the pods that connect to addresses outside the cluster. @default none */
    readonly proxy?: ProxyArgs;
    /** Private repositories, by a key of your own that is part of names. @default none */
    readonly repositories?: Readonly<Record<string, RepositoryArgs>>;
    /** Application or ApplicationSet that Argo CD starts with. @default none */
    readonly bootstrap?: AppOfAppsArgs | ApplicationSetArgs;
}

/** Data of a ConfigMap. Numbers and booleans become text. */
export type SettingsArgs = Readonly<Record<string, string | number | boolean>>;

/** Data of argocd-rbac-cm. */
export interface RbacArgs {
    /** Lines of the RBAC policy, `p, ...` and `g, ...`. @default none */
    readonly policyCsv?: string;
    /** Role of every logged-in user, `role:...`. @default none */
    readonly policyDefault?: string;
    /** Claims that groups are read from. @default groups */
    readonly scopes?: readonly string[];
}

/** Single sign-on: exactly one of `oidc` and `dex`. */
export interface SsoArgs {
    /** `https://` address of Argo CD's page, which the identity provider sends users back to. */
    readonly url: string;
    /** An OpenID Connect provider, asked directly. */
    readonly oidc?: OidcArgs;
    /** Other providers, asked through Dex. */
    readonly dex?: { readonly connectors: readonly DexConnectorArgs[] };
}

/** Upstream's names. https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#existing-oidc-provider */
export interface OidcArgs {
    readonly name: string;
    readonly issuer: string;
    readonly clientID: string;
    /** Name of the secret that holds the client's secret. @default none, for public clients */
    readonly clientSecretSecret?: string;
    readonly cliClientID?: string;
    readonly requestedScopes?: readonly string[];
    readonly requestedIDTokenClaims?: Readonly<
        Record<
            string,
            {
                readonly essential?: boolean;
                readonly value?: string;
                readonly values?: readonly string[];
            }
        >
    >;
    readonly logoutURL?: string;
    /** Certificate authority of the provider, PEM. */
    readonly rootCA?: string;
    readonly enablePKCEAuthentication?: boolean;
    readonly enableUserInfoGroups?: boolean;
    readonly userInfoPath?: string;
    /** For example `5m`. */
    readonly userInfoCacheExpiration?: string;
    readonly domainHint?: string;
}

/** A connector as Dex describes it. https://dexidp.io/docs/connectors/ */
export interface DexConnectorArgs {
    readonly type: string;
    /** Part of addresses. */
    readonly id: string;
    /** Name on the login page. */
    readonly name: string;
    /** Settings without secrets. @default none */
    readonly config?: Readonly<Record<string, unknown>>;
    /** Fields of `config` that are secret, each with the name of its secret. @default none */
    readonly secrets?: readonly { readonly field: string; readonly valueSecret: string }[];
}

/** At least one of `httpProxy` and `httpsProxy`. */
export interface ProxyArgs {
    readonly httpProxy?: string;
    readonly httpsProxy?: string;
    /** Hosts, domains and ranges that are reached directly, beside the cluster's own and AWS's link-local ones. @default none */
    readonly noProxy?: readonly string[];
}

/** A private repository: exactly one of `https`, `ssh` and `githubApp`. */
export interface RepositoryArgs {
    /** Address, exactly as Applications write it. */
    readonly url: string;
    /** @default git */
    readonly type?: "git" | "helm";
    readonly https?: {
        readonly username: string;
        /** Name of the secret that holds the password or token. */
        readonly passwordSecret: string;
    };
    readonly ssh?: {
        /** Name of the secret that holds the private key. */
        readonly privateKeySecret: string;
    };
    readonly githubApp?: {
        readonly appId: number | string;
        readonly installationId: number | string;
        /** Name of the secret that holds the App's private key. */
        readonly privateKeySecret: string;
        /** API of GitHub Enterprise. @default github.com */
        readonly enterpriseBaseUrl?: string;
    };
    /** AppProject that alone may use the credential. @default every project that allows the address */
    readonly project?: string;
}

interface BootstrapSourceArgs {
    /** Git repository. */
    readonly repoUrl: string;
    /** Directory in it, without leading or trailing slash; `.` is its root. */
    readonly path: string;
    /** Branch, tag or commit. @default HEAD */
    readonly targetRevision?: string;
    /** Whether deleting the bootstrap deletes the workloads of its Applications. @default cascade */
    readonly onDelete?: "cascade" | "orphan";
}

/** An Application whose manifests are Applications. */
export interface AppOfAppsArgs extends BootstrapSourceArgs {
    readonly kind: "appOfApps";
    /** Whether subdirectories are read too. @default false */
    readonly recurse?: boolean;
}

/** An Application for each directory on each registered cluster. */
export interface ApplicationSetArgs extends BootstrapSourceArgs {
    readonly kind: "applicationSet";
    /** Whether each cluster has directories of its own, below one named after the cluster. @default false */
    readonly perCluster?: boolean;
    /** Labels of the clusters that get the Applications. @default every registered cluster */
    readonly clusterLabels?: Readonly<Record<string, string>>;
    /** Namespace of every Application's workload. @default the name of the directory */
    readonly namespace?: string;
}
