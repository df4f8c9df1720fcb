import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { type ContainerProcess, startContainer } from "./containerProcess";
import { containerEnvironment } from "./environment";
import { expandVariables } from "./expand";
import { findImage, type ImageTable, type RunnableImage } from "./images";
import type { ClusterApi } from "./kubernetes";
import { withKnownOptions } from "./coreutils";
import { containerMounts } from "./mounts";
import { nodeEnvironment, type NodeSettings } from "./nodeEnvironment";
import type { PodVolumes } from "./podVolumes";
import { withMovedPorts } from "./ports";
import { readReferences } from "./readReferences";
import { environmentReferences } from "./references";
import { createRoot } from "./rootDirectory";
import { containerScript } from "./script";
import type { ServiceName } from "./serviceNames";

/** What starting a pod's containers takes. */
export interface StartContext {
    readonly api: ClusterApi;
    readonly node: NodeSettings;
    readonly images: ImageTable;
    /** Directory of the pod. */
    readonly directory: string;
    /** Directory that becomes /usr/local/bin of an image. */
    readonly programs: (image: RunnableImage) => string;
    readonly services: () => readonly ServiceName[];
    readonly volumes: PodVolumes;
}

/** The argument vector of a container before `$(NAME)` is replaced, ports moved, options those of the machine's programs. */
export function containerArgv(container: V1Container, image: RunnableImage): readonly string[] {
    const argv = image.argv(container.command ?? [], container.args ?? []);
    return withKnownOptions(withMovedPorts(argv));
}

/** The image of a container of a runnable pod. */
export function imageOf(container: V1Container, images: ImageTable): RunnableImage {
    const image = findImage(images, container.image ?? "");
    if (image === undefined) {
        throw new Error(`no program is known for image ${JSON.stringify(container.image)}`);
    }
    return image;
}

/**
 * Starts a container of a pod: reads what its environment names, writes its `env.json`, builds its file system and
 * runs it.
 *
 * @throws MissingReference while a ConfigMap, Secret or key is missing
 */
export async function startPodContainer(
    pod: V1Pod,
    container: V1Container,
    context: StartContext,
): Promise<ContainerProcess> {
    const image = imageOf(container, context.images);
    const name = pod.metadata?.name ?? "";
    const namespace = pod.metadata?.namespace ?? "";
    const directory = path.join(context.directory, container.name);
    const root = path.join(directory, "root");

    const references = await readReferences(
        context.api,
        namespace,
        environmentReferences([container]),
    );
    const base = {
        ...nodeEnvironment(context.node, { name, namespace }, context.services()),
        ...image.environment,
    };
    const environment = containerEnvironment(pod, container, references, base);
    const argv = containerArgv(container, image).map((word) => expandVariables(word, environment));

    // A restarted container begins with an empty file system of its own; its volumes stay.
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    await chmod(directory, 0o700);
    await createRoot(root);
    await writeFile(path.join(directory, "env.json"), JSON.stringify(environment, undefined, 2), {
        mode: 0o600,
    });

    const mounts = containerMounts(
        container,
        image,
        { etc: path.join(context.directory, "etc"), volume: context.volumes.directory },
        context.volumes.traits,
    );
    const script = containerScript({
        root,
        programs: context.programs(image),
        mounts,
        workingDirectory: container.workingDir ?? image.workingDirectory,
        argv,
    });
    return startContainer(script, environment, path.join(directory, "log"));
}
