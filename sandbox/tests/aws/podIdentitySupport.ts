/** A cluster whose pods get their role by EKS Pod Identity, in a local AWS with all its services. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

import type { ClusterHost, ClusterNode } from "../../src/aws/contract";
import { createLocalAws, type LocalAws } from "../../src/aws/local";
import type { LogEntry } from "../../src/aws/log";
import type { Params, Result } from "../../src/aws/service";
import { hostOfNothing } from "../plugins/pluginSupport";
import { HUB, policy, REGION, TARGET, type Call } from "./identitySupport";

export const CLUSTER_ARN = `arn:aws:eks:${REGION}:${HUB}:cluster/hub`;
export const ROLE = `arn:aws:iam::${HUB}:role/argocd`;

/** A trust for Pod Identity. */
export function podTrust(
    condition: object = {},
    actions: readonly string[] = ["sts:AssumeRole", "sts:TagSession"],
): string {
    return policy({
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: actions,
        Condition: condition,
    });
}

export interface PodIdentityWorld {
    readonly aws: LocalAws;
    readonly log: LogEntry[];
    /** Calls as an administrator of the cluster's account. */
    readonly hub: Call;
    /** Calls as an administrator of the target's account. */
    readonly target: Call;
    /** Names of the cluster's nodes, as its host was told. */
    readonly nodes: () => readonly string[];
    readonly clusterId: () => string;
    /** A token of a ServiceAccount's pod on a node; claims can be replaced. */
    readonly token: (node: string, over?: TokenOver) => Promise<string>;
}

export interface TokenOver {
    readonly namespace?: string;
    readonly serviceAccount?: string;
    readonly audience?: string;
    readonly expiration?: string;
    /** Signed with a key that is not the cluster's. */
    readonly forged?: boolean;
}

/** Makes the accounts, the network, the roles `control-plane`, `node` and `argocd`, and the cluster `hub`. */
export async function podIdentityWorld(cluster: Params = {}): Promise<PodIdentityWorld> {
    const pair = await generateKeyPair("RS256", { extractable: true });
    const stranger = await generateKeyPair("RS256", { extractable: true });
    const log: LogEntry[] = [];
    let id = "";
    let nodes: readonly ClusterNode[] = [];
    const host: ClusterHost = {
        ...hostOfNothing,
        create: (spec) => {
            id = spec.id;
            return Promise.resolve({
                endpoint: `https://${id}.gr7.${spec.region}.eks.amazonaws.com`,
                certificateAuthorityData: "Y2E=",
                issuer: `https://oidc.eks.${spec.region}.amazonaws.com/id/${id}`,
            });
        },
        setNodes: (_id, next) => {
            nodes = next;
            return Promise.resolve();
        },
        keys: async () => ({
            keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k", alg: "RS256" }],
        }),
    };
    const aws = createLocalAws({ host, log: (entry) => log.push(entry) });
    const as = (account: string): Call => {
        aws.organisation.ensureAccount(account);
        const credentials = aws.organisation.operatorCredentials({
            account,
            durationSeconds: 3600,
        });
        return (action, params = {}) => aws.call({ credentials, region: REGION, action, params });
    };
    const hub = as(HUB);
    await makeCluster(hub, cluster);
    return {
        aws,
        log,
        hub,
        target: as(TARGET),
        nodes: () => nodes.map(({ name }) => name),
        clusterId: () => id,
        token: (node, over = {}) => {
            const { namespace = "argocd", serviceAccount = "argocd-server" } = over;
            return new SignJWT({
                sub: `system:serviceaccount:${namespace}:${serviceAccount}`,
                aud: [over.audience ?? "pods.eks.amazonaws.com"],
                iss: `https://oidc.eks.${REGION}.amazonaws.com/id/${id}`,
                "kubernetes.io": {
                    namespace,
                    serviceaccount: { name: serviceAccount, uid: "sa-1" },
                    pod: { name: "argocd-server-0", uid: "pod-1" },
                    node: { name: node, uid: "node-1" },
                },
            })
                .setProtectedHeader({ alg: "RS256", kid: "k" })
                .setExpirationTime(over.expiration ?? "10m")
                .sign(over.forged === true ? stranger.privateKey : pair.privateKey);
        },
    };
}

async function makeCluster(call: Call, over: Params): Promise<void> {
    for (const [name, service] of [
        ["control-plane", "eks"],
        ["node", "ec2"],
        ["fargate", "eks-fargate-pods"],
    ] as const) {
        await call("iam:CreateRole", {
            RoleName: name,
            AssumeRolePolicyDocument: policy({
                Effect: "Allow",
                Principal: { Service: `${service}.amazonaws.com` },
                Action: "sts:AssumeRole",
            }),
        });
    }
    await call("iam:AttachRolePolicy", {
        RoleName: "node",
        PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    });
    await call("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: podTrust() });
    await call("eks:CreateCluster", {
        name: "hub",
        roleArn: `arn:aws:iam::${HUB}:role/control-plane`,
        resourcesVpcConfig: { subnetIds: await subnets(call), endpointPrivateAccess: true },
        accessConfig: { authenticationMode: "API" },
        ...over,
    });
    await call("eks:CreatePodIdentityAssociation", {
        clusterName: "hub",
        namespace: "argocd",
        serviceAccount: "argocd-server",
        roleArn: ROLE,
    });
}

async function subnets(call: Call): Promise<readonly string[]> {
    const { Vpc: vpc } = await call("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" });
    const { VpcId } = vpc as { readonly VpcId: string };
    return Promise.all(
        ["a", "b"].map(async (zone, index) => {
            const { Subnet: subnet } = await call("ec2:CreateSubnet", {
                VpcId,
                CidrBlock: `10.0.${index}.0/24`,
                AvailabilityZone: `${REGION}${zone}`,
            });
            return (subnet as { readonly SubnetId: string }).SubnetId;
        }),
    );
}

/** Adds a managed node. @returns its name */
export async function managedNode({ hub, nodes }: PodIdentityWorld): Promise<string> {
    const { cluster } = await hub("eks:DescribeCluster", { name: "hub" });
    const { subnetIds } = (cluster as Result)["resourcesVpcConfig"] as Result;
    await hub("eks:CreateNodegroup", {
        clusterName: "hub",
        nodegroupName: "default",
        nodeRole: `arn:aws:iam::${HUB}:role/node`,
        subnets: subnetIds,
        scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
    });
    return nodes()[0] ?? "";
}

/** Adds the add-on that managed nodes need. */
export async function addAgent({ hub }: PodIdentityWorld): Promise<void> {
    await hub("eks:CreateAddon", { clusterName: "hub", addonName: "eks-pod-identity-agent" });
}
