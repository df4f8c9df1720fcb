import type {
    V1DownwardAPIVolumeFile,
    V1KeyToPath,
    V1Pod,
    V1Volume,
} from "@kubernetes/client-node";
import { fieldValue, resourceValue } from "./fields";
import { type KeyValues, MissingReference, type References } from "./references";

/** One file of a volume. */
export interface VolumeFile {
    readonly content: Buffer;
    /** Permission bits. */
    readonly mode: number;
}

/** Files by path relative to the volume's root. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>;

/** A token a projected volume asks for. */
export interface TokenWish {
    readonly volume: string;
    readonly path: string;
    /** Absent: the API server's own audience. */
    readonly audience?: string;
    /** Seconds; the API default is 3600. */
    readonly expirationSeconds: number;
}

const defaultFileMode = 0o644;

/**
 * Kinds of volumes the node agent can make.
 *
 * @throws Error naming the volume when it is of another kind
 */
export function volumeKind(volume: V1Volume): "files" | "emptyDir" {
    if (volume.emptyDir !== undefined) {
        return "emptyDir";
    }
    if (volume.configMap ?? volume.secret ?? volume.projected ?? volume.downwardAPI) {
        return "files";
    }
    throw new Error(
        `volume ${JSON.stringify(volume.name)} has a type that the sandbox does not support`,
    );
}

/** The service account tokens a pod's volumes ask for. */
export function tokenWishes(pod: V1Pod): readonly TokenWish[] {
    return (pod.spec?.volumes ?? []).flatMap((volume) =>
        (volume.projected?.sources ?? []).flatMap(({ serviceAccountToken: token }) =>
            token === undefined
                ? []
                : [
                      {
                          volume: volume.name,
                          path: token.path,
                          ...(token.audience ? { audience: token.audience } : {}),
                          expirationSeconds: token.expirationSeconds ?? 3600,
                      },
                  ],
        ),
    );
}

/** When to renew a token, in milliseconds since the epoch: at 80 % of its life, like the kubelet. */
export function tokenRenewal(issuedAt: number, expiresAt: number): number {
    return issuedAt + (expiresAt - issuedAt) * 0.8;
}

function checkedPath(path: string): string {
    if (path.startsWith("/") || path.split("/").includes("..")) {
        throw new Error(`${JSON.stringify(path)} leaves its volume`);
    }
    return path;
}

interface DataSource {
    readonly kind: "ConfigMap" | "Secret";
    readonly name: string;
    readonly data: KeyValues | undefined;
    readonly items: readonly V1KeyToPath[] | undefined;
    readonly optional: boolean;
    readonly mode: number;
}

function* dataFiles(source: DataSource): Generator<[string, VolumeFile]> {
    if (source.data === undefined) {
        if (!source.optional) {
            throw new MissingReference(source.kind, source.name);
        }
        return;
    }
    if (source.items === undefined) {
        for (const [key, content] of source.data) {
            yield [key, { content, mode: source.mode }];
        }
        return;
    }
    for (const item of source.items) {
        const content = source.data.get(item.key);
        if (content !== undefined) {
            yield [checkedPath(item.path), { content, mode: item.mode ?? source.mode }];
        } else if (!source.optional) {
            throw new MissingReference(source.kind, source.name, item.key);
        }
    }
}

function* downwardFiles(
    pod: V1Pod,
    items: readonly V1DownwardAPIVolumeFile[],
    mode: number,
): Generator<[string, VolumeFile]> {
    for (const item of items) {
        const container = pod.spec?.containers.find(
            ({ name }) => name === item.resourceFieldRef?.containerName,
        );
        let text = "";
        if (item.fieldRef !== undefined) {
            text = fieldValue(pod, item.fieldRef.fieldPath);
        } else if (item.resourceFieldRef !== undefined && container !== undefined) {
            text = resourceValue(pod, container, item.resourceFieldRef);
        }
        yield [checkedPath(item.path), { content: Buffer.from(text), mode: item.mode ?? mode }];
    }
}

/**
 * The files of a configMap, secret, projected or downwardAPI volume.
 *
 * @param token the current token for a path of this volume
 * @throws MissingReference when a source is absent and not optional
 */
export function volumeFiles(
    pod: V1Pod,
    volume: V1Volume,
    references: References,
    token: (path: string) => string,
): VolumeFiles {
    const { configMap, secret, downwardAPI, projected } = volume;
    const mode =
        configMap?.defaultMode ??
        secret?.defaultMode ??
        downwardAPI?.defaultMode ??
        projected?.defaultMode ??
        defaultFileMode;
    const files = new Map<string, VolumeFile>();
    const add = (entries: Iterable<[string, VolumeFile]>): void => {
        for (const [path, file] of entries) {
            files.set(path, file);
        }
    };
    const sources = projected?.sources ?? [
        {
            ...(configMap === undefined ? {} : { configMap }),
            ...(secret === undefined ? {} : { secret: { ...secret, name: secret.secretName } }),
            ...(downwardAPI === undefined ? {} : { downwardAPI }),
        },
    ];
    for (const source of sources) {
        if (source.configMap !== undefined) {
            const { name = "", items, optional = false } = source.configMap;
            const data = references.configMap(name);
            add(dataFiles({ kind: "ConfigMap", name, data, items, optional, mode }));
        }
        if (source.secret !== undefined) {
            const { name = "", items, optional = false } = source.secret;
            const data = references.secret(name);
            add(dataFiles({ kind: "Secret", name, data, items, optional, mode }));
        }
        if (source.downwardAPI !== undefined) {
            add(downwardFiles(pod, source.downwardAPI.items ?? [], mode));
        }
        const wish = "serviceAccountToken" in source ? source.serviceAccountToken : undefined;
        if (wish !== undefined) {
            const path = checkedPath(wish.path);
            // The kubelet keeps tokens from other users; here every container is one user.
            files.set(path, { content: Buffer.from(token(path)), mode: 0o600 });
        }
    }
    return files;
}
