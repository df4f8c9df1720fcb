/** An EKS cluster that someone else created, by the same calls as eksctl's. */
import { nodeEntry, writeAwsAuth } from "./awsAuth";
import { makeNetwork, type ExistingNetwork } from "./existingNetwork";
import type { Session } from "./session";

export interface ClusterRequest {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly authenticationMode: "CONFIG_MAP" | "API_AND_CONFIG_MAP" | "API";
    /** Name of a role in the account that administers the cluster. It is created if missing. */
    readonly adminRole: string;
    /** @default a network of its own */
    readonly network?: ExistingNetwork;
    /** Ranges that may connect to the endpoint. @default the sandbox's operator, and the cluster's own NAT gateway */
    readonly publicAccessCidrs?: readonly string[];
    /** Nodes. @default 1 */
    readonly nodes?: number;
    /**
     * Whether the account has an OIDC provider for the cluster's issuer, as after `eksctl utils
     * associate-iam-oidc-provider`. @default false
     */
    readonly trustsIssuer?: boolean;
}

export interface ExistingCluster {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly arn: string;
    readonly endpoint: string;
    /** base64 of the PEM of the cluster's certificate authority. */
    readonly certificateAuthorityData: string;
    readonly issuer: string;
    readonly network: ExistingNetwork;
    readonly adminRoleArn: string;
    readonly nodeRoleArn: string;
}

const OPERATOR_RANGE = "203.0.113.0/24";
const KUBERNETES_VERSION = "1.35";

/**
 * Creates network, roles, cluster, node group and mapping. If the cluster uses aws-auth, nodes and administrator are in
 * it.
 */
export async function makeCluster(
    session: Session,
    request: ClusterRequest,
): Promise<ExistingCluster> {
    const { account, region, name, authenticationMode, adminRole } = request;
    await session.ensureAccount({ id: account, roles: [adminRole] });
    const network = request.network ?? (await makeNetwork(session, request));
    const eks = <T>(action: string, params: object): Promise<T> =>
        session.aws<T>(account, `eks:${action}`, { ...params }, region);

    const roleArn = await makeRole(session, account, `${name}-cluster`, "eks.amazonaws.com");
    const nodeRoleArn = await makeRole(session, account, `${name}-nodes`, "ec2.amazonaws.com");
    const { cluster } = await eks<{ readonly cluster: Described }>("CreateCluster", {
        name,
        roleArn,
        version: KUBERNETES_VERSION,
        resourcesVpcConfig: {
            subnetIds: [...network.publicSubnetIds, ...network.privateSubnetIds],
            endpointPrivateAccess: true,
            endpointPublicAccess: true,
            publicAccessCidrs: request.publicAccessCidrs ?? [
                OPERATOR_RANGE,
                `${network.natAddress}/32`,
            ],
        },
        accessConfig: { authenticationMode },
    });
    await eks("CreateNodegroup", {
        clusterName: name,
        nodegroupName: "workers",
        nodeRole: nodeRoleArn,
        subnets: network.privateSubnetIds,
        scalingConfig: { minSize: 1, maxSize: 3, desiredSize: request.nodes ?? 1 },
    });
    const made: ExistingCluster = {
        account,
        region,
        name,
        arn: cluster.arn,
        endpoint: cluster.endpoint,
        certificateAuthorityData: cluster.certificateAuthority.data,
        issuer: cluster.identity.oidc.issuer,
        network,
        adminRoleArn: `arn:aws:iam::${account}:role/${adminRole}`,
        nodeRoleArn,
    };
    await mapAdministrator(session, made, authenticationMode);
    if (request.trustsIssuer === true) {
        await session.aws(account, "iam:CreateOpenIDConnectProvider", {
            Url: made.issuer,
            ClientIDList: ["sts.amazonaws.com"],
        });
    }
    return made;
}

/** The fields of CreateCluster's response that are read. */
interface Described {
    readonly arn: string;
    readonly endpoint: string;
    readonly certificateAuthority: { readonly data: string };
    readonly identity: { readonly oidc: { readonly issuer: string } };
}

async function makeRole(
    session: Session,
    account: string,
    name: string,
    service: string,
): Promise<string> {
    const { Role } = await session.aws<{ Role: { Arn: string } }>(account, "iam:CreateRole", {
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" },
            ],
        }),
    });
    return Role.Arn;
}

/** In aws-auth if the cluster supports nothing else, otherwise by an access entry. */
async function mapAdministrator(
    session: Session,
    { account, region, name, adminRoleArn, nodeRoleArn }: ExistingCluster,
    mode: ClusterRequest["authenticationMode"],
): Promise<void> {
    if (mode !== "API") {
        const administrator = {
            rolearn: adminRoleArn,
            username: "admin",
            groups: ["system:masters"],
        };
        await writeAwsAuth(session, name, [
            nodeEntry(nodeRoleArn),
            ...(mode === "CONFIG_MAP" ? [administrator] : []),
        ]);
    }
    if (mode === "CONFIG_MAP") {
        return;
    }
    const entry = { clusterName: name, principalArn: adminRoleArn };
    await session.aws(account, "eks:CreateAccessEntry", entry, region);
    await session.aws(
        account,
        "eks:AssociateAccessPolicy",
        {
            ...entry,
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
        },
        region,
    );
}
