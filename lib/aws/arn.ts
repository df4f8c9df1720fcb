/** Amazon Resource Names as plain strings: known at preview, so that documents and annotations are known too. */

/** Partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/**
 * Partition a region belongs to, by its prefix.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): Partition {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** ARN of a role. @param path `/` or `/some/path/` */
export function roleArn(
    partition: Partition,
    accountId: string,
    roleName: string,
    path = "/",
): string {
    return `arn:${partition}:iam::${accountId}:role${path}${roleName}`;
}

/** ARN of a policy that AWS manages. */
export function awsManagedPolicyArn(partition: Partition, policyName: string): string {
    return `arn:${partition}:iam::aws:policy/${policyName}`;
}

/**
 * ARN of one of EKS's cluster access policies.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export function clusterAccessPolicyArn(partition: Partition, policyName: string): string {
    return `arn:${partition}:eks::aws:cluster-access-policy/${policyName}`;
}

/** ARN of an EKS cluster. */
export function clusterArn(region: string, accountId: string, clusterName: string): string {
    return `arn:${partitionOf(region)}:eks:${region}:${accountId}:cluster/${clusterName}`;
}

/** ARN of the IAM OIDC provider for an issuer in an account. @param issuer with or without `https://` */
export function oidcProviderArn(partition: Partition, accountId: string, issuer: string): string {
    return `arn:${partition}:iam::${accountId}:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
}

/** The parts of an IAM principal's ARN: a role or a user, with its path. */
export interface PrincipalArn {
    readonly partition: Partition;
    readonly accountId: string;
    readonly kind: "role" | "user";
    /** `/` or `/some/path/` */
    readonly path: string;
    readonly name: string;
}

/** Matches the ARN of a role or user: partition, account, kind, path, name. */
export const PRINCIPAL_ARN = principalArnForm("role|user");

/** Matches the ARN of a role. */
export const ROLE_ARN = principalArnForm("role");

function principalArnForm(kind: string): RegExp {
    return new RegExp(
        `^arn:(aws|aws-cn|aws-us-gov):iam::(\\d{12}):(${kind})(\\/(?:[\\x21-\\x7e]+\\/)?)([\\w+=,.@-]+)$`,
    );
}

/**
 * Parses the ARN of a role or user.
 * @returns undefined for anything else: sessions, groups, accounts
 */
export function parsePrincipalArn(arn: string): PrincipalArn | undefined {
    const match = PRINCIPAL_ARN.exec(arn);
    if (match === null) {
        return undefined;
    }
    const [, partition, accountId, kind, path, name] = match as unknown as string[];
    return {
        partition: partition as Partition,
        accountId: accountId!,
        kind: kind === "role" ? "role" : "user",
        path: path!,
        name: name!,
    };
}

/** Region of an ARN; empty for global services. */
export function regionOfArn(arn: string): string {
    return arn.split(":")[3] ?? "";
}
