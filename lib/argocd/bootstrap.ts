/**
 * What Argo CD starts with by itself: an Application of Applications, or an ApplicationSet over the registered clusters.
 *
 * In-cluster is off, so an Application of Applications needs a cluster to write them to: the management cluster under
 * another name, reached by a role of its own that may write Applications and ApplicationSets into Argo CD's namespace, and
 * nothing else. Whoever writes to the repository can so deploy to every target, but only as its project allows: no
 * Secret, no ServiceAccount and no AppProject is in reach. An ApplicationSet that Pulumi makes needs no such way in.
 */
import type { AppOfAppsConfig, ApplicationSetConfig } from "./types";
import type { PolicyRule } from "../kubernetes/rbac";
import { CLUSTER_SECRET_LABEL } from "./clusterSecret";
import type { AppProjectSpec } from "./projects";

/** Kinds that the bootstrap's repository may hold. */
const KINDS: readonly { readonly group: string; readonly kind: string }[] = [
    { group: "argoproj.io", kind: "Application" },
    { group: "argoproj.io", kind: "ApplicationSet" },
];

/** Rules of the bootstrap's Role: exactly what its project allows. */
export const BOOTSTRAP_RULES: readonly PolicyRule[] = [
    {
        apiGroups: ["argoproj.io"],
        resources: ["applications", "applicationsets"],
        verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
    },
];

/**
 * Name of the bootstrap's registration, AppProject and RBAC. With two dots it is no target's, whose key has none.
 */
export function bootstrapName(fleet: string): string {
    return `${fleet}.argocd.bootstrap`;
}

/** Name of the Application or ApplicationSet itself. */
export function bootstrapApplicationName(fleet: string): string {
    return `${fleet}-bootstrap`;
}

/** Kubernetes group of the bootstrap's role. */
export function bootstrapGroup(fleet: string): string {
    return `gitops:${fleet}:bootstrap`;
}

/** Kubernetes user of the bootstrap's role; the session name makes audit logs tell which pod it was. */
export function bootstrapUserName(fleet: string): string {
    return `gitops:${fleet}:bootstrap:{{SessionName}}`;
}

/**
 * The management cluster's address as the bootstrap has it. Argo CD tells clusters apart by their addresses: with its
 * port written out it is another than where the management cluster is a target too.
 */
export function bootstrapServer(endpoint: string): string {
    return `${endpoint}:443`;
}

/** The bootstrap's project: one repository, one namespace, two kinds. */
export function bootstrapProject(facts: {
    readonly server: string;
    readonly namespace: string;
    readonly repoUrl: string;
}): AppProjectSpec {
    return {
        description: "Applications from the bootstrap repository",
        sourceRepos: [facts.repoUrl],
        destinations: [{ server: facts.server, namespace: facts.namespace }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: KINDS,
    };
}

const RETRY = { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } };
const AUTOMATED = { prune: true, selfHeal: true };

/** Finalizer by which an Application takes away what it made before it goes. */
export const CASCADE = "resources-finalizer.argocd.argoproj.io";

/** Spec of the Application of Applications. */
export function bootstrapApplication(
    bootstrap: AppOfAppsConfig,
    facts: { readonly project: string; readonly cluster: string; readonly namespace: string },
): Record<string, unknown> {
    return {
        project: facts.project,
        source: {
            repoURL: bootstrap.repoUrl,
            path: bootstrap.path,
            targetRevision: bootstrap.targetRevision,
            // Argo CD takes a false one out again, which the next up would put back.
            ...(bootstrap.recurse ? { directory: { recurse: true } } : {}),
        },
        destination: { name: facts.cluster, namespace: facts.namespace },
        syncPolicy: { automated: AUTOMATED, retry: RETRY },
    };
}

/**
 * Spec of the ApplicationSet: every directory, on every cluster that fits. The project of each Application is the one
 * its cluster's registration names, never what the repository says; the repository's own words, the directories' names,
 * become names and namespaces, which the project bounds.
 */
export function bootstrapApplicationSet(bootstrap: ApplicationSetConfig): Record<string, unknown> {
    const directory = [
        ...(bootstrap.path === "." ? [] : [bootstrap.path]),
        ...(bootstrap.perCluster ? ["{{ .name }}"] : []),
        "*",
    ].join("/");
    const clusters = {
        // With a label the set leaves the cluster itself out, which has no registration.
        selector: { matchLabels: { ...bootstrap.clusterLabels, ...CLUSTER_SECRET_LABEL } },
    };
    const git = {
        repoURL: bootstrap.repoUrl,
        revision: bootstrap.targetRevision,
        directories: [{ path: directory }],
    };
    return {
        goTemplate: true,
        goTemplateOptions: ["missingkey=error"],
        generators: [{ matrix: { generators: [{ clusters }, { git }] } }],
        // Where workloads go with their Application, the controller gives it the finalizer for that. A false one it takes
        // out again, which a refresh would show.
        ...(bootstrap.onDelete === "orphan"
            ? { syncPolicy: { preserveResourcesOnDeletion: true } }
            : {}),
        template: {
            // By the registration, which never changes, not by the display name, which may: the Applications would be
            // deleted and created again. The dot keeps off the guestbook's name.
            metadata: { name: "{{ .project }}.{{ .path.basenameNormalized }}" },
            spec: {
                project: "{{ .project }}",
                source: {
                    repoURL: bootstrap.repoUrl,
                    path: "{{ .path.path }}",
                    targetRevision: bootstrap.targetRevision,
                },
                destination: {
                    name: "{{ .name }}",
                    namespace: bootstrap.namespace ?? "{{ .path.basename }}",
                },
                syncPolicy: { automated: AUTOMATED, retry: RETRY },
            },
        },
    };
}
