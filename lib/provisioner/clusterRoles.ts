/** What a provisioner may do with the roles of some clusters. */
import { EBS_CSI } from "../cluster/addons";
import {
    autoModeNodeRole,
    controlPlaneRole,
    managedNodeRole,
    podExecutionRole,
} from "../cluster/roles";
import type { PolicyStatement } from "../iam/documents";
import { manageRoleStatements, createRoleStatements, withBoundary } from "./roles";
import {
    type CLUSTER_ROLES,
    clusterRoleArn,
    clusterRolesArn,
    type ProvisionerScope,
} from "./scope";

type RoleKind = keyof typeof CLUSTER_ROLES;

/** Services that each kind of role may be passed to. */
const PASSED_TO: Readonly<Record<RoleKind, string | readonly string[]>> = {
    controlPlane: "eks.amazonaws.com",
    // When EKS tests whether it can launch nodes from their template, it passes the role to EC2.
    nodes: ["ec2.amazonaws.com", "eks.amazonaws.com"],
    ebsCsi: "pods.eks.amazonaws.com",
    fargate: "eks-fargate-pods.amazonaws.com",
};

export function clusterRoleStatements(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    const bounded = withBoundary(scope);
    const roles = clusterNames.map((name) => clusterRolesArn(scope, name));
    return [
        ...createRoleStatements(scope, roles),
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
            Sid: "WriteKeyPolicies",
            Effect: "Allow",
            Action: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            Resource: clusterNames.map((name) => clusterRoleArn(scope, name, "controlPlane")),
            Condition: { StringEquals: bounded },
        },
        ...manageRoleStatements(scope, roles),
        ...passing(scope, clusterNames),
    ];
}

/** Each kind of role may be passed only to the services that use it. */
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

/** The AWS managed policies of clusters' roles. */
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
