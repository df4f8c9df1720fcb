/** The chain of roles from the agent's ServiceAccount to a cluster's API, as it is walked to verify it. Pure. */

/** What is walked. */
export interface Chain {
    /** ServiceAccount of the agent that role argocd trusts. */
    readonly serviceAccount: { readonly namespace: string; readonly name: string };
    /** ARN of role argocd. */
    readonly argoRoleArn: string;
    /** ARN of the role that role argocd assumes. */
    readonly deployerRoleArn: string;
    readonly clusterName: string;
    readonly region: string;
    /** API server of the cluster, `https://...`. */
    readonly endpoint: string;
    /** base64 of the PEM, as EKS returns it. */
    readonly certificateAuthorityData: string;
    /** What the role must be allowed to create at the end. */
    readonly resource: { readonly group: string; readonly resource: string };
    /** Where; empty for the whole cluster. */
    readonly namespaces: readonly string[];
}

const SUBJECT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The first ServiceAccount that a trust policy for web identities names.
 * @param trustPolicy as text
 * @returns undefined for EKS Pod Identity, whose sessions only a pod of the cluster can get
 */
export function trustedServiceAccount(trustPolicy: string): Chain["serviceAccount"] | undefined {
    const { Statement } = JSON.parse(trustPolicy) as {
        readonly Statement: readonly {
            readonly Condition?: {
                readonly StringEquals?: Readonly<Record<string, string | readonly string[]>>;
            };
        }[];
    };
    const [namespace, name] = Statement.flatMap(({ Condition }) =>
        Object.entries(Condition?.StringEquals ?? {})
            .filter(([key]) => key.endsWith(":sub"))
            .flatMap(([, subjects]) => subjects),
    ).flatMap((subject) => SUBJECT.exec(subject)?.slice(1) ?? []);
    return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** A link of the chain that does not hold. */
export interface BrokenLink {
    /** What failed, as a sentence. */
    readonly found: string;
    readonly remedy: string;
}

/** The link that a refusal of the `aws` command tells of. @param words what the command said */
export function refusedLink({ argoRoleArn, deployerRoleArn }: Chain, words: string): BrokenLink {
    if (words.includes("AssumeRoleWithWebIdentity")) {
        return {
            found: `the agent's ServiceAccount may not assume ${argoRoleArn} (${words})`,
            remedy: "Its trust policy must name the ServiceAccount, and the IAM OIDC provider of the management cluster's issuer must exist in that account",
        };
    }
    if (words.includes("AssumeRole")) {
        return {
            found: `${argoRoleArn} may not assume ${deployerRoleArn} (${words})`,
            remedy: "The trust policy of the second role must name the first, and a policy of the first must allow sts:AssumeRole on the second",
        };
    }
    return { found: words, remedy: "See what the aws command needs" };
}

/** The link that the API server's answer tells of. @param status of the answer */
export function refusedByCluster(
    { clusterName, deployerRoleArn }: Chain,
    status: number,
    message: string,
): BrokenLink {
    return {
        found: `cluster ${clusterName} does not accept ${deployerRoleArn} (${status} ${message})`,
        remedy: "Its access entry, or its entry in aws-auth, must exist and be of this role as it is now: a role that is created again needs a new entry",
    };
}

/** The link that an access review tells of. @param namespace empty for the whole cluster */
export function notAllowed(
    { clusterName, deployerRoleArn, resource }: Chain,
    namespace: string,
): BrokenLink {
    const where = namespace === "" ? "in the whole cluster" : `in namespace ${namespace}`;
    return {
        found: `cluster ${clusterName} does not allow ${deployerRoleArn} to create ${resource.resource} ${where}`,
        remedy: "The role's Kubernetes group must be bound to the fleet's Role there",
    };
}
