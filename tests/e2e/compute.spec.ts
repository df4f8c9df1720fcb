/**
 * What pods run on and how they get their role, with a real API server, the real webhook and a real AWS SDK: a pod's
 * argocd-k8s-auth signs a token with what the Pod Identity agent gave it. Takes about half a minute.
 */
import * as assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as path from "node:path";

import { startNamespace } from "../../sandbox/cli/namespace";
import { eventually } from "./support/sandbox";
import { Session } from "./support/session";

const HUB = "111111111111";
const TARGET = "222222222222";
const ROLE = `arn:aws:iam::${HUB}:role/argocd`;
const DEPLOYER = `arn:aws:iam::${TARGET}:role/deployer`;
const SERVICE_ACCOUNT = { namespace: "argocd", serviceAccount: "argocd-server" };

interface Pod {
    readonly spec?: { readonly nodeName?: string };
    readonly status?: { readonly phase?: string };
}

describe("what pods run on", function () {
    this.timeout(300_000);

    const session = new Session("compute");
    const hub = <T = Readonly<Record<string, unknown>>>(
        action: string,
        params: Readonly<Record<string, unknown>>,
    ): Promise<T> => session.aws<T>(HUB, action, params);
    const post = async (url: string, body: object): Promise<void> => {
        const request = { cluster: "hub", method: "POST", path: url, body };
        const answer = await session.kubernetes(request);
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
    };
    const pod = async (namespace: string, name: string): Promise<Pod> =>
        (
            await session.kubernetes({
                cluster: "hub",
                path: `/api/v1/namespaces/${namespace}/pods/${name}`,
            })
        ).body as Pod;
    const makePod = (namespace: string, name: string, spec: object = {}): Promise<void> =>
        post(`/api/v1/namespaces/${namespace}/pods`, {
            metadata: { name },
            spec: { containers: [{ name: "main", image: "example/none" }], ...spec },
        });
    const nodeOf = (namespace: string, name: string): Promise<string> =>
        eventually(`a node for ${name}`, async () => (await pod(namespace, name)).spec?.nodeName);
    const logOf = async (name: string): Promise<string> => {
        const { clusters } = await session.status();
        const found = clusters[0]?.pods.find((one) => one.name === name);
        return readFile(path.join(found?.directory ?? "", "main", "log"), "utf8");
    };
    /** A pod that does what Argo CD does for every request to a target. */
    const makeSigner = (namespace: string, name: string): Promise<void> =>
        makePod(namespace, name, {
            serviceAccountName: SERVICE_ACCOUNT.serviceAccount,
            restartPolicy: "Never",
            containers: [
                {
                    name: "main",
                    image: "quay.io/argoproj/argocd:v3.5.3",
                    command: ["argocd-k8s-auth"],
                    args: ["aws", "--cluster-name", "testing", "--role-arn", DEPLOYER],
                },
            ],
        });

    before(async () => {
        await startNamespace(session.paths);
        await eventually("the sandbox", () => session.status().catch(() => undefined));
        await session.ensureAccount({ id: HUB });
        await session.ensureAccount({ id: TARGET });
        await makeRoles(session);
        await hub("eks:CreateCluster", {
            name: "hub",
            roleArn: `arn:aws:iam::${HUB}:role/control-plane`,
            resourcesVpcConfig: { subnetIds: await makeSubnets(hub), endpointPrivateAccess: true },
            accessConfig: { authenticationMode: "API" },
        });
        for (const name of ["argocd", "shop"]) {
            await post("/api/v1/namespaces", { metadata: { name } });
            await post(`/api/v1/namespaces/${name}/serviceaccounts`, {
                metadata: { name: "argocd-server" },
            });
        }
    });

    after(() => session.down());

    it("pods that nothing makes a node for stay Pending", async () => {
        await makePod("shop", "early");
        const { spec, status } = await eventually("a verdict on the pod", async () => {
            const early = await pod("shop", "early");
            return JSON.stringify(early.status).includes("Unschedulable") ? early : undefined;
        });
        assert.equal(status?.phase, "Pending");
        assert.equal(spec?.nodeName, undefined);
    });

    it("on Fargate a pod that a profile selects has a node of its own, and others have none", async () => {
        await hub("eks:CreateFargateProfile", {
            clusterName: "hub",
            fargateProfileName: "shop",
            podExecutionRoleArn: `arn:aws:iam::${HUB}:role/fargate`,
            selectors: [{ namespace: "shop" }],
        });
        await makePod("shop", "one");
        await makePod("shop", "two");
        await makePod("argocd", "other");
        const [one, two] = [await nodeOf("shop", "one"), await nodeOf("shop", "two")];
        assert.match(one, /^fargate-ip-10-0-\d-\d+\.eu-west-1\.compute\.internal$/);
        assert.notEqual(one, two);
        assert.equal((await pod("argocd", "other")).spec?.nodeName, undefined);
        await session.kubernetes({
            cluster: "hub",
            method: "DELETE",
            path: "/api/v1/namespaces/shop/pods/one",
        });
        await eventually("the end of the pod's node", async () => {
            const { body } = await session.kubernetes({ cluster: "hub", path: "/api/v1/nodes" });
            return JSON.stringify(body).includes(one) ? undefined : true;
        });
    });

    it("Auto Mode makes a node for a pod that waits", async () => {
        await hub("eks:UpdateClusterConfig", {
            name: "hub",
            computeConfig: {
                enabled: true,
                nodePools: ["general-purpose"],
                nodeRoleArn: `arn:aws:iam::${HUB}:role/node`,
            },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            storageConfig: { blockStorage: { enabled: true } },
        });
        assert.match(await nodeOf("argocd", "other"), /^i-[0-9a-f]{17}$/);
    });

    it("a pod with a Pod Identity association assumes its role and chains to a target", async () => {
        await hub("eks:CreatePodIdentityAssociation", {
            clusterName: "hub",
            roleArn: ROLE,
            ...SERVICE_ACCOUNT,
        });
        await makeSigner("argocd", "signer");
        const log = await eventually("the signer's token", async () => {
            const text = await logOf("signer").catch(() => "");
            return text.includes("k8s-aws-v1.") ? text : undefined;
        });
        assert.match(log, /"kind":"ExecCredential"/);
        const calls = await session.callsSince(new Date(0));
        const first = calls.find(({ action }) => action.startsWith("eks-auth:"));
        assert.equal(first?.status, 200);
        assert.equal(first?.role, ROLE);
        const second = calls.find(({ accessKeyId }) => accessKeyId === first?.issued);
        assert.equal(second?.action, "sts:AssumeRole");
        assert.equal(second?.role, DEPLOYER);
    });

    it("the same pod on Fargate finds no agent", async () => {
        await hub("eks:CreatePodIdentityAssociation", {
            clusterName: "hub",
            roleArn: ROLE,
            ...SERVICE_ACCOUNT,
            namespace: "shop",
        });
        const begun = new Date();
        await makeSigner("shop", "signer-on-fargate");
        const refusal = await eventually("the agent's absence", async () =>
            (await session.callsSince(begun)).find(({ error }) => error?.code === "NoAgent"),
        );
        assert.equal(refusal.sub, "system:serviceaccount:shop:argocd-server");
        assert.match(refusal.error?.message ?? "", /Fargate/);
    });

    it("without its association a new pod is given no token", async () => {
        const { associations } = await hub<{
            readonly associations: readonly { readonly associationId: string }[];
        }>("eks:ListPodIdentityAssociations", { clusterName: "hub", namespace: "argocd" });
        for (const { associationId } of associations) {
            await hub("eks:DeletePodIdentityAssociation", { clusterName: "hub", associationId });
        }
        await makeSigner("argocd", "late");
        assert.doesNotMatch(JSON.stringify(await pod("argocd", "late")), /AWS_CONTAINER/);
        assert.match(JSON.stringify(await pod("shop", "signer-on-fargate")), /AWS_CONTAINER/);
    });
});

async function makeRoles(session: Session): Promise<void> {
    const role = (
        account: string,
        RoleName: string,
        principal: object,
        actions: readonly string[] = ["sts:AssumeRole", "sts:TagSession"],
    ): Promise<unknown> =>
        session.aws(account, "iam:CreateRole", {
            RoleName,
            AssumeRolePolicyDocument: document({ Principal: principal, Action: actions }),
        });
    for (const [name, service] of [
        ["control-plane", "eks"],
        ["node", "ec2"],
        ["fargate", "eks-fargate-pods"],
        ["argocd", "pods.eks"],
    ] as const) {
        await role(HUB, name, { Service: `${service}.amazonaws.com` });
    }
    await session.aws(HUB, "iam:AttachRolePolicy", {
        RoleName: "node",
        PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
    });
    await session.aws(HUB, "iam:PutRolePolicy", {
        RoleName: "argocd",
        PolicyName: "assume",
        PolicyDocument: document({
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Resource: DEPLOYER,
        }),
    });
    await role(TARGET, "deployer", { AWS: ROLE });
}

function document(statement: object): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", ...statement }],
    });
}

async function makeSubnets(
    call: <T>(action: string, params: Readonly<Record<string, unknown>>) => Promise<T>,
): Promise<readonly string[]> {
    const { Vpc: vpc } = await call<{ readonly Vpc: { readonly VpcId: string } }>("ec2:CreateVpc", {
        CidrBlock: "10.0.0.0/16",
    });
    return Promise.all(
        ["a", "b"].map(async (zone, index) => {
            const { Subnet: subnet } = await call<{
                readonly Subnet: { readonly SubnetId: string };
            }>("ec2:CreateSubnet", {
                VpcId: vpc.VpcId,
                CidrBlock: `10.0.${index}.0/24`,
                AvailabilityZone: `eu-west-1${zone}`,
            });
            return subnet.SubnetId;
        }),
    );
}
