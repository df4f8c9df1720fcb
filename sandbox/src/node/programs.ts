import { rm } from "node:fs/promises";
import * as path from "node:path";
import type { ImageTable, RunnableImage } from "./images";
import { createPrograms } from "./rootDirectory";

/** Creates the /usr/local/bin of every image below a directory; returns the directory of an image. */
export async function programDirectories(
    root: string,
    images: ImageTable,
): Promise<(image: RunnableImage) => string> {
    await rm(root, { recursive: true, force: true });
    const byName = new Map(Object.values(images).map((image) => [image.name, image]));
    for (const image of byName.values()) {
        await createPrograms(path.join(root, image.name), image);
    }
    return (image) => path.join(root, image.name);
}
