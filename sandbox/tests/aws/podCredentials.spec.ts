import assert from "node:assert/strict";

import { NoAgent, type PodCredentials } from "../../src/aws/eks/podCredentials";
import { allowing, HUB, policy, REGION, TARGET, refused } from "./identitySupport";
import {
    addAgent,
    CLUSTER_ARN,
    managedNode,
    podIdentityWorld,
    podTrust,
    ROLE,
    type PodIdentityWorld,
    type TokenOver,
} from "./podIdentitySupport";

const DEPLOYER = `arn:aws:iam::${TARGET}:role/deployer`;
const REFUSED = "Unauthorized Exception! EKS does not have permissions to assume";

const requestTags = (tags: Readonly<Record<string, string>>): object => ({
    StringEquals: Object.fromEntries(
        Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
    ),
});

describe("EKS Pod Identity (EKS user guide, Learn how EKS Pod Identity grants Pods access)", () => {
    let world: PodIdentityWorld;
    let node: string;

    const credentials = async (over: TokenOver = {}): Promise<PodCredentials> =>
        world.aws.podIdentity(await world.token(node, over));
    const trust = (document: string): Promise<unknown> =>
        world.hub("iam:UpdateAssumeRolePolicy", {
            RoleName: "argocd",
            PolicyDocument: document,
        });
    const callWith = (
        { AccessKeyId, SecretAccessKey, Token }: PodCredentials,
        action: string,
        params = {},
    ): Promise<Readonly<Record<string, unknown>>> =>
        world.aws.call({
            credentials: {
                accessKeyId: AccessKeyId,
                secretAccessKey: SecretAccessKey,
                sessionToken: Token,
            },
            region: REGION,
            action,
            params,
        });

    beforeEach(async () => {
        world = await podIdentityWorld();
        node = await managedNode(world);
        await addAgent(world);
    });

    it("gives an associated ServiceAccount's pod a session of its role, named after the pod", async () => {
        const given = await credentials();
        assert.equal(given.AccountId, HUB);
        const caller = await callWith(given, "sts:GetCallerIdentity");
        assert.match(
            String(caller.Arn),
            new RegExp(
                `^arn:aws:sts::${HUB}:assumed-role/argocd/eks-hub-argocd-server-0-[0-9a-f-]{36}$`,
            ),
        );
        const entry = world.log.find(({ action }) => action.startsWith("eks-auth:"));
        assert.equal(entry?.via, "169.254.170.23");
        assert.equal(entry?.role, ROLE);
        assert.equal(entry?.sub, "system:serviceaccount:argocd:argocd-server");
        assert.equal(entry?.issued, given.AccessKeyId);
    });

    it("lets the trust decide by the tags EKS sets, each of them", async () => {
        const tags = {
            "eks-cluster-arn": CLUSTER_ARN,
            "eks-cluster-name": "hub",
            "kubernetes-namespace": "argocd",
            "kubernetes-service-account": "argocd-server",
            "kubernetes-pod-name": "argocd-server-0",
            "kubernetes-pod-uid": "pod-1",
        };
        await trust(podTrust(requestTags(tags)));
        await credentials();
        for (const key of Object.keys(tags)) {
            await trust(podTrust(requestTags({ ...tags, [key]: "other" })));
            await refused(credentials(), "AccessDeniedException", REFUSED);
        }
    });

    it("lets the trust decide by cluster and account", async () => {
        await trust(
            podTrust({
                StringEquals: { "aws:SourceAccount": HUB },
                ArnEquals: { "aws:SourceArn": CLUSTER_ARN },
            }),
        );
        await credentials();
        await trust(podTrust({ StringEquals: { "aws:SourceAccount": TARGET } }));
        await refused(credentials(), "AccessDeniedException", REFUSED);
    });

    it("needs sts:TagSession in the trust, unless the association disables tags", async () => {
        await trust(podTrust({}, ["sts:AssumeRole"]));
        await refused(credentials(), "AccessDeniedException", REFUSED);
        const [association] = (
            await world.hub("eks:ListPodIdentityAssociations", { clusterName: "hub" })
        ).associations as { associationId: string }[];
        await world.hub("eks:UpdatePodIdentityAssociation", {
            clusterName: "hub",
            associationId: association!.associationId,
            disableSessionTags: true,
        });
        await credentials();
    });

    it("takes tokens of its own cluster and audience only, unexpired", async () => {
        await refused(credentials({ forged: true }), "InvalidTokenException");
        await refused(
            credentials({ audience: "sts.amazonaws.com" }),
            "InvalidTokenException",
            "audience",
        );
        await refused(credentials({ expiration: "-1m" }), "ExpiredTokenException");
        await refused(world.aws.podIdentity("no token"), "InvalidTokenException");
    });

    it("gives other ServiceAccounts no credentials", async () => {
        await refused(
            credentials({ serviceAccount: "default" }),
            "ResourceNotFoundException",
            "argocd/default",
        );
        await refused(credentials({ namespace: "other" }), "ResourceNotFoundException");
    });

    it("gives no credentials once the association or its role is deleted", async () => {
        await world.hub("iam:DeleteRole", { RoleName: "argocd" });
        await refused(credentials(), "AccessDeniedException", REFUSED);
        const [association] = (
            await world.hub("eks:ListPodIdentityAssociations", { clusterName: "hub" })
        ).associations as { associationId: string }[];
        await world.hub("eks:DeletePodIdentityAssociation", {
            clusterName: "hub",
            associationId: association!.associationId,
        });
        await refused(credentials(), "ResourceNotFoundException");
    });

    describe("the agent", () => {
        it("is an add-on on managed nodes", async () => {
            await world.hub("eks:DeleteAddon", {
                clusterName: "hub",
                addonName: "eks-pod-identity-agent",
            });
            await assert.rejects(credentials(), NoAgent);
            assert.equal(world.log.at(-1)?.error?.code, "NoAgent");
        });

        it("asks with its node's role, which needs the permission", async () => {
            await world.hub("iam:DetachRolePolicy", {
                RoleName: "node",
                PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            });
            await refused(
                credentials(),
                "AccessDeniedException",
                "eks-auth:AssumeRoleForPodIdentity",
            );
        });

        it("is built into Auto Mode", async () => {
            world = await podIdentityWorld({
                bootstrapSelfManagedAddons: false,
                computeConfig: {
                    enabled: true,
                    nodePools: ["general-purpose"],
                    nodeRoleArn: `arn:aws:iam::${HUB}:role/node`,
                },
                kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
                storageConfig: { blockStorage: { enabled: true } },
            });
            node =
                (await world.aws.nodeSupply.autoNode(world.clusterId(), () => true)) ?? "no node";
            assert.equal((await credentials()).AccountId, HUB);
        });

        it("is not on Fargate, whatever add-ons there are", async () => {
            await world.hub("eks:CreateFargateProfile", {
                clusterName: "hub",
                fargateProfileName: "agents",
                podExecutionRoleArn: `arn:aws:iam::${HUB}:role/fargate`,
                selectors: [{ namespace: "argocd" }],
            });
            const pod = { uid: "1", namespace: "argocd", labels: {}, createdAt: new Date() };
            node = (await world.aws.nodeSupply.fargateNode(world.clusterId(), pod)) ?? "no node";
            await assert.rejects(credentials(), NoAgent);
        });

        it("does not answer for nodes that do not exist", async () => {
            node = "ip-10-9-9-9.eu-west-1.compute.internal";
            await assert.rejects(credentials(), NoAgent);
        });
    });

    describe("a chain to another account", () => {
        const deployerTrust = (actions: readonly string[], condition: object = {}): string =>
            policy({
                Effect: "Allow",
                Principal: { AWS: ROLE },
                Action: actions,
                Condition: condition,
            });
        const both = ["sts:AssumeRole", "sts:TagSession"];
        const permit = (actions: readonly string[]): Promise<unknown> =>
            world.hub("iam:PutRolePolicy", {
                RoleName: "argocd",
                PolicyName: "assume",
                PolicyDocument: allowing(actions, DEPLOYER),
            });
        const chain = async (): Promise<Readonly<Record<string, unknown>>> =>
            callWith(await credentials(), "sts:AssumeRole", {
                RoleArn: DEPLOYER,
                RoleSessionName: "argocd",
            });

        it("needs sts:TagSession in the second role's trust and in the caller's permission", async () => {
            await world.target("iam:CreateRole", {
                RoleName: "deployer",
                AssumeRolePolicyDocument: deployerTrust(["sts:AssumeRole"]),
            });
            await permit(["sts:AssumeRole"]);
            await refused(chain(), "AccessDenied", `sts:TagSession on resource: ${DEPLOYER}`);
            await permit(both);
            await refused(chain(), "AccessDenied", "sts:TagSession");
            await world.target("iam:UpdateAssumeRolePolicy", {
                RoleName: "deployer",
                PolicyDocument: deployerTrust(both),
            });
            await chain();
            await permit(["sts:AssumeRole"]);
            await refused(chain(), "AccessDenied", "sts:TagSession");
        });

        it("passes the tags on to conditions of the second role's trust", async () => {
            const only = (namespace: string): string =>
                deployerTrust(both, requestTags({ "kubernetes-namespace": namespace }));
            await permit(both);
            await world.target("iam:CreateRole", {
                RoleName: "deployer",
                AssumeRolePolicyDocument: only("other"),
            });
            await refused(chain(), "AccessDenied");
            await world.target("iam:UpdateAssumeRolePolicy", {
                RoleName: "deployer",
                PolicyDocument: only("argocd"),
            });
            await chain();
        });

        it("is made by EKS itself for an association with a target role", async () => {
            await permit(both);
            await world.target("iam:CreateRole", {
                RoleName: "deployer",
                AssumeRolePolicyDocument: deployerTrust(both),
            });
            const { association } = await world.hub("eks:CreatePodIdentityAssociation", {
                clusterName: "hub",
                namespace: "argocd",
                serviceAccount: "controller",
                roleArn: ROLE,
                targetRoleArn: DEPLOYER,
            });
            const given = await credentials({ serviceAccount: "controller" });
            assert.equal(given.AccountId, TARGET);
            const caller = await callWith(given, "sts:GetCallerIdentity");
            assert.match(String(caller.Arn), /:assumed-role\/deployer\/eks-hub-/);
            const { externalId } = association as { externalId: string };
            await world.target("iam:UpdateAssumeRolePolicy", {
                RoleName: "deployer",
                PolicyDocument: deployerTrust(both, {
                    StringEquals: { "sts:ExternalId": externalId },
                }),
            });
            await credentials({ serviceAccount: "controller" });
            await world.target("iam:UpdateAssumeRolePolicy", {
                RoleName: "deployer",
                PolicyDocument: deployerTrust(both, {
                    StringEquals: { "sts:ExternalId": "other" },
                }),
            });
            await refused(credentials({ serviceAccount: "controller" }), "AccessDeniedException");
        });
    });
});
