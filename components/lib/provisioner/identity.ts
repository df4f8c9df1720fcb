/** What a provisioner does with the fleet's own roles. */
import type { PolicyStatement } from "../iam/documents";
import { ofFleet, taggedForFleet } from "./conditions";
import { CHANGING_ROLES, READING_ROLES } from "./roleActions";
import { boundaryArn, fleetRoleArn, packsArn, type ProvisionerScope } from "./scope";

export function identityStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const bounded = { "iam:PermissionsBoundary": boundaryArn(scope) };
    const argocd = fleetRoleArn(scope, "argocd");
    const runners = fleetRoleArn(scope, "runner-*");
    const roles = [
        argocd,
        fleetRoleArn(scope, "bootstrap"),
        fleetRoleArn(scope, "deployer-*"),
        runners,
    ];
    return [
        {
            Sid: "MakeBounded",
            Effect: "Allow",
            Action: "iam:CreateRole",
            Resource: roles,
            Condition: { StringEquals: { ...bounded, ...taggedForFleet(scope) } },
        },
        {
            Sid: "TagRoles",
            Effect: "Allow",
            Action: "iam:TagRole",
            Resource: roles,
            Condition: {
                StringEquals: taggedForFleet(scope),
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        { Sid: "ReadRoles", Effect: "Allow", Action: READING_ROLES, Resource: roles },
        {
            Sid: "ChangeRoles",
            Effect: "Allow",
            Action: CHANGING_ROLES,
            Resource: roles,
            Condition: { StringEquals: ofFleet(scope) },
        },
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
            // Which of the organisation's policies a runner has is the stack file's to say; the boundary holds.
            Sid: "AttachToRunners",
            Effect: "Allow",
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: runners,
            Condition: { StringEquals: bounded },
        },
        {
            Sid: "WritePolicies",
            Effect: "Allow",
            Action: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            Resource: [argocd, runners],
            Condition: { StringEquals: bounded },
        },
        {
            // With EKS Pod Identity.
            Sid: "PassToPods",
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: argocd,
            Condition: { StringEquals: { "iam:PassedToService": "pods.eks.amazonaws.com" } },
        },
    ];
}
