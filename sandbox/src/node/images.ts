import type { V1Container } from "@kubernetes/client-node";

/** What the node agent knows about a container image it can really run. */
export interface RunnableImage {
    /** Short name, used for directories and reports: `argocd`. */
    readonly name: string;
    /** Executables in /usr/local/bin: name there to absolute path of the file outside. */
    readonly files: Readonly<Record<string, string>>;
    /** Other names in /usr/local/bin: name to a key of `files`. */
    readonly links: Readonly<Record<string, string>>;
    /** The image's ENV. */
    readonly environment: Readonly<Record<string, string>>;
    /** The image's WORKDIR. */
    readonly workingDirectory: string;
    /** The argument vector for a container, before `$(NAME)` is replaced: the image's ENTRYPOINT and CMD applied. */
    readonly argv: (command: readonly string[], args: readonly string[]) => readonly string[];
}

/** Images by the last part of their repository, in any registry and any tag: `argocd`, `redis`. */
export type ImageTable = Readonly<Record<string, RunnableImage>>;

/** Paths of the tools behind the standard table. */
export interface ImageTools {
    readonly argocd: string;
    /** Directory of Argo CD's module: scripts are in its hack/. */
    readonly argocdModule: string;
    readonly redis: string;
}

/** The names Argo CD's one binary acts under. @see https://github.com/argoproj/argo-cd/blob/v3.5.3/cmd/main.go */
const argocdNames = [
    "argocd-server",
    "argocd-repo-server",
    "argocd-application-controller",
    "argocd-applicationset-controller",
    "argocd-k8s-auth",
    "argocd-cmp-server",
    "argocd-notifications",
    "argocd-dex",
    "argocd-git-ask-pass",
    "argocd-commit-server",
];

/** Argo CD, after its Dockerfile: tini starts what the pod names. */
function argocdImage(tools: ImageTools): RunnableImage {
    return {
        name: "argocd",
        files: {
            argocd: tools.argocd,
            "gpg-wrapper.sh": `${tools.argocdModule}/hack/gpg-wrapper.sh`,
            "git-verify-wrapper.sh": `${tools.argocdModule}/hack/git-verify-wrapper.sh`,
        },
        links: Object.fromEntries(argocdNames.map((name) => [name, "argocd"])),
        environment: { HOME: "/home/argocd", USER: "argocd" },
        workingDirectory: "/home/argocd",
        argv: (command, args) => [...command, ...args],
    };
}

/** Redis, after its docker-entrypoint.sh: arguments that begin with a dash belong to redis-server. */
function redisImage(tools: ImageTools): RunnableImage {
    return {
        name: "redis",
        files: { "redis-server": tools.redis },
        links: { "valkey-server": "redis-server" },
        environment: { HOME: "/data" },
        workingDirectory: "/data",
        argv: (command, args) => {
            const all = [...command, ...args];
            const [first] = all;
            return first === undefined || first.startsWith("-") ? ["redis-server", ...all] : all;
        },
    };
}

/** The images of an Argo CD installation that can run. Dex isn't among them: pods with it are stand-ins. */
export function standardImages(tools: ImageTools): ImageTable {
    const redis = redisImage(tools);
    return { argocd: argocdImage(tools), redis, valkey: redis };
}

/** The last part of an image's repository: `redis` for `public.ecr.aws/docker/library/redis:8.2.3-alpine`. */
export function imageBaseName(reference: string): string {
    const withoutDigest = reference.split("@")[0] ?? "";
    const last = withoutDigest.slice(withoutDigest.lastIndexOf("/") + 1);
    return last.split(":")[0] ?? "";
}

/** The table's entry for an image reference. */
export function findImage(table: ImageTable, reference: string): RunnableImage | undefined {
    const name = imageBaseName(reference);
    return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether every container has an image that can run; otherwise the whole pod is a stand-in. */
export function isRunnable(table: ImageTable, containers: readonly V1Container[]): boolean {
    return containers.every(({ image }) => findImage(table, image ?? "") !== undefined);
}
