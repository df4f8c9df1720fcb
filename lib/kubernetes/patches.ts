/** Patches single fields of objects that are not managed by this stack, by server-side apply. */

/**
 * Annotation that lets a patch take over fields that someone else manages. Pulumi does not send it to the cluster.
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
export const FORCED_PATCH = { "pulumi.com/patchForce": "true" } as const;
