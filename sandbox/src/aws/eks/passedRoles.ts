/**
 * Roles that a caller hands to EKS: in the same account, that the caller may pass, and that trust the service which assumes
 * them. IAM user guide, "Grant a user permissions to pass a role to an AWS service".
 */
import { AwsError } from "../errors";
import type { RequestContext } from "../service";
import type { Eks } from "./eks";
import { invalidParameter } from "./errors";

/** What EKS is handed a role for. */
export interface RoleUse {
    /**
     * Condition key `iam:PassedToService` of the request. Reasoned, not seen: the service that assumes the role.
     * @default "eks.amazonaws.com"
     */
    readonly passedTo?: string;
    /** What is wrong with the role's trust, or undefined. */
    readonly trustProblem?: (eks: Eks, request: RequestContext, arn: string) => string | undefined;
}

/** The control plane's role. EKS user guide, "Amazon EKS cluster IAM role". */
export function clusterRole(sourceArn: string): RoleUse {
    return {
        trustProblem: (eks, request, arn) =>
            assumable(eks, request, arn, "eks.amazonaws.com", sourceArn)
                ? undefined
                : notAssumable(arn),
    };
}

/** The role of nodes. EKS user guide, "Amazon EKS node IAM role". */
export const NODE_ROLE: RoleUse = {
    trustProblem: (eks, _request, arn) =>
        // in China the principal is another one; a trust is stored only if its principal exists in the partition
        ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"].some((service) =>
            eks.deps.roles.trustNames(arn, service, ["sts:AssumeRole"]),
        )
            ? undefined
            : `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${arn}`,
};

/** The role that starts pods on Fargate. EKS user guide, "Amazon EKS Pod execution IAM role". */
export function podExecutionRole(sourceArn: string): RoleUse {
    return {
        passedTo: "eks-fargate-pods.amazonaws.com",
        trustProblem: (eks, request, arn) =>
            assumable(eks, request, arn, "eks-fargate-pods.amazonaws.com", sourceArn)
                ? undefined
                : "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal",
    };
}

/**
 * The role pods get by EKS Pod Identity. EKS checks the format of the trust only: its conditions are evaluated
 * when a pod asks. (hashicorp/terraform-provider-aws#41483 has the text.)
 */
export const POD_IDENTITY_ROLE: RoleUse = {
    passedTo: "pods.eks.amazonaws.com",
    trustProblem: (eks, _request, arn) =>
        eks.deps.roles.trustNames(arn, "pods.eks.amazonaws.com", [
            "sts:AssumeRole",
            "sts:TagSession",
        ])
            ? undefined
            : "Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue",
};

/** The role of an add-on's ServiceAccount: assumed with a token, which EKS knows nothing of. */
export const ADDON_ROLE: RoleUse = {};

/** @throws AwsError InvalidParameterException, AccessDeniedException */
export function checkPassedRole(
    eks: Eks,
    request: RequestContext,
    arn: string,
    use: RoleUse,
): void {
    const account = /^arn:[\w-]+:iam::(\d{12}):role\/.+$/.exec(arn)?.[1];
    if (account !== undefined && account !== request.account) {
        throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", 403);
    }
    const { roles, roleUniqueId } = eks.deps;
    request.asked?.("iam:PassRole");
    const refusal = roles.passRefusal(request.caller, arn, use.passedTo ?? "eks.amazonaws.com");
    if (refusal !== undefined) {
        throw refusal;
    }
    if (account === undefined || roleUniqueId(arn) === undefined) {
        throw invalidParameter(notAssumable(arn));
    }
    const problem = use.trustProblem?.(eks, request, arn);
    if (problem !== undefined) {
        throw invalidParameter(problem);
    }
}

function assumable(
    eks: Eks,
    request: RequestContext,
    arn: string,
    service: string,
    sourceArn: string,
): boolean {
    return eks.deps.roles.canAssume(service, arn, {
        "aws:SourceAccount": request.account,
        "aws:SourceArn": sourceArn,
    });
}

function notAssumable(arn: string): string {
    return `Role with arn: ${arn}, could not be assumed because it does not exist or the trusted entity is not correct`;
}
