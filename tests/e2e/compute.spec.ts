/**
 * What pods run on and how they get their role, with a real API server, the real webhook and a real AWS SDK: a pod's
 * argocd-k8s-auth signs a token with the credentials of the Pod Identity agent. Takes about half a minute.
 */
import * as assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as path from "node:path";

import { document, HUB, PlainCluster, roleArn, TARGET } from "./support/plainCluster";
import { eventually } from "./support/sandbox";

const ROLE = roleArn("argocd");
const DEPLOYER = `arn:aws:iam::${TARGET}:role/deployer`;
const SERVICE_ACCOUNT = { namespace: "argocd", serviceAccount: "argocd-server" };

interface Pod {
    readonly spec?: { readonly nodeName?: string };
    readonly status?: { readonly phase?: string };
}

describe("what pods run on", function () {
    this.timeout(300_000);

    const cluster = new PlainCluster("compute");
    const { session } = cluster;
    const pod = async (namespace: string, name: string): Promise<Pod> =>
        (
            await session.kubernetes({
                cluster: "hub",
                path: `/api/v1/namespaces/${namespace}/pods/${name}`,
            })
        ).body as Pod;
    const makePod = (namespace: string, name: string, spec: object = {}): Promise<void> =>
        cluster.post(`/api/v1/namespaces/${namespace}/pods`, {
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
    /** A pod that signs a token like Argo CD does for every request to a target. */
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
        await cluster.start();
        await cluster.role(HUB, "argocd", { Service: "pods.eks.amazonaws.com" });
        await cluster.call("iam:PutRolePolicy", {
            RoleName: "argocd",
            PolicyName: "assume",
            PolicyDocument: document({
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Resource: DEPLOYER,
            }),
        });
        await cluster.role(TARGET, "deployer", { AWS: ROLE });
        for (const name of ["argocd", "shop"]) {
            await cluster.post("/api/v1/namespaces", { metadata: { name } });
            await cluster.post(`/api/v1/namespaces/${name}/serviceaccounts`, {
                metadata: { name: "argocd-server" },
            });
        }
    });

    after(() => session.down());

    it("pods stay Pending if nothing creates a node for them", async () => {
        await makePod("shop", "early");
        const { spec, status } = await eventually("a verdict on the pod", async () => {
            const early = await pod("shop", "early");
            return JSON.stringify(early.status).includes("Unschedulable") ? early : undefined;
        });
        assert.equal(status?.phase, "Pending");
        assert.equal(spec?.nodeName, undefined);
    });

    it("on Fargate a pod that a profile selects gets its own node, and others get none", async () => {
        await cluster.call("eks:CreateFargateProfile", {
            clusterName: "hub",
            fargateProfileName: "shop",
            podExecutionRoleArn: roleArn("fargate"),
            selectors: [{ namespace: "shop" }],
        });
        await makePod("shop", "one");
        await makePod("shop", "two");
        // with the node selector of Argo CD's pods
        await makePod("argocd", "other", { nodeSelector: { "kubernetes.io/os": "linux" } });
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

    it("Auto Mode creates a node for a pending pod", async () => {
        await cluster.call("eks:UpdateClusterConfig", {
            name: "hub",
            computeConfig: {
                enabled: true,
                nodePools: ["general-purpose"],
                nodeRoleArn: roleArn("node"),
            },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            storageConfig: { blockStorage: { enabled: true } },
        });
        assert.match(await nodeOf("argocd", "other"), /^i-[0-9a-f]{17}$/);
    });

    it("a pod with a Pod Identity association assumes its role and chains to a target", async () => {
        await cluster.call("eks:CreatePodIdentityAssociation", {
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
        await cluster.call("eks:CreatePodIdentityAssociation", {
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

    it("a new pod gets no token without its association", async () => {
        const { associations } = await cluster.call<{
            readonly associations: readonly { readonly associationId: string }[];
        }>("eks:ListPodIdentityAssociations", { clusterName: "hub", namespace: "argocd" });
        for (const { associationId } of associations) {
            await cluster.call("eks:DeletePodIdentityAssociation", {
                clusterName: "hub",
                associationId,
            });
        }
        await makeSigner("argocd", "late");
        assert.doesNotMatch(JSON.stringify(await pod("argocd", "late")), /AWS_CONTAINER/);
        assert.match(JSON.stringify(await pod("shop", "signer-on-fargate")), /AWS_CONTAINER/);
    });
});
