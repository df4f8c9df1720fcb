/** Kubeconfigs without credentials: `aws eks get-token` creates a token when one is needed. */

export interface KubeconfigFacts {
    readonly clusterName: string;
    readonly region: string;
    /** `https://...` */
    readonly endpoint: string;
    /** base64 of the PEM, as EKS returns it. */
    readonly certificateAuthorityData: string;
    /**
     * Role to assume for the token: the role that the account's AWS provider assumes. Unset: the caller's own identity.
     */
    readonly roleArn?: string;
}

/**
 * A kubeconfig that gets its credentials from a command only. It names no profile and sets no environment, so the
 * command runs as the user who runs Pulumi.
 */
export function renderKubeconfig(facts: KubeconfigFacts): string {
    const role = facts.roleArn === undefined ? [] : ["--role-arn", facts.roleArn];
    return kubeconfigText(facts, {
        exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
                "eks",
                "get-token",
                "--cluster-name",
                facts.clusterName,
                "--region",
                facts.region,
                "--output",
                "json",
                ...role,
            ],
            interactiveMode: "Never",
        },
    });
}

/** A kubeconfig with a token, for a single immediate request. It is never stored. */
export function tokenKubeconfig(
    facts: Omit<KubeconfigFacts, "region" | "roleArn"> & { readonly token: string },
): string {
    return kubeconfigText(facts, { token: facts.token });
}

function kubeconfigText(
    facts: Pick<KubeconfigFacts, "certificateAuthorityData" | "clusterName" | "endpoint">,
    user: object,
): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": facts.clusterName,
        contexts: [
            {
                name: facts.clusterName,
                context: { cluster: facts.clusterName, user: facts.clusterName },
            },
        ],
        clusters: [
            {
                name: facts.clusterName,
                cluster: {
                    server: facts.endpoint,
                    "certificate-authority-data": facts.certificateAuthorityData,
                },
            },
        ],
        users: [{ name: facts.clusterName, user }],
    });
}
