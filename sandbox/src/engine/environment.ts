/** The environment that the engine runs in: everything it needs and nothing of the user's own AWS or Pulumi. */
import * as path from "node:path";

import type { Credentials } from "../aws/contract";
import type { StatePaths } from "../paths";

export interface EngineEnvironmentOptions {
    readonly paths: StatePaths;
    /** The engine itself: what a program starts as `pulumi` is the one that runs it. */
    readonly tools: { readonly pulumi: string };
    /** Temporary credentials that Pulumi runs with. */
    readonly operator: Credentials;
    /** `http://127.0.0.1:<port>`: the way from the operator's place in the network to sts.*, github.com and clusters. */
    readonly proxyUrl: string;
    /** PEM of the authority of those hosts. @default the state directory's */
    readonly caBundle?: string;
    /** The user's environment. @default this process's */
    readonly ambient?: Readonly<Record<string, string | undefined>>;
}

/** Variables kept from the user's environment: settings of the output and of the kubernetes provider. */
const PASSED = /^(TERM|COLORTERM|NO_COLOR|COLUMNS|LANG|LC_\w+|TZ|CI|PULUMI_K8S_\w+)$/;

/**
 * Resource operations at once. The engine's default, four per core, is less than a fleet's targets take that wait for
 * their clusters side by side.
 */
const PARALLEL = 64;

/**
 * The engine's whole environment (it extends nothing).
 *
 * HOME is the sandbox's: `~/.aws`, `~/.kube/config` and `~/.pulumi` of the user stay out. AWS_REGION is absent: every
 * provider has its own, and one that forgets it must fail here as it would elsewhere.
 */
export function engineEnvironment(options: EngineEnvironmentOptions): NodeJS.ProcessEnv {
    const { paths, tools, operator, proxyUrl } = options;
    const ambient = options.ambient ?? process.env;
    const caBundle = options.caBundle ?? paths.caBundle;
    return {
        ...Object.fromEntries(Object.entries(ambient).filter(([name]) => PASSED.test(name))),
        PATH: [
            paths.bin,
            path.dirname(tools.pulumi),
            path.dirname(process.execPath),
            ambient.PATH ?? "/usr/local/bin:/usr/bin:/bin",
        ].join(path.delimiter),
        HOME: paths.pulumiHome,

        PULUMI_HOME: paths.pulumiHome,
        PULUMI_BACKEND_URL: `file://${paths.pulumiBackend}`,
        // Not a secret: it protects the secrets of a stack whose every value is the sandbox's own.
        PULUMI_CONFIG_PASSPHRASE: "sandbox",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
        PULUMI_PARALLEL: String(PARALLEL),
        // Offers --event-log: what a command did, for programs to read.
        PULUMI_DEBUG_COMMANDS: "true",
        // The Kubernetes provider that is built here predates its option enablePatchForce, which the program sets.
        PULUMI_K8S_ENABLE_PATCH_FORCE: "true",

        // Of the Kubernetes provider's Helm: no repositories, plugins or cached charts of the user's own.
        HELM_CACHE_HOME: path.join(paths.helm, "cache"),
        HELM_CONFIG_HOME: path.join(paths.helm, "config"),
        HELM_DATA_HOME: path.join(paths.helm, "data"),

        SANDBOX_AWS_SOCKET: paths.awsSocket,
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
        ...(operator.sessionToken === undefined
            ? {}
            : { AWS_SESSION_TOKEN: operator.sessionToken }),
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        // The AWS CLI's first version defaults to the global endpoint.
        AWS_STS_REGIONAL_ENDPOINTS: "regional",

        HTTPS_PROXY: proxyUrl,
        NO_PROXY: "127.0.0.1,localhost",
        AWS_CA_BUNDLE: caBundle,
        SSL_CERT_FILE: caBundle,
        NODE_EXTRA_CA_CERTS: caBundle,
    };
}
