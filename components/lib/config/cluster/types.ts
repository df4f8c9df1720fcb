/** A cluster as configured. */
import type { RoleSettings } from "../../iam/settings";

export interface AccountConfig {
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Role that Pulumi assumes in the account; absent: Pulumi's own credentials are the account's. */
    readonly provisionerRoleArn?: string;
}

/** A cluster, whoever made it. */
export interface ClusterPlace extends AccountConfig {
    readonly clusterName: string;
    /** What every role made in its account must be like. */
    readonly roleSettings: RoleSettings;
}

/** A cluster that is looked up and used, never changed or deleted. */
export interface ExistingClusterConfig extends ClusterPlace {
    readonly kind: "existing";
}

/** An existing cluster that runs the agent. */
export interface ExistingManagementConfig extends ExistingClusterConfig {
    /** Ranges that its pods are seen from; undefined where nobody needs to know. */
    readonly egressCidrs?: readonly string[];
}

export type ManagementConfig = ClusterConfig | ExistingManagementConfig;

/** A cluster that this program creates and owns. */
export interface ClusterConfig extends ClusterPlace {
    readonly kind: "created";
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: string;
    readonly endpointAccess: EndpointAccess;
    readonly network: NetworkConfig;
    readonly nodes: NodesConfig;
    /** ARN of a role or user by name: each becomes an administrator of the cluster. The provisioner is among them. */
    readonly admins: Readonly<Record<string, string>>;
    /** Days that control-plane logs are kept. */
    readonly logRetentionInDays: number;
}

/** Whether the API endpoint is reachable from outside the VPC, and from where. */
export type EndpointAccess =
    | { readonly kind: "allowList"; readonly cidrs: readonly string[] }
    | { readonly kind: "world" }
    | { readonly kind: "private" };

export interface NetworkConfig {
    readonly cidr: string;
    /** Number of availability zones, two at least: EKS wants subnets in two. */
    readonly availabilityZones: number;
    /** NAT gateways: one, or one in each zone. */
    readonly natGateway: NatGateway;
}

export type NatGateway = "single" | "perZone";

/** What pods run on: managed node groups, EKS Auto Mode, Fargate, or nothing that this program makes. */
export type NodeStrategy = "managed" | "autoMode" | "fargate" | "none";

export interface NodesConfig {
    readonly instanceTypes: readonly string[];
    readonly minSize: number;
    readonly desiredSize: number;
    readonly maxSize: number;
}
