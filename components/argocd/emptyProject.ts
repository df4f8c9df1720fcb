import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { EnforcedObjects, type ClusterReach } from "../cluster/enforcedObjects";
import { emptyDefaultProject } from "../../lib/argocd/projects";
import { enforced } from "../../lib/kubernetes/enforced";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";

/**
 * Empties project `default` of an agent that a Helm release installs. A patch creates the project if it is missing; it is
 * forced, because the agent's own `default` allows everything.
 * @param namespace of the agent
 */
export function emptyProject(
    name: string,
    { namespace, reach }: { readonly namespace: string; readonly reach: ClusterReach },
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    const project = emptyDefaultProject(namespace);
    const patch = new k8s.apiextensions.CustomResourcePatch(
        `${name}-default-project`,
        { ...project, metadata: { ...project.metadata, annotations: FORCED_PATCH } },
        opts,
    );
    const kept = new EnforcedObjects(
        `${name}-enforced`,
        { ...reach, objects: [enforced(project)] },
        { ...opts, dependsOn: [patch] },
    );
    return [patch, kept];
}
