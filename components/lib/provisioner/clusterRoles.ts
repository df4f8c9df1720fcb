/** What a provisioner does with the roles around some clusters. */
import { EBS_CSI } from "../addons";
import {
    autoModeNodeRole,
    controlPlaneRole,
    managedNodeRole,
    podExecutionRole,
} from "../iam/clusterRoles";
import type { PolicyStatement } from "../iam/documents";
import { ofFleet, taggedForFleet } from "./conditions";
import { CHANGING_ROLES, READING_ROLES } from "./roleActions";
import {
    boundaryArn,
    type CLUSTER_ROLES,
    clusterRoleArn,
    clusterRolesArn,
    type ProvisionerScope,
} from "./scope";

type RoleKind = keyof typeof CLUSTER_ROLES;

/** Services that are handed the roles of each kind. */
const PASSED_TO: Readonly<Record<RoleKind, string | readonly string[]>> = {
    controlPlane: "eks.amazonaws.com",
    // EKS's try whether nodes can be launched from their template hands the role to EC2.
    nodes: ["ec2.amazonaws.com", "eks.amazonaws.com"],
    ebsCsi: "pods.eks.amazonaws.com",
    fargate: "eks-fargate-pods.amazonaws.com",
};

export function clusterRoleStatements(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    const bounded = { "iam:PermissionsBoundary": boundaryArn(scope) };
    const roles = clusterNames.map((name) => clusterRolesArn(scope, name));
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
        {
            Sid: "AttachAwsPolicies",
            Effect: "Allow",
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: roles,
            Condition: {
                StringEquals: bounded,
                ArnEquals: { "iam:PolicyARN": awsPolicies(scope) },
            },
        },
        {
            Sid: "PermitKeys",
            Effect: "Allow",
            Action: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            Resource: clusterNames.map((name) => clusterRoleArn(scope, name, "controlPlane")),
            Condition: { StringEquals: bounded },
        },
        { Sid: "ReadRoles", Effect: "Allow", Action: READING_ROLES, Resource: roles },
        {
            Sid: "ChangeRoles",
            Effect: "Allow",
            Action: CHANGING_ROLES,
            Resource: roles,
            Condition: { StringEquals: ofFleet(scope) },
        },
        ...passing(scope, clusterNames),
    ];
}

/** Each kind of role is handed to the services that work under it, and to no other. */
function passing(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    return (Object.keys(PASSED_TO) as RoleKind[]).map((kind) => ({
        Sid: `Pass${kind[0]!.toUpperCase()}${kind.slice(1)}`,
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: clusterNames.map((name) => clusterRoleArn(scope, name, kind)),
        Condition: { StringEquals: { "iam:PassedToService": PASSED_TO[kind] } },
    }));
}

/** AWS's own policies that the roles around a cluster carry. */
function awsPolicies({ partition }: ProvisionerScope): readonly string[] {
    const names = [
        controlPlaneRole("autoMode"),
        managedNodeRole(),
        autoModeNodeRole(),
        podExecutionRole({ accountId: "", region: "", clusterName: "" }),
    ].flatMap(({ policies }) => policies);
    return [...new Set([...names, EBS_CSI.policy])].map(
        (name) => `arn:${partition}:iam::aws:policy/${name}`,
    );
}
