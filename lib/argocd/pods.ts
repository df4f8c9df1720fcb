/** Pod templates of upstream's manifests, rewritten for a fleet. */
import type { ImageRegistry } from "./types";
import type { KubernetesObject } from "../kubernetes/objects";
import { podEnvironment, type EnvironmentFacts, type EnvironmentVariable } from "./environment";
import { podAnnotations, type AgentRole } from "./identity";
import { mirroredImage } from "./images";
import { ARGO_CD_FS_GROUP, CLUSTER_CLIENTS } from "./release";
import { settingsAnnotations, type ArgoCdSettings } from "./settings";

export interface PodFacts extends AgentRole, EnvironmentFacts {
    readonly settings: ArgoCdSettings;
    readonly imageRegistry?: ImageRegistry;
}

interface Container {
    readonly image: string;
    readonly env?: readonly (EnvironmentVariable | Readonly<Record<string, unknown>>)[];
}

interface PodSpec {
    readonly serviceAccountName: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly securityContext?: Readonly<Record<string, unknown>>;
}

interface PodTemplate {
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
}

/** An object with its pods prepared; any other object as it is. */
export function preparePods(object: KubernetesObject, facts: PodFacts): KubernetesObject {
    const spec = object["spec"] as { readonly template?: PodTemplate } | undefined;
    const template = spec?.template;
    if (template === undefined) {
        return object;
    }
    const annotations = {
        ...template.metadata?.annotations,
        ...annotationsOf(template.spec.serviceAccountName, facts),
    };
    const metadata =
        Object.keys(annotations).length === 0
            ? template.metadata
            : { ...template.metadata, annotations };
    return {
        ...object,
        spec: {
            ...spec,
            template: {
                ...template,
                ...(metadata === undefined ? {} : { metadata }),
                spec: podSpec(template.spec, facts),
            },
        },
    };
}

function annotationsOf(serviceAccount: string, facts: PodFacts): Readonly<Record<string, string>> {
    return {
        ...(CLUSTER_CLIENTS.includes(serviceAccount) ? podAnnotations(facts) : {}),
        // Redis reads none of Argo CD's settings, and to restart it empties the cache.
        ...(serviceAccount.startsWith("argocd-redis") ? {} : settingsAnnotations(facts.settings)),
    };
}

function podSpec(spec: PodSpec, facts: PodFacts): PodSpec {
    const mirrored = (container: Container): Container => ({
        ...container,
        image: mirroredImage(container.image, facts.imageRegistry),
    });
    const variables = podEnvironment(spec.serviceAccountName, facts);
    return {
        ...spec,
        containers: spec.containers
            .map(mirrored)
            .map((container) =>
                variables.length === 0
                    ? container
                    : { ...container, env: [...(container.env ?? []), ...variables] },
            ),
        ...(spec.initContainers === undefined
            ? {}
            : { initContainers: spec.initContainers.map(mirrored) }),
        ...(CLUSTER_CLIENTS.includes(spec.serviceAccountName)
            ? { securityContext: { ...spec.securityContext, fsGroup: ARGO_CD_FS_GROUP } }
            : {}),
    };
}
