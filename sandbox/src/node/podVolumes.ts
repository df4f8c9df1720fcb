import type { V1Pod, V1Volume } from "@kubernetes/client-node";
import { statSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import * as path from "node:path";
import type { ClusterApi, IssuedToken } from "./kubernetes";
import type { VolumeTraits } from "./mounts";
import { readReferences } from "./readReferences";
import { volumeReferences } from "./references";
import { tokenRenewal, tokenWishes, volumeFiles, volumeKind } from "./volumes";
import { writeVolume } from "./volumeWriter";

/** The volumes of one pod on disk. */
export interface PodVolumes {
    readonly traits: ReadonlyMap<string, VolumeTraits>;
    readonly directory: (name: string) => string;
    /** Writes every volume, with fresh tokens where they are due. Rejects while something named is missing. */
    write(): Promise<void>;
    /** Whether a ConfigMap or Secret of the pod's namespace is the source of a volume. */
    uses(kind: "configmaps" | "secrets", name: string): boolean;
    /** Milliseconds since the epoch at which the next token is due; undefined without tokens. */
    nextRenewal(): number | undefined;
}

interface KeptToken extends IssuedToken {
    readonly renewAt: number;
}

function isFile(file: string): boolean {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The volumes of a pod below a directory of its own. */
export function podVolumes(pod: V1Pod, root: string, api: ClusterApi): PodVolumes {
    const namespace = pod.metadata?.namespace ?? "";
    const volumes = pod.spec?.volumes ?? [];
    const wishes = tokenWishes(pod);
    const tokens = new Map<string, KeptToken>();
    const directory = (name: string): string => path.join(root, name);

    const renewTokens = async (): Promise<void> => {
        for (const wish of wishes) {
            const id = `${wish.volume}/${wish.path}`;
            const now = Date.now();
            if (now >= (tokens.get(id)?.renewAt ?? 0)) {
                const issued = await api.token(pod, wish.audience, wish.expirationSeconds);
                tokens.set(id, { ...issued, renewAt: tokenRenewal(now, issued.expiresAt) });
            }
        }
    };

    const writeOne = async (volume: V1Volume): Promise<void> => {
        const target = directory(volume.name);
        await mkdir(target, { recursive: true });
        if (volumeKind(volume) === "emptyDir") {
            await chmod(target, 0o777);
            return;
        }
        const references = await readReferences(api, namespace, volumeReferences(volume));
        const token = (file: string): string => tokens.get(`${volume.name}/${file}`)?.token ?? "";
        await writeVolume(target, volumeFiles(pod, volume, references, token));
    };

    return {
        traits: new Map(
            volumes.map(({ name, emptyDir }) => [
                name,
                {
                    readOnly: emptyDir === undefined,
                    isFile: (subPath: string) => isFile(path.join(directory(name), subPath)),
                },
            ]),
        ),
        directory,
        write: async () => {
            await renewTokens();
            await Promise.all(volumes.map(writeOne));
        },
        uses: (kind, name) =>
            volumes.some((volume) => {
                const names = volumeReferences(volume);
                return (kind === "configmaps" ? names.configMaps : names.secrets).has(name);
            }),
        nextRenewal: () =>
            tokens.size === 0
                ? undefined
                : Math.min(...[...tokens.values()].map(({ renewAt }) => renewAt)),
    };
}
