/** The Secret by which Argo CD knows a cluster. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
import { scopeNamespaces, type AccessScope } from "../kubernetes/access";

/** Label by which Argo CD finds the Secret. */
export const CLUSTER_SECRET_LABEL = { "argocd.argoproj.io/secret-type": "cluster" } as const;

export interface ClusterRegistration {
    /** Name shown in Argo CD and used as `destination.name`. */
    readonly displayName: string;
    /** API server, `https://...`. */
    readonly endpoint: string;
    /** Name of the EKS cluster: it is signed into the token and checked by the authenticator, so never an alias. */
    readonly clusterName: string;
    readonly deployerRoleArn: string;
    /** base64 of the PEM, exactly as EKS returns it: decoded or encoded again, Argo CD refuses it. */
    readonly certificateAuthorityData: string;
    readonly scope: AccessScope;
    /** AppProject that alone may use the cluster. */
    readonly project: string;
    /** Shard of the application controller; absent: Argo CD's choice. */
    readonly shard?: number;
}

/** What generators and templates know of a cluster. */
export interface ClusterMetadata {
    readonly displayName: string;
    readonly environment: string;
    readonly clusterName: string;
    readonly accountId: string;
    readonly region: string;
    readonly vpcId: string;
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: string;
    /** The user's own; where a name is ours too, theirs stands. */
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Labels and annotations of the Secret, under the names that GitOps Bridge gave them.
 * https://github.com/gitops-bridge-dev/gitops-bridge-argocd-bootstrap-terraform
 */
export function clusterSecretMetadata(cluster: ClusterMetadata): {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
} {
    return {
        labels: {
            cluster_name: cluster.displayName,
            environment: cluster.environment,
            kubernetes_version: cluster.kubernetesVersion,
            ...cluster.labels,
            ...CLUSTER_SECRET_LABEL,
        },
        annotations: {
            cluster_name: cluster.displayName,
            environment: cluster.environment,
            aws_cluster_name: cluster.clusterName,
            aws_account_id: cluster.accountId,
            aws_region: cluster.region,
            aws_vpc_id: cluster.vpcId,
            ...cluster.annotations,
        },
    };
}

/**
 * What the Secret holds, as text. It is written as `data`: of `stringData` the API server keeps keys that are left out.
 * The shard is left out where none is given, since Argo CD warns of an empty one at every look.
 */
export function clusterSecretData(registration: ClusterRegistration): Record<string, string> {
    const namespaces = scopeNamespaces(registration.scope);
    return {
        name: registration.displayName,
        server: registration.endpoint,
        project: registration.project,
        namespaces: namespaces === undefined ? "" : namespaces.join(","),
        ...(registration.shard === undefined ? {} : { shard: String(registration.shard) }),
        clusterResources: namespaces === undefined ? "true" : "false",
        config: JSON.stringify({
            awsAuthConfig: {
                clusterName: registration.clusterName,
                roleARN: registration.deployerRoleArn,
            },
            tlsClientConfig: { insecure: false, caData: registration.certificateAuthorityData },
        }),
    };
}
