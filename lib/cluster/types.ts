/** A cluster as configured. */
import type { RoleSettings } from "../iam/settings";
import type { AmiType } from "./nodes";
import type { AddonName } from "./addonNames";
import type { NetworkConfig } from "../network/types";

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

/** An existing cluster that is deployed to. */
export interface ExistingTargetConfig extends ExistingClusterConfig {
    /** How our entry comes into aws-auth, where the cluster knows nothing else. */
    readonly awsAuth?: "patch" | "manual";
}

export type ManagementConfig = ClusterConfig | ExistingManagementConfig;

/** A cluster that this program creates and owns. */
export interface ClusterConfig extends ClusterPlace {
    readonly kind: "created";
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: string;
    /** Whether EKS upgrades the cluster at the end of standard support, or sells it extended support. */
    readonly upgradePolicy: "STANDARD" | "EXTENDED";
    readonly endpointAccess: EndpointAccess;
    readonly network: NetworkConfig;
    /** Range of Services; absent: EKS's choice. */
    readonly serviceIpv4Cidr?: string;
    readonly nodes: NodesConfig;
    /** The add-ons that run, each with its exact version. */
    readonly addons: AddonsConfig;
    /** ARN of a role or user by name: each becomes an administrator of the cluster. The provisioner is among them. */
    readonly admins: Readonly<Record<string, string>>;
    readonly logs: LogsConfig;
    readonly encryption: EncryptionConfig;
    /** EKS refuses to delete the cluster, and Pulumi its resources. */
    readonly deletionProtection: boolean;
    /** The stack's tags, for what AWS doesn't tag by the provider's. */
    readonly tags: Readonly<Record<string, string>>;
}

/** Whether the API endpoint is reachable from outside the VPC, and from where. */
export type EndpointAccess =
    | { readonly kind: "allowList"; readonly cidrs: readonly string[] }
    | { readonly kind: "world" }
    | { readonly kind: "private" };

export type {
    BroughtNetworkConfig,
    CreatedNetworkConfig,
    NatGateway,
    NetworkConfig,
    ZonesConfig,
} from "../network/types";

/** What pods run on: managed nodes, EKS Auto Mode, Fargate, or nothing that this program makes. */
export type NodeStrategy = NodesConfig["kind"];

export type NodesConfig =
    ManagedNodesConfig | AutoModeNodesConfig | FargateNodesConfig | { readonly kind: "none" };

/** One managed node group. */
export interface ManagedNodesConfig {
    readonly kind: "managed";
    readonly instanceTypes: readonly string[];
    readonly minSize: number;
    readonly desiredSize: number;
    readonly maxSize: number;
    /** GiB. */
    readonly diskSize: number;
    readonly amiType: AmiType;
    readonly capacityType: "ON_DEMAND" | "SPOT";
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly NodeTaint[];
}

export interface NodeTaint {
    readonly key: string;
    readonly value?: string;
    readonly effect: "NO_SCHEDULE" | "PREFER_NO_SCHEDULE" | "NO_EXECUTE";
}

/** EKS Auto Mode: EKS starts and ends nodes as pods come and go. */
export interface AutoModeNodesConfig {
    readonly kind: "autoMode";
    readonly nodePools: readonly ("general-purpose" | "system")[];
}

export interface FargateNodesConfig {
    readonly kind: "fargate";
    /** By name; CoreDNS's own is among them. */
    readonly profiles: Readonly<Record<string, readonly FargateSelector[]>>;
}

/** Pods that run on Fargate: those of a namespace that have all the labels. */
export interface FargateSelector {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
}

export type AddonsConfig = Readonly<Partial<Record<AddonName, AddonConfig>>>;

export interface AddonConfig {
    /** `v1.13.2-eksbuild.1` */
    readonly version: string;
    /** By the add-on's own schema. */
    readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface LogsConfig {
    /** EKS's names of log types. */
    readonly types: readonly string[];
    readonly retentionInDays: number;
    readonly kmsKeyArn?: string;
}

/** Whose key encrypts the cluster's Secrets. */
export type EncryptionConfig =
    | { readonly kind: "awsOwned" }
    | { readonly kind: "created"; readonly deletionWindowInDays: number }
    | { readonly kind: "brought"; readonly keyArn: string };
