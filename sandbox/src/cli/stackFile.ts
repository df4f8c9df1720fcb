/** The stack file as the sandbox runs it. Pure. */
import * as path from "node:path";

/** A stack file as Pulumi has it. */
export interface StackFile {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly [setting: string]: unknown;
}

/** The project whose Argo CD gets its manifests and chart from the sandbox's directories. */
export const PROJECT = "eks-gitops-fleet";
const PREFIX = `${PROJECT}:`;
const ARGOCD = `${PREFIX}argocd`;
const ENGINE = `${PREFIX}engine`;
const HARNESS = `${PREFIX}harness`;
const HUB = `${PREFIX}hub`;
const MANAGEMENT = `${PREFIX}management`;
const IDENTITIES = `${PREFIX}workloadIdentities`;

/** Local sources that replace addresses which can't be reached from the sandbox. */
export interface ArgoCdSources {
    /** Directory with Argo CD's manifests. */
    readonly manifests: string;
    /**
     * Directory of the argo-cd chart: if given, Argo CD is installed with Helm unless the stack file sets argocd.install. It is the
     * gitops-helm chart where the engine is Harness's.
     */
    readonly chart?: string;
}

/** Settings of a stack's secrets provider: the sandbox has its own, with a passphrase that is no secret. */
const SECRETS_PROVIDER = ["encryptionsalt", "encryptedkey", "secretsprovider"];

/**
 * The stack file as run in the sandbox: the written one with Argo CD's place, and with the sandbox's own secrets.
 *
 * A secret of the written file was encrypted with a key that is not here. It is replaced by the value that was set in
 * the sandbox (`npm run sandbox -- pulumi config set --secret <key> <value>`), which Pulumi keeps in the copy.
 * @param before the copy as an earlier command left it
 * @param sources undefined for another project than PROJECT
 * @throws Error where Helm is wanted and there is no chart
 */
export function sandboxStackFile(
    written: StackFile,
    before: StackFile | undefined,
    sources: ArgoCdSources | undefined,
): StackFile {
    const settings = Object.entries(written).filter(([name]) => !SECRETS_PROVIDER.includes(name));
    const kept = Object.entries(before ?? {}).filter(([name]) => SECRETS_PROVIDER.includes(name));
    const plain = Object.entries(written.config ?? {}).filter(([, value]) => !isSecret(value));
    const secrets = Object.entries(before?.config ?? {}).filter(([, value]) => isSecret(value));
    const config = Object.fromEntries(plain);
    return {
        ...Object.fromEntries(kept),
        ...Object.fromEntries(settings),
        config: {
            ...Object.fromEntries(secrets),
            ...(sources === undefined ? config : withSources(config, sources)),
        },
    };
}

/** Keys, as written, of secrets in the stack file for which the sandbox has no value. */
export function missingSecrets(
    written: StackFile,
    before: StackFile | undefined,
): readonly string[] {
    return Object.entries(written.config ?? {})
        .filter(([key, value]) => isSecret(value) && !isSecret(before?.config?.[key]))
        .map(([key]) => key);
}

/** Name of the stack of a stack file. */
export function stackName(stackFile: string): string {
    const match = /^Pulumi\.([\w.-]+)\.yaml$/.exec(path.basename(stackFile));
    if (match === null) {
        throw new Error(`${stackFile} must be named Pulumi.<stack>.yaml.`);
    }
    return match[1]!;
}

/** The configuration that a stack file has for a project, without the prefix of its keys. */
export function unprefixed(
    config: Readonly<Record<string, unknown>>,
    project: string,
): Readonly<Record<string, unknown>> {
    const prefix = `${project}:`;
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), value]),
    );
}

/** A stack of targets, or of workload identities, alone installs nothing; what is malformed is for the program itself to refuse. */
function withSources(
    config: Readonly<Record<string, unknown>>,
    sources: ArgoCdSources,
): Readonly<Record<string, unknown>> {
    if (config[ENGINE] === "harness") {
        return withHarnessChart(config, sources);
    }
    const argocd = config[ARGOCD] ?? {};
    const alone = config[IDENTITIES] !== undefined && config[MANAGEMENT] === undefined;
    return config[HUB] === undefined && !alone && isMap(argocd)
        ? { ...config, [ARGOCD]: { ...sourceOf(argocd, sources), ...argocd } }
        : config;
}

function withHarnessChart(
    config: Readonly<Record<string, unknown>>,
    { chart }: ArgoCdSources,
): Readonly<Record<string, unknown>> {
    const harness = config[HARNESS];
    if (!isMap(harness) || harness["install"] === "existing" || harness["chart"] !== undefined) {
        return config;
    }
    if (chart === undefined) {
        throw new Error(
            "engine is harness, but the sandbox can't download its chart. Pass the chart's directory: npm run sandbox -- --chart <directory> up",
        );
    }
    return { ...config, [HARNESS]: { ...harness, chart } };
}

/** Settings that the kind of installation needs. */
function sourceOf(
    argocd: Readonly<Record<string, unknown>>,
    { manifests, chart }: ArgoCdSources,
): Readonly<Record<string, unknown>> {
    switch (argocd["install"] ?? (chart === undefined ? "manifests" : "helm")) {
        case "manifests":
            return { manifests };
        case "helm":
            if (chart === undefined && argocd["chart"] === undefined) {
                throw new Error(
                    "argocd.install is helm, but the sandbox can't download the chart. Pass the chart's directory: npm run sandbox -- --chart <directory> up",
                );
            }
            return { install: "helm", chart };
        default:
            return {};
    }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null;
}

function isSecret(value: unknown): boolean {
    return isMap(value) && "secure" in value;
}
