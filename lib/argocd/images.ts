/** Images from a mirror in place of the public registries. */
import type { ImageRegistry } from "./types";

/**
 * An image's name with the mirror's host and path in place of its registry.
 * @param image `quay.io/argoproj/argocd:v3.5.3`, or without tag
 */
export function mirroredImage(image: string, registry: ImageRegistry | undefined): string {
    const slash = image.indexOf("/");
    const first = image.slice(0, Math.max(slash, 0));
    // As every container runtime reads it: the first part is a host if it looks like one.
    const host = /[.:]/.test(first) || first === "localhost" ? first : "docker.io";
    const rest = host === first ? image.slice(slash + 1) : image;
    const prefix =
        typeof registry === "string" || registry === undefined ? registry : registry[host];
    return prefix === undefined ? image : `${prefix}/${rest}`;
}
