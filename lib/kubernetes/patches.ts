/** Patches of single fields of objects that are somebody else's, by server-side apply. */

/**
 * Annotation by which a patch takes its fields over where somebody else set them. Pulumi keeps it out of the cluster.
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
export const FORCED_PATCH = { "pulumi.com/patchForce": "true" } as const;
