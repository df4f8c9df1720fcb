/** What a provisioner may do with the fleet's own roles. */
import type { PolicyStatement } from "../iam/documents";
import { manageRoleStatements, createRoleStatements, withBoundary } from "./roles";
import { fleetRoleArn, packsArn, type ProvisionerScope } from "./scope";

export function identityStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const bounded = withBoundary(scope);
    const argocd = fleetRoleArn(scope, "argocd");
    const runners = fleetRoleArn(scope, "runner-*");
    const roles = [
        argocd,
        fleetRoleArn(scope, "bootstrap"),
        fleetRoleArn(scope, "deployer-*"),
        runners,
    ];
    return [
        ...createRoleStatements(scope, roles),
        ...manageRoleStatements(scope, roles),
        {
            Sid: "AttachPacks",
            Effect: "Allow",
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: argocd,
            Condition: {
                StringEquals: bounded,
                ArnLike: { "iam:PolicyARN": packsArn(scope) },
            },
        },
        {
            // The stack file decides which of the organization's policies a runner gets; the boundary limits them.
            Sid: "AttachRunnerPolicies",
            Effect: "Allow",
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: runners,
            Condition: { StringEquals: bounded },
        },
        {
            Sid: "WriteInlinePolicies",
            Effect: "Allow",
            Action: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            Resource: [argocd, runners],
            Condition: { StringEquals: bounded },
        },
        {
            // For EKS Pod Identity.
            Sid: "PassArgoRole",
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: argocd,
            Condition: { StringEquals: { "iam:PassedToService": "pods.eks.amazonaws.com" } },
        },
    ];
}
