import type { V1Container } from "@kubernetes/client-node";
import * as path from "node:path";
import type { RunnableImage } from "./images";

/** One bind mount of a container. */
export interface Mount {
    /** Absolute path outside. */
    readonly source: string;
    /** Absolute path inside. */
    readonly target: string;
    readonly readOnly: boolean;
    /** Whether the source is a single file. */
    readonly file: boolean;
}

/** Where a pod's things are on disk. */
export interface PodDirectories {
    /** Directory of one volume. */
    readonly volume: (name: string) => string;
    /** /etc of every container of the pod. */
    readonly etc: string;
}

/** A volume's source that keeps being written by the node agent is read-only inside, as in Kubernetes. */
export interface VolumeTraits {
    readonly readOnly: boolean;
    /** Whether a path below the volume is a file; asked for subPath. */
    readonly isFile: (subPath: string) => boolean;
}

function inside(target: string): string {
    const normal = path.posix.normalize(`/${target}`);
    return normal.length > 1 ? normal.replace(/\/$/, "") : normal;
}

/**
 * The bind mounts of a container in the order they must be created: outer before inner.
 *
 * @throws Error when a volumeMount names no volume or a subPath leaves it
 */
export function containerMounts(
    container: V1Container,
    image: RunnableImage,
    directories: PodDirectories,
    volumes: ReadonlyMap<string, VolumeTraits>,
): readonly Mount[] {
    const fixed: Mount[] = [
        { source: directories.etc, target: "/etc", readOnly: false, file: false },
        ...Object.entries(image.files).map(([name, source]) => ({
            source,
            target: `/usr/local/bin/${name}`,
            readOnly: true,
            file: true,
        })),
    ];
    const mounted = (container.volumeMounts ?? []).map((mount): Mount => {
        const traits = volumes.get(mount.name);
        if (traits === undefined) {
            throw new Error(`volumeMount ${JSON.stringify(mount.name)} names no volume of the pod`);
        }
        const subPath = mount.subPath ?? "";
        if (mount.subPathExpr !== undefined || subPath.split("/").includes("..")) {
            throw new Error(`volumeMount ${JSON.stringify(mount.name)}: subPath is not usable`);
        }
        return {
            source: path.join(directories.volume(mount.name), subPath),
            target: inside(mount.mountPath),
            readOnly: traits.readOnly || mount.readOnly === true,
            file: subPath !== "" && traits.isFile(subPath),
        };
    });
    const depth = ({ target }: Mount): number => target.split("/").length;
    return [...fixed, ...mounted].sort((a, b) => depth(a) - depth(b));
}
