/** The Secret by which Argo CD knows a cluster. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
import { scopeNamespaces, type AccessScope } from "../access";

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
}

/** The Secret's `stringData`. Keys stay the same for every scope: a key left out would stay in the live Secret. */
export function clusterSecretData(registration: ClusterRegistration): Record<string, string> {
    const namespaces = scopeNamespaces(registration.scope);
    return {
        name: registration.displayName,
        server: registration.endpoint,
        project: registration.project,
        namespaces: namespaces === undefined ? "" : namespaces.join(","),
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
