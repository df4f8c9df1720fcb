import type { KubernetesObject } from "../kubernetes/objects";

/** The release's manifests. */
export interface ArgoCdManifests {
    /** Custom resource definitions as one YAML text: a megabyte that is not changed. */
    readonly crds: string;
    /** Upstream's namespaced installation. */
    readonly installation: readonly KubernetesObject[];
}
