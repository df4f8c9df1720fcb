/** Upstream's manifests, rewritten for a fleet. Pure: manifests in, manifests out. */
import { shortHash } from "../names";
import { withAnnotations, type KubernetesObject } from "../kubernetes/objects";
import { ARGO_CD_FS_GROUP, CLUSTER_CLIENTS } from "./release";

export interface InstallationFacts {
    readonly namespace: string;
    /** ARN of role argocd. */
    readonly roleArn: string;
}

/** Annotation by which EKS's webhook gives a ServiceAccount's pods a role. */
const ROLE_ARN_ANNOTATION = "eks.amazonaws.com/role-arn";
/** Annotation that makes the SDKs use the region's STS. https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html */
const REGIONAL_STS_ANNOTATION = "eks.amazonaws.com/sts-regional-endpoints";
/** Pod annotation that changes with the role, so that pods restart and get their environment anew. */
const ROLE_HASH_ANNOTATION = "eks-gitops-fleet/role-arn-hash";

/** Settings of argocd-cm that make the installation deploy to external clusters only. */
const CONFIG: Readonly<Record<string, string>> = {
    // An Application must not run a pod under the controller's own ServiceAccount.
    "cluster.inClusterEnabled": "false",
    // Deployers see a few kinds in a few namespaces: ask for what RBAC allows, fail on nothing else.
    "resource.respectRBAC": "normal",
};

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
    if (object.kind !== "ServiceAccount" || !CLUSTER_CLIENTS.includes(object.metadata.name)) {
        return object;
    }
    return withAnnotations(object, {
        [ROLE_ARN_ANNOTATION]: facts.roleArn,
        [REGIONAL_STS_ANNOTATION]: "true",
    });
}

interface PodTemplate {
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
    readonly spec: {
        readonly serviceAccountName?: string;
        readonly securityContext?: Readonly<Record<string, unknown>>;
    };
}

function preparePods(object: KubernetesObject, facts: InstallationFacts): KubernetesObject {
    const spec = object["spec"] as { readonly template?: PodTemplate } | undefined;
    const template = spec?.template;
    if (
        template === undefined ||
        !CLUSTER_CLIENTS.includes(template.spec.serviceAccountName ?? "")
    ) {
        return object;
    }
    return {
        ...object,
        spec: {
            ...spec,
            template: {
                ...template,
                metadata: {
                    ...template.metadata,
                    annotations: {
                        ...template.metadata?.annotations,
                        [ROLE_HASH_ANNOTATION]: shortHash(facts.roleArn),
                    },
                },
                spec: {
                    ...template.spec,
                    securityContext: {
                        ...template.spec.securityContext,
                        fsGroup: ARGO_CD_FS_GROUP,
                    },
                },
            },
        },
    };
}

function configure(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "ConfigMap" || object.metadata.name !== "argocd-cm") {
        return object;
    }
    return { ...object, data: { ...(object["data"] as object | undefined), ...CONFIG } };
}
