/** A target as Harness asks for it: on its page for a new cluster, and by its API. */
import { scopeNamespaces } from "../kubernetes/access";
import { CLUSTER_SECRET_LABEL, type ClusterRegistration } from "../argocd/clusterSecret";
import type { HarnessScope } from "./types";

export interface HarnessCluster extends ClusterRegistration {
    /** Where the agent is in Harness. */
    readonly harness: HarnessScope;
    /** Of the cluster Secret that the agent makes, for generators. */
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/** What is entered in Harness for one target. */
export interface HarnessRegistration {
    /** Lines of a field and its value, in the order of Harness's page. */
    readonly table: string;
    /** The same as a call of Harness's API, to be sent with a key of one's own in the header x-api-key. */
    readonly request: HarnessRequest;
}

/**
 * Body, path and query of the API's call that creates a cluster; `harness_platform_gitops_cluster` has the same under
 * names with underscores. https://apidocs.harness.io/tag/Clusters
 */
export interface HarnessRequest {
    readonly method: "POST";
    /** Below `https://app.harness.io/gateway`. */
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: {
        /** True: the same call also corrects a cluster that is there. */
        readonly upsert: boolean;
        readonly cluster: HarnessClusterBody;
    };
}

export interface HarnessClusterBody {
    readonly name: string;
    readonly server: string;
    readonly namespaces: readonly string[];
    readonly clusterResources: boolean;
    readonly project: string;
    readonly shard?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly config: {
        readonly clusterConnectionType: "IRSA";
        readonly awsAuthConfig: { readonly clusterName: string; readonly roleARN: string };
        readonly tlsClientConfig: { readonly insecure: false; readonly caData: string };
    };
}

/** Harness calls role and EKS's name IRSA, whichever way the agent's pods get their own role. */
const CONNECTION_TYPE = "IRSA";

/** @param cluster what a registration Secret would say, and where the agent is in Harness */
export function harnessRegistration(cluster: HarnessCluster): HarnessRegistration {
    const body = clusterBody(cluster);
    const { accountIdentifier, orgIdentifier, projectIdentifier } = cluster.harness;
    return {
        table: table([
            ["Name", body.name],
            ["Identifier", clusterIdentifier(cluster.project)],
            ["GitOps agent", scopedAgent(cluster.harness)],
            ["Master URL", body.server],
            ["Authentication", CONNECTION_TYPE],
            ["Role ARN", body.config.awsAuthConfig.roleARN],
            ["AWS cluster name", body.config.awsAuthConfig.clusterName],
            ["CA data", body.config.tlsClientConfig.caData],
            ["Namespaces", body.namespaces.join(", ") || "all"],
            ["Cluster resources", body.clusterResources ? "yes" : "no"],
            ["Argo CD project", body.project],
        ]),
        request: {
            method: "POST",
            path: `/gitops/api/v1/agents/${scopedAgent(cluster.harness)}/clusters`,
            query: {
                accountIdentifier,
                ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
                ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
                identifier: clusterIdentifier(cluster.project),
            },
            body: { upsert: true, cluster: body },
        },
    };
}

/** The agent as others than its own project name it: with its scope before it. */
export function scopedAgent(scope: HarnessScope): string {
    if (scope.projectIdentifier !== undefined) {
        return scope.agentIdentifier;
    }
    return `${scope.orgIdentifier === undefined ? "account" : "org"}.${scope.agentIdentifier}`;
}

/**
 * Identifier of the cluster: Harness allows letters, digits and underscores. Names have no capitals, so that what stands
 * for the dot between fleet and target is in neither.
 */
export function clusterIdentifier(registrationName: string): string {
    return registrationName.replaceAll("-", "_").replace(".", "_TARGET_");
}

function clusterBody(cluster: HarnessCluster): HarnessClusterBody {
    const namespaces = scopeNamespaces(cluster.scope);
    const [[secretLabel]] = Object.entries(CLUSTER_SECRET_LABEL) as [[string, string]];
    return {
        name: cluster.displayName,
        server: cluster.endpoint,
        namespaces: namespaces ?? [],
        clusterResources: namespaces === undefined,
        project: cluster.project,
        ...(cluster.shard === undefined ? {} : { shard: String(cluster.shard) }),
        // The agent puts Argo CD's own label on by itself.
        labels: Object.fromEntries(
            Object.entries(cluster.labels).filter(([name]) => name !== secretLabel),
        ),
        annotations: cluster.annotations,
        config: {
            clusterConnectionType: CONNECTION_TYPE,
            awsAuthConfig: {
                clusterName: cluster.clusterName,
                roleARN: cluster.deployerRoleArn,
            },
            tlsClientConfig: { insecure: false, caData: cluster.certificateAuthorityData },
        },
    };
}

function table(rows: readonly (readonly [field: string, value: string])[]): string {
    const width = Math.max(...rows.map(([field]) => field.length));
    return rows.map(([field, value]) => `${field.padEnd(width)}  ${value}`).join("\n");
}
