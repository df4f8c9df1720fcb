/** Upstream's manifests, rewritten for a fleet. Pure: manifests in, manifests out. */
import { isEnforceable } from "../kubernetes/enforced";
import { withAnnotations, type KubernetesObject } from "../kubernetes/objects";
import { serviceAccountAnnotations } from "./identity";
import { preparePods, type PodFacts } from "./pods";
import { CLUSTER_CLIENTS } from "./release";

export interface InstallationFacts extends PodFacts {
    readonly namespace: string;
}

/** One concern of the installation. */
type Rewrite = (object: KubernetesObject, facts: InstallationFacts) => KubernetesObject;

const REWRITES: readonly Rewrite[] = [
    placeInNamespace,
    bindSubjects,
    annotateServiceAccounts,
    preparePods,
    configure,
];

/** Rewrites the objects of upstream's namespaced installation. Order and number of objects stay. */
export function renderInstallation(
    manifests: readonly KubernetesObject[],
    facts: InstallationFacts,
): readonly KubernetesObject[] {
    return manifests.map((object) =>
        REWRITES.reduce((rewritten, rewrite) => rewrite(rewritten, facts), object),
    );
}

/** Objects of an installation by whether they need nodes. Services are awaited until pods answer, so they do. */
export interface Installation {
    readonly settings: readonly KubernetesObject[];
    readonly workloads: readonly KubernetesObject[];
}

const NEEDS_NODES: readonly string[] = ["Deployment", "StatefulSet", "Service"];

/** Parts what can be made before there are nodes from what can't. */
export function separateWorkloads(objects: readonly KubernetesObject[]): Installation {
    return {
        settings: objects.filter(({ kind }) => !NEEDS_NODES.includes(kind)),
        workloads: objects.filter(({ kind }) => NEEDS_NODES.includes(kind)),
    };
}

/** ConfigMaps whose data this program decides. Into the others people put certificates, keys and notifications. */
const DECIDED_CONFIG_MAPS: readonly string[] = [
    "argocd-cm",
    "argocd-cmd-params-cm",
    "argocd-rbac-cm",
];

/** Settings that must be exactly as they are rendered: who may do what, and how Argo CD is configured. */
export function enforcedSettings(
    settings: readonly KubernetesObject[],
): readonly KubernetesObject[] {
    return settings.filter((object) =>
        object.kind === "ConfigMap"
            ? DECIDED_CONFIG_MAPS.includes(object.metadata.name)
            : // Argo CD writes its Secrets itself.
              object.kind !== "Secret" && isEnforceable(object),
    );
}

/** Every object of the namespaced installation is namespaced; upstream leaves the namespace to kubectl. */
function placeInNamespace(object: KubernetesObject, facts: InstallationFacts): KubernetesObject {
    return { ...object, metadata: { ...object.metadata, namespace: facts.namespace } };
}

function bindSubjects(object: KubernetesObject, facts: InstallationFacts): KubernetesObject {
    if (object.kind !== "RoleBinding") {
        return object;
    }
    const subjects = object["subjects"] as readonly Record<string, unknown>[];
    return {
        ...object,
        subjects: subjects.map((subject) => ({ ...subject, namespace: facts.namespace })),
    };
}

function annotateServiceAccounts(
    object: KubernetesObject,
    facts: InstallationFacts,
): KubernetesObject {
    const annotations = serviceAccountAnnotations(facts);
    return object.kind === "ServiceAccount" &&
        CLUSTER_CLIENTS.includes(object.metadata.name) &&
        Object.keys(annotations).length > 0
        ? withAnnotations(object, annotations)
        : object;
}

function configure(object: KubernetesObject, { settings }: InstallationFacts): KubernetesObject {
    const data: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        "argocd-cm": settings.config,
        "argocd-cmd-params-cm": settings.params,
        "argocd-rbac-cm": settings.rbac,
    };
    const own = object.kind === "ConfigMap" ? data[object.metadata.name] : undefined;
    return own === undefined || Object.keys(own).length === 0
        ? object
        : { ...object, data: { ...(object["data"] as object | undefined), ...own } };
}
