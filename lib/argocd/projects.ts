/** AppProjects: what may be deployed where, from which repositories. */
import { scopeNamespaces, type AccessScope } from "../kubernetes/access";
import type { KubernetesObject } from "../kubernetes/objects";

/** Spec of an AppProject, as argoproj.io/v1alpha1 has it. */
export interface AppProjectSpec {
    readonly description: string;
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly server: string; readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly { readonly group: string; readonly kind: string }[];
    readonly namespaceResourceWhitelist: readonly {
        readonly group: string;
        readonly kind: string;
    }[];
}

/** Project `default`, emptied: upstream's allows everything everywhere. */
const EMPTY_DEFAULT_PROJECT: AppProjectSpec = {
    description: "Emptied on purpose: every target has a project of its own.",
    sourceRepos: [],
    destinations: [],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [],
};

/** Project `default` of the agent in a namespace, emptied. */
export function emptyDefaultProject(
    namespace: string,
): KubernetesObject & { readonly spec: AppProjectSpec } {
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "AppProject",
        metadata: { name: "default", namespace },
        spec: EMPTY_DEFAULT_PROJECT,
    };
}

export interface TargetProject {
    readonly displayName: string;
    readonly endpoint: string;
    readonly scope: AccessScope;
    /** Repositories that Applications of this project may come from. */
    readonly sourceRepos: readonly string[];
}

/** The project of one target: its cluster, its namespaces, its repositories, nothing else. */
export function targetProject(target: TargetProject): AppProjectSpec {
    const namespaces = scopeNamespaces(target.scope) ?? ["*"];
    return {
        description: `Deployments into ${target.displayName}`,
        sourceRepos: [...target.sourceRepos].sort(),
        destinations: namespaces.map((namespace) => ({ server: target.endpoint, namespace })),
        clusterResourceWhitelist:
            target.scope.kind === "cluster" ? [{ group: "*", kind: "*" }] : [],
        namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    };
}
