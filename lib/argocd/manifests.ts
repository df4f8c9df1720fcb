import type { KubernetesObject } from "../kubernetes/objects";

/** The release's manifests, as read and checked before anything is built. */
export interface ArgoCdManifests {
    /** Custom resource definitions as YAML: a megabyte that nobody rewrites travels best as one text. */
    readonly crds: string;
    /** Upstream's namespaced installation. */
    readonly installation: readonly KubernetesObject[];
}
