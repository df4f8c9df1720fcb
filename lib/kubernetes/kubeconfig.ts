/** Kubeconfigs that hold no credential: the token is made by `aws eks get-token` when it is needed. */

export interface KubeconfigFacts {
    readonly clusterName: string;
    readonly region: string;
    /** `https://...` */
    readonly endpoint: string;
    /** base64 of the PEM, as EKS returns it. */
    readonly certificateAuthorityData: string;
    /** Role to assume for the token: the one the account's AWS provider assumes. Absent: the caller's own identity. */
    readonly roleArn?: string;
}

/**
 * A kubeconfig whose only credential is the command that gets one.
 * No profile and no environment is baked in: whoever runs it is whoever runs Pulumi.
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

/** A kubeconfig with a token, for a request that is made at once. It is never written down. */
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
