/** The kubeconfig that eks.Cluster gives. Source: pulumi-eks nodejs/eks/cluster/cluster.ts, generateKubeconfig. */

export interface KubeconfigFacts {
    readonly clusterName: string;
    readonly region: string;
    readonly endpoint: string;
    /** base64 */
    readonly certificateAuthorityData: string;
    readonly profileName?: string | undefined;
    readonly roleArn?: string | undefined;
}

/** Renders it. The role becomes `--role`, which the AWS CLI takes for `--role-arn`. */
export function eksKubeconfig(facts: KubeconfigFacts): Readonly<Record<string, unknown>> {
    return {
        apiVersion: "v1",
        clusters: [
            {
                cluster: {
                    server: facts.endpoint,
                    "certificate-authority-data": facts.certificateAuthorityData,
                },
                name: "kubernetes",
            },
        ],
        contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
        "current-context": "aws",
        kind: "Config",
        users: [
            {
                name: "aws",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: [
                            ...["--region", facts.region, "eks", "get-token"],
                            ...["--cluster-name", facts.clusterName, "--output", "json"],
                            ...(facts.roleArn === undefined ? [] : ["--role", facts.roleArn]),
                            ...(facts.profileName === undefined
                                ? []
                                : ["--profile", facts.profileName]),
                        ],
                        env: [
                            {
                                name: "KUBERNETES_EXEC_INFO",
                                value: `{"apiVersion": "client.authentication.k8s.io/v1beta1"}`,
                            },
                        ],
                    },
                },
            },
        ],
    };
}
