/** The fleet as configured: parsed, checked, complete with defaults, deeply readonly. */
import type { AccessScope } from "../access";
import type { Partition } from "../arn";

export interface FleetConfig {
    /** Prefix of every role and RBAC name, so that two fleets can share an account or a cluster. */
    readonly fleet: string;
    readonly partition: Partition;
    /** Tags of every AWS resource. */
    readonly tags: Readonly<Record<string, string>>;
    readonly management: ClusterConfig;
    readonly argocd: ArgoCdConfig;
    /** By target key. A key never changes: it is part of names and of the state. */
    readonly targets: Readonly<Record<string, TargetConfig>>;
    readonly guestbook: GuestbookConfig;
}

export interface AccountConfig {
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Role that Pulumi assumes in the account; absent: Pulumi's own credentials are the account's. */
    readonly provisionerRoleArn?: string;
}

export interface ClusterConfig extends AccountConfig {
    readonly clusterName: string;
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

export interface NodesConfig {
    readonly instanceTypes: readonly string[];
    readonly minSize: number;
    readonly desiredSize: number;
    readonly maxSize: number;
}

export interface TargetConfig extends ClusterConfig {
    /** Name in Argo CD; may change, the key may not. */
    readonly displayName: string;
    readonly access: AccessScope;
    /** Repositories that the target's Applications may come from. */
    readonly sourceRepos: readonly string[];
}

export interface ArgoCdConfig {
    readonly namespace: string;
    /** Directory with upstream's `manifests`; absent: the official address. */
    readonly manifests?: string;
}

export interface GuestbookConfig {
    /** Keys of the targets that get the guestbook. */
    readonly targets: readonly string[];
    readonly repoUrl: string;
    readonly path: string;
    readonly targetRevision: string;
    /** Namespace it is deployed into. */
    readonly namespace: string;
}
