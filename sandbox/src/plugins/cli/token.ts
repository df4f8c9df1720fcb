/** Tokens for EKS clusters, as `aws eks get-token` gives them. */

/** awscli/customizations/eks/get_token.py, TOKEN_EXPIRATION_MINS: a minute less than what clusters accept. */
const TOKEN_MINUTES = 14;

/** The token: the presigned URL, encoded. */
export function clusterToken(presignedUrl: string): string {
    return `k8s-aws-v1.${Buffer.from(presignedUrl).toString("base64url")}`;
}

/**
 * What a Kubernetes client reads.
 * @param execInfo the client's KUBERNETES_EXEC_INFO; it names the version that it wants to read
 */
export function execCredential(
    token: string,
    now: Date,
    execInfo: string | undefined,
): Readonly<Record<string, unknown>> {
    const expires = new Date(now.getTime() + TOKEN_MINUTES * 60_000);
    return {
        kind: "ExecCredential",
        apiVersion: askedVersion(execInfo) ?? "client.authentication.k8s.io/v1beta1",
        spec: {},
        status: {
            expirationTimestamp: expires.toISOString().replace(/\.\d{3}Z$/, "Z"),
            token,
        },
    };
}

function askedVersion(execInfo: string | undefined): string | undefined {
    try {
        const { apiVersion } = JSON.parse(execInfo ?? "{}") as { readonly apiVersion?: unknown };
        return typeof apiVersion === "string" ? apiVersion : undefined;
    } catch {
        return undefined;
    }
}
