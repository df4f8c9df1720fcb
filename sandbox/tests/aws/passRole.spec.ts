import type { Params, Result } from "../../src/aws/service";
import {
    allowing,
    credentialsIn,
    HUB,
    policy,
    REGION,
    refused,
    TARGET,
    type Call,
} from "./identitySupport";
import { podIdentityWorld, podTrust, ROLE, type PodIdentityWorld } from "./podIdentitySupport";

const iam = (name: string): string => `arn:aws:iam::${HUB}:role/${name}`;

describe("iam:PassRole (IAM user guide, Grant a user permissions to pass a role to an AWS service)", () => {
    let world: PodIdentityWorld;
    let builder: Call;
    let subnetIds: readonly string[];

    const permit = (...statements: readonly object[]): Promise<unknown> =>
        world.hub("iam:PutRolePolicy", {
            RoleName: "builder",
            PolicyName: "build",
            PolicyDocument: policy(
                { Effect: "Allow", Action: ["eks:*", "ec2:*"], Resource: "*" },
                ...statements.map((statement) => ({
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    ...statement,
                })),
            ),
        });

    /** Every call that hands a role to EKS, with that role. */
    const calls = (): readonly (readonly [string, string, Params])[] => [
        [
            "eks:CreateCluster",
            iam("control-plane"),
            {
                name: "other",
                roleArn: iam("control-plane"),
                resourcesVpcConfig: { subnetIds, endpointPrivateAccess: true },
            },
        ],
        [
            "eks:CreateNodegroup",
            iam("node"),
            {
                clusterName: "hub",
                nodegroupName: "default",
                nodeRole: iam("node"),
                subnets: subnetIds,
            },
        ],
        [
            "eks:CreateFargateProfile",
            iam("fargate"),
            {
                clusterName: "hub",
                fargateProfileName: "agents",
                podExecutionRoleArn: iam("fargate"),
                selectors: [{ namespace: "argocd" }],
            },
        ],
        [
            "eks:CreatePodIdentityAssociation",
            ROLE,
            { clusterName: "hub", namespace: "a", serviceAccount: "b", roleArn: ROLE },
        ],
        [
            "eks:CreateAddon",
            iam("ebs"),
            {
                clusterName: "hub",
                addonName: "aws-ebs-csi-driver",
                serviceAccountRoleArn: iam("ebs"),
            },
        ],
        [
            "eks:UpdateClusterConfig",
            iam("node"),
            {
                name: "hub",
                computeConfig: {
                    enabled: true,
                    nodePools: ["system"],
                    nodeRoleArn: iam("node"),
                },
                kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
                storageConfig: { blockStorage: { enabled: true } },
            },
        ],
    ];

    beforeEach(async () => {
        world = await podIdentityWorld();
        const { cluster } = await world.hub("eks:DescribeCluster", { name: "hub" });
        ({ subnetIds } = (cluster as Result)["resourcesVpcConfig"] as {
            subnetIds: readonly string[];
        });
        await world.hub("iam:CreateRole", {
            RoleName: "ebs",
            AssumeRolePolicyDocument: podTrust(),
        });
        await world.hub("iam:CreateRole", {
            RoleName: "builder",
            AssumeRolePolicyDocument: policy({
                Effect: "Allow",
                Principal: { AWS: HUB },
                Action: "sts:AssumeRole",
            }),
        });
        await permit();
        const session = await world.hub("sts:AssumeRole", {
            RoleArn: iam("builder"),
            RoleSessionName: "session",
        });
        const credentials = credentialsIn(session);
        builder = (action, params = {}) =>
            world.aws.call({ credentials, region: REGION, action, params });
    });

    it("is required for every role passed to EKS, and for no other", async () => {
        for (const [action, role, params] of calls()) {
            await permit();
            await refused(
                builder(action, params),
                "AccessDeniedException",
                `User: arn:aws:sts::${HUB}:assumed-role/builder/session is not authorized to perform: iam:PassRole on resource: ${role}`,
            );
            await permit({ Resource: iam("other") });
            await refused(builder(action, params), "AccessDeniedException", "iam:PassRole");
            await permit({ Resource: role });
            await builder(action, params);
        }
    });

    it("is granted by AdministratorAccess", async () => {
        for (const [action, , params] of calls()) {
            await world.hub(action, params);
        }
    });

    it("is checked again when the role of an association changes", async () => {
        await permit({ Resource: ROLE });
        const [, , params] = calls()[3]!;
        const { association } = await builder("eks:CreatePodIdentityAssociation", params);
        const change = {
            clusterName: "hub",
            associationId: (association as { associationId: string }).associationId,
            roleArn: iam("ebs"),
        };
        await refused(
            builder("eks:UpdatePodIdentityAssociation", change),
            "AccessDeniedException",
            "iam:PassRole",
        );
        await permit({ Resource: iam("*") });
        await builder("eks:UpdatePodIdentityAssociation", change);
    });

    it("may be limited to roles under a path, and to a service", async () => {
        await world.hub("iam:CreateRole", {
            RoleName: "pods",
            Path: "/fleet/",
            AssumeRolePolicyDocument: podTrust(),
        });
        const associate = (roleArn: string): Promise<Result> =>
            builder("eks:CreatePodIdentityAssociation", {
                clusterName: "hub",
                namespace: "a",
                serviceAccount: "b",
                roleArn,
            });
        await permit({
            Resource: iam("fleet/*"),
            Condition: { StringEquals: { "iam:PassedToService": "pods.eks.amazonaws.com" } },
        });
        await refused(associate(ROLE), "AccessDeniedException", "iam:PassRole");
        await associate(iam("fleet/pods"));
        const [, , params] = calls()[1]!;
        await permit({
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "pods.eks.amazonaws.com" } },
        });
        await refused(
            builder("eks:CreateNodegroup", params),
            "AccessDeniedException",
            "iam:PassRole",
        );
    });

    it("does not allow passing roles of other accounts", async () => {
        await permit({ Resource: "*" });
        await refused(
            builder("eks:CreatePodIdentityAssociation", {
                clusterName: "hub",
                namespace: "a",
                serviceAccount: "b",
                roleArn: `arn:aws:iam::${TARGET}:role/argocd`,
            }),
            "AccessDeniedException",
            "Cross-account pass role is not allowed.",
        );
    });

    it("is checked before the role's trust, which must name the service that assumes it", async () => {
        await permit({ Resource: "*" });
        const [, , nodegroup] = calls()[1]!;
        await refused(
            builder("eks:CreateNodegroup", { ...nodegroup, nodeRole: iam("fargate") }),
            "InvalidParameterException",
            "required service principals [ec2.amazonaws.com] were not found",
        );
        const [, , cluster] = calls()[0]!;
        await refused(
            builder("eks:CreateCluster", { ...cluster, roleArn: iam("node") }),
            "InvalidParameterException",
            "the trusted entity is not correct",
        );
        const [, , association] = calls()[3]!;
        await refused(
            builder("eks:CreatePodIdentityAssociation", { ...association, roleArn: iam("node") }),
            "InvalidParameterException",
            "Trust policy of the role provided is invalid",
        );
    });

    it("evaluates the conditions of a trust that EKS itself must meet", async () => {
        const trust = (account: string): Promise<unknown> =>
            world.hub("iam:UpdateAssumeRolePolicy", {
                RoleName: "fargate",
                PolicyDocument: policy({
                    Effect: "Allow",
                    Principal: { Service: "eks-fargate-pods.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: {
                        StringEquals: { "aws:SourceAccount": account },
                        ArnLike: {
                            "aws:SourceArn": `arn:aws:eks:${REGION}:${HUB}:fargateprofile/hub/*`,
                        },
                    },
                }),
            });
        const [, , params] = calls()[2]!;
        await trust(TARGET);
        await refused(
            world.hub("eks:CreateFargateProfile", params),
            "InvalidParameterException",
            "Misconfigured PodExecutionRole Trust Policy",
        );
        await trust(HUB);
        await world.hub("eks:CreateFargateProfile", params);
    });

    it("is denied by a boundary that does not allow it, whatever the policies say", async () => {
        await world.hub("iam:CreatePolicy", {
            PolicyName: "boundary",
            PolicyDocument: allowing(["eks:*", "ec2:*"], "*"),
        });
        await permit({ Resource: "*" });
        await world.hub("iam:PutRolePermissionsBoundary", {
            RoleName: "builder",
            PermissionsBoundary: `arn:aws:iam::${HUB}:policy/boundary`,
        });
        const [action, , params] = calls()[3]!;
        await refused(
            builder(action, params),
            "AccessDeniedException",
            "because no permissions boundary allows the iam:PassRole action",
        );
    });
});
