/**
 * A cluster as its user describes it, in the stack file and in code: the same names, the same defaults. What a cluster
 * is once every default is filled in, is in types.ts.
 */
import type { AmiType } from "./nodes";
import type { AddonName } from "./addonNames";
import type { NatGateway, NodeTaint } from "./types";

/** What a fleet has in common. In a stack file these are keys of their own; in code every cluster is given them. */
export interface FleetArgs {
    /** Prefix of every role and RBAC name, so that two fleets can share an account or a cluster. @default the Pulumi project's name */
    readonly fleet?: string;
    /** Moves defaults only. @default nonproduction */
    readonly environment?: "nonproduction" | "production";
    /** Path of every role. @default / */
    readonly rolePath?: string;
    /** Managed policy, by its name and path in each account, that bounds every role. @default no boundary */
    readonly permissionsBoundary?: string;
    /** Role that Pulumi assumes in every account. @default Pulumi's own credentials */
    readonly provisionerRoleName?: string;
    /** Tags of every AWS resource, beside the fleet's own. @default none */
    readonly tags?: Readonly<Record<string, string>>;
}

/** Where a cluster is, and who works on it. */
export interface ClusterPlaceArgs {
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Name of the EKS cluster, unique in its account and region; it cannot be changed later. */
    readonly clusterName: string;
    /** Role that Pulumi assumes for this cluster. @default provisionerRoleName in the cluster's account */
    readonly provisionerRoleArn?: string;
}

/** A cluster that exists: it is looked up and used, never changed or deleted. */
export interface ExistingClusterArgs extends ClusterPlaceArgs {
    readonly existing: true;
}

/** An existing cluster that runs the agent. */
export interface ExistingManagementArgs extends ExistingClusterArgs {
    /** Public egress CIDRs of the agent's pods: targets' allow-lists contain them. @default unknown */
    readonly egressCidrs?: readonly string[];
}

/** A management cluster with the settings of its fleet. */
export type ManagementArgs = (CreatedClusterArgs | ExistingManagementArgs) & FleetArgs;

/** The cluster of a target with the settings of its fleet. */
export type TargetArgs = (CreatedClusterArgs | ExistingClusterArgs) & FleetArgs;

/** A cluster to create. */
export interface CreatedClusterArgs extends ClusterPlaceArgs {
    /** Never set: tells a cluster to create from an existing one. */
    readonly existing?: undefined;
    /** IPv4 ranges from which Pulumi and operators reach the API endpoint. Required with endpointAccess allowList. */
    readonly operatorCidrs?: readonly string[];
    /** Minor version of Kubernetes. @default 1.35 */
    readonly kubernetesVersion?: string;
    /** What EKS does at the end of standard support: upgrade (STANDARD) or charge for another year (EXTENDED). @default STANDARD */
    readonly upgradePolicy?: "STANDARD" | "EXTENDED";
    /** Who reaches the API endpoint. @default allowList */
    readonly endpointAccess?: "allowList" | "world" | "private";
    /** The cluster's VPC. @default one is created */
    readonly network?: CreatedNetworkArgs | BroughtNetworkArgs;
    /** IPv4 range of Services. @default EKS chooses 10.100.0.0/16 or 172.20.0.0/16 */
    readonly serviceIpv4Cidr?: string;
    /** What pods run on. @default two t3.large managed nodes, three in production */
    readonly nodes?: NodesArgs;
    /** EKS add-ons beside those of the node strategy; false leaves one out. @default the node strategy's */
    readonly addons?: Readonly<Partial<Record<AddonName, AddonArgs | false>>>;
    /** Administrators of the cluster by a name of your own: ARN of a role or user. @default the provisioner role */
    readonly admins?: Readonly<Record<string, string>>;
    /** Control plane logs in CloudWatch. @default api, audit and authenticator for 90 days */
    readonly logs?: LogsArgs;
    /** Key that encrypts the cluster's Secrets. @default awsOwned, a key of its own in production */
    readonly encryption?:
        | "awsOwned"
        | { readonly createKey: true; readonly deletionWindowInDays?: number }
        | { readonly keyArn: string };
    /** EKS and Pulumi refuse to delete the cluster. @default false, true in production */
    readonly deletionProtection?: boolean;
}

/** A VPC that is created for the cluster. */
export interface CreatedNetworkArgs {
    /** IPv4 range, /16 to /20. @default a /19 of 10.0.0.0/8 that follows from fleet and cluster */
    readonly cidr?: string;
    /** Number of zones, or their names. @default 2, 3 in production */
    readonly availabilityZones?: 2 | 3 | readonly string[];
    /** @default single, perZone in production */
    readonly natGateway?: NatGateway;
}

/** A VPC that exists: it is used and never changed. */
export interface BroughtNetworkArgs {
    readonly vpcId: string;
    /** At least two, in two availability zones. */
    readonly privateSubnetIds: readonly string[];
    /** @default none */
    readonly publicSubnetIds?: readonly string[];
    /** Public egress CIDRs of the nodes: your NAT gateways' addresses. @default unknown */
    readonly egressCidrs?: readonly string[];
}

/** The node strategy, and what belongs to it. */
export type NodesArgs =
    ManagedNodesArgs | AutoModeArgs | FargateArgs | { readonly strategy: "none" };

export interface ManagedNodesArgs {
    readonly strategy?: "managed";
    /** @default t3.large */
    readonly instanceTypes?: readonly string[];
    /** @default 2 */
    readonly minSize?: number;
    /** @default 2, 3 in production */
    readonly desiredSize?: number;
    /** @default 4 */
    readonly maxSize?: number;
    /** GiB. @default 50 */
    readonly diskSize?: number;
    /** @default Amazon Linux 2023 for the processor of the instance types */
    readonly amiType?: AmiType;
    /** @default ON_DEMAND */
    readonly capacityType?: "ON_DEMAND" | "SPOT";
    /** @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** @default none */
    readonly taints?: readonly NodeTaint[];
}

export interface AutoModeArgs {
    readonly strategy: "autoMode";
    /** @default both */
    readonly nodePools?: readonly ("general-purpose" | "system")[];
}

export interface FargateArgs {
    readonly strategy: "fargate";
    /** By name, beside CoreDNS's own. @default none */
    readonly profiles?: Readonly<
        Record<
            string,
            {
                readonly selectors: readonly {
                    readonly namespace: string;
                    /** @default none */
                    readonly labels?: Readonly<Record<string, string>>;
                }[];
            }
        >
    >;
}

export interface AddonArgs {
    /** Exact version. @default the one known for the cluster's Kubernetes version */
    readonly version?: string;
    /** By the add-on's own schema. @default none */
    readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface LogsArgs {
    /** @default api, audit, authenticator */
    readonly types?: readonly (
        "api" | "audit" | "authenticator" | "controllerManager" | "scheduler"
    )[];
    /** @default 90 */
    readonly retentionInDays?: number;
    /** KMS key in the cluster's region. @default CloudWatch's own encryption */
    readonly kmsKeyArn?: string;
}
