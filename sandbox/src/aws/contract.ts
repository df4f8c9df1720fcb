/** What the local AWS, its clients (provider plugins) and its cluster host agree on. Types only. */

/** Access keys as an SDK would hold them. Temporary keys carry a session token. */
export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
}

/** One call to the local AWS over its socket: POST / with this as JSON. */
export interface ApiRequest {
    readonly credentials: Credentials;
    readonly region: string;
    /** IAM's name of the action: `iam:CreateRole`, `eks:DescribeCluster`, `sts:AssumeRole`. */
    readonly action: string;
    /** The operation's request parameters, named as in the AWS API reference. */
    readonly params: Readonly<Record<string, unknown>>;
}

/** Answer: HTTP 200 with `result`, or the error's status with `error`. */
export type ApiResponse =
    | { readonly result: Readonly<Record<string, unknown>> }
    | { readonly error: { readonly code: string; readonly message: string } };

/** Identifies a running cluster: the 32 upper-case hex digits in its issuer and endpoint. */
export type ClusterId = string;

export interface ClusterSpec {
    readonly id: ClusterId;
    readonly account: string;
    readonly region: string;
    readonly name: string;
    /** Kubernetes minor version asked for; the sandbox has one build and reports its own. */
    readonly version: string;
    /** Whether the authentication mode admits principals of the ConfigMap aws-auth. */
    readonly awsAuth: boolean;
}

export interface RunningCluster {
    /** `https://<id>.gr7.<region>.eks.amazonaws.com`, reached through the egress proxy. */
    readonly endpoint: string;
    /** base64 of the PEM of the cluster's own authority, as EKS returns it. */
    readonly certificateAuthorityData: string;
    /** `https://oidc.eks.<region>.amazonaws.com/id/<id>` */
    readonly issuer: string;
}

/** A principal's mapping inside a cluster, as aws-iam-authenticator's mapRoles has it. */
export interface AccessMapping {
    /** Role ARN without path, as aws-iam-authenticator sees it; or a user's ARN. */
    readonly principalArn: string;
    /** May contain {{SessionName}} and the authenticator's other templates. */
    readonly username: string;
    readonly groups: readonly string[];
    /** EKS access policies associated with the entry; the cluster host realises them as RBAC. */
    readonly policies: readonly AccessPolicy[];
}

/** What EKS writes into aws-auth for a role of nodes. */
export interface NodeRoleMapping {
    /** Without path. */
    readonly roleArn: string;
    readonly username: string;
    readonly groups: readonly string[];
}

export interface AccessPolicy {
    /** `arn:<partition>:eks::aws:cluster-access-policy/<Name>` */
    readonly policyArn: string;
    readonly scope:
        | { readonly type: "cluster" }
        | { readonly type: "namespace"; readonly namespaces: readonly string[] };
}

/** A ServiceAccount with a Pod Identity association. */
export interface PodIdentity {
    readonly namespace: string;
    readonly serviceAccount: string;
}

/** A node as its cluster's API shows it. */
export interface ClusterNode {
    readonly name: string;
    /** Beside those every node has. */
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly NodeTaint[];
}

export interface NodeTaint {
    readonly key: string;
    readonly value?: string;
    readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/** A pod that waits for a node. */
export interface WaitingPod {
    /** Unique id. */
    readonly uid: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly createdAt: Date;
}

/** Nodes that come with the pods that need them. Asked by the node agent, answered by the local AWS. */
export interface NodeSupply {
    /**
     * Fargate: the node created for a pod that a profile selects; undefined if none does.
     * @throws Error saying why none can be created
     */
    fargateNode(id: ClusterId, pod: WaitingPod): Promise<string | undefined>;
    /**
     * Auto Mode: a node for a pod that fits no node; undefined if a new one would not fit either.
     * @param suits whether a node would suit the pod
     * @throws Error saying why none can be created
     */
    autoNode(id: ClusterId, suits: (node: ClusterNode) => boolean): Promise<string | undefined>;
    /** Deletes the node of a deleted Fargate pod; keeps other nodes. */
    podGone(id: ClusterId, uid: string): Promise<void>;
}

/** Runs the API servers behind EKS clusters. The local AWS decides, the host does. */
export interface ClusterHost {
    /** Resolves when the API server answers /readyz. Rejects, leaving nothing running, when it cannot start. */
    create(spec: ClusterSpec): Promise<RunningCluster>;
    /** Stops the cluster's processes and removes its data. Unknown ids are ignored. */
    delete(id: ClusterId): Promise<void>;
    /**
     * Replaces the cluster's mapping. Resolves when the authenticator has read it.
     * @param awsAuth whether principals that have no mapping are looked up in the ConfigMap aws-auth
     */
    setAccess(id: ClusterId, mappings: readonly AccessMapping[], awsAuth: boolean): Promise<void>;
    /** Puts the entry of a node's role into aws-auth; others stay, and so does one that the role has. */
    mapNodeRole(id: ClusterId, mapping: NodeRoleMapping): Promise<void>;
    /** Takes the entry of a node's role out of aws-auth. */
    unmapNodeRole(id: ClusterId, roleArn: string): Promise<void>;
    /** Starts (or ends) the pod-identity webhook: it runs while some account trusts the cluster's issuer. */
    setWebIdentity(id: ClusterId, enabled: boolean): Promise<void>;
    /** Sets the ServiceAccounts with a Pod Identity association. Resolves when new pods of theirs are given tokens. */
    setPodIdentities(id: ClusterId, identities: readonly PodIdentity[]): Promise<void>;
    /** Sets the nodes of the cluster; pods are bound only if there are any. */
    setNodes(id: ClusterId, nodes: readonly ClusterNode[]): Promise<void>;
    /** The cluster's JSON Web Key Set, from its API server. */
    keys(id: ClusterId): Promise<{ readonly keys: readonly Record<string, unknown>[] }>;
}

/** Whether the endpoint of a cluster may be reached from a source, and why not. Asked by the egress proxy. */
export interface EndpointGate {
    /**
     * @param host lower-case host name of the endpoint, without port
     * @param source where the connection comes from: an address of the internet, or a VPC's inside
     */
    mayConnect(host: string, source: ConnectionSource): ConnectionVerdict;
}

export interface ConnectionVerdict {
    readonly allowed: boolean;
    readonly reason: string;
    /** How an endpoint that is not up yet fails. Absent if it is up: AWS drops connections that it does not allow. */
    readonly failure?: "no such host" | "connection refused";
}

export interface ConnectionSource {
    /** Shown in logs: `operator`, `nodes of management`. */
    readonly name: string;
    /** Public IPv4 addresses the connection may be seen from (NAT addresses); empty without egress. */
    readonly addresses: readonly string[];
    /** VPC id when the source sits inside one: it reaches private endpoints of that VPC. */
    readonly vpcId?: string;
}
