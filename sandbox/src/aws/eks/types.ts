/** EKS's objects. They are replaced, never changed in place, except for a cluster's own tables. */
import type { TagMap } from "../params";
import type { Table } from "../store";

export type AuthenticationMode = "CONFIG_MAP" | "API_AND_CONFIG_MAP" | "API";
export type SupportType = "STANDARD" | "EXTENDED";

export interface VpcConfig {
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    readonly clusterSecurityGroupId: string;
    readonly vpcId: string;
    readonly endpointPublicAccess: boolean;
    readonly endpointPrivateAccess: boolean;
    readonly publicAccessCidrs: readonly string[];
}

export interface EncryptionConfig {
    readonly resources: readonly string[];
    readonly provider: { readonly keyArn: string };
}

export interface Cluster {
    /** 32 upper-case hex digits in issuer and endpoint; random, so a recreated cluster is another issuer. */
    readonly id: string;
    readonly name: string;
    readonly account: string;
    readonly region: string;
    readonly arn: string;
    readonly createdAt: string;
    readonly status: "CREATING" | "ACTIVE" | "DELETING";
    /** When it became ACTIVE, in milliseconds since 1970: its endpoint answers some time later. */
    readonly activeSince?: number;
    /** Kubernetes minor version, `1.36`. */
    readonly version: string;
    readonly roleArn: string;
    readonly vpcConfig: VpcConfig;
    readonly serviceIpv4Cidr: string;
    readonly logTypes: readonly string[];
    readonly encryptionConfig?: readonly EncryptionConfig[];
    readonly authenticationMode: AuthenticationMode;
    readonly bootstrapCreatorAdmin: boolean;
    readonly supportType: SupportType;
    readonly deletionProtection: boolean;
    /** Absent if it was never requested. */
    readonly autoMode?: AutoMode;
    readonly tags: TagMap;
    /** The creator: a hidden or visible admin of the cluster. */
    readonly creator: Principal;
    /** Interfaces of the control plane in the cluster's subnets. */
    readonly interfaceIds: readonly string[];
    /** Empty while the cluster is being created. */
    readonly endpoint: string;
    readonly certificateAuthorityData: string;
    readonly issuer: string;
    readonly accessEntries: Table<AccessEntry>;
    readonly addons: Table<Addon>;
    readonly nodegroups: Table<Nodegroup>;
    /** Auto Mode's nodes by name. */
    readonly autoNodes: Table<Node>;
    readonly fargateProfiles: Table<FargateProfile>;
    /** Fargate's nodes by name. */
    readonly fargateNodes: Table<FargateNode>;
    readonly podIdentities: Table<PodIdentityAssociation>;
    readonly updates: Table<Update>;
}

export interface AutoMode {
    readonly enabled: boolean;
    /** Of `general-purpose` and `system`. */
    readonly nodePools: readonly string[];
    readonly nodeRoleArn?: string;
}

/** An IAM principal as EKS stores it: recreated under the same ARN it is another one. */
export interface Principal {
    readonly arn: string;
    readonly uniqueId: string;
}

export interface AccessEntry {
    readonly principal: Principal;
    readonly arn: string;
    readonly type: string;
    readonly kubernetesGroups: readonly string[];
    readonly username: string;
    readonly tags: TagMap;
    readonly createdAt: string;
    readonly modifiedAt: string;
    readonly policies: readonly PolicyAssociation[];
    /** When it takes effect, in milliseconds since 1970. Absent: at once. */
    readonly effectiveAt?: number;
}

export interface PolicyAssociation {
    readonly policyArn: string;
    readonly accessScope: {
        readonly type: "cluster" | "namespace";
        /** Empty for the scope of the whole cluster. */
        readonly namespaces: readonly string[];
    };
    readonly associatedAt: string;
    readonly modifiedAt: string;
    /** As for access entries. */
    readonly effectiveAt?: number;
}

export interface Addon {
    readonly addonName: string;
    readonly addonVersion: string;
    readonly addonArn: string;
    readonly serviceAccountRoleArn?: string;
    readonly configurationValues?: string;
    readonly tags: TagMap;
    readonly createdAt: string;
    readonly modifiedAt: string;
}

export interface Taint {
    readonly key: string;
    readonly value?: string;
    readonly effect: "NO_SCHEDULE" | "NO_EXECUTE" | "PREFER_NO_SCHEDULE";
}

export interface Scaling {
    readonly minSize: number;
    readonly maxSize: number;
    readonly desiredSize: number;
}

/** A version of a launch template. */
export interface LaunchTemplateReference {
    readonly id: string;
    readonly name: string;
    readonly version: string;
}

/** A node: its name in Kubernetes and the interface that holds its address. */
export interface Node {
    readonly name: string;
    readonly interfaceId: string;
}

export interface Nodegroup {
    readonly nodegroupName: string;
    readonly nodegroupArn: string;
    readonly nodeRole: string;
    readonly subnets: readonly string[];
    readonly scalingConfig: Scaling;
    readonly instanceTypes: readonly string[];
    readonly amiType: string;
    readonly capacityType: string;
    /** Absent with a launch template. */
    readonly diskSize?: number;
    readonly launchTemplate?: LaunchTemplateReference;
    readonly version: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly Taint[];
    readonly updateConfig: {
        readonly maxUnavailable?: number;
        readonly maxUnavailablePercentage?: number;
    };
    readonly tags: TagMap;
    readonly createdAt: string;
    readonly modifiedAt: string;
    /** Why its machines could not join the cluster: such a node group is CREATE_FAILED and has no nodes. */
    readonly joinFailure?: string;
    readonly nodes: readonly Node[];
}

/** Which pods run on Fargate: those of the namespace (`*` and `?` are wildcards) that have all the labels. */
export interface FargateSelector {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
}

export interface FargateProfile {
    readonly fargateProfileName: string;
    readonly fargateProfileArn: string;
    readonly podExecutionRoleArn: string;
    readonly subnets: readonly string[];
    readonly selectors: readonly FargateSelector[];
    readonly tags: TagMap;
    readonly createdAt: string;
}

/** The node of one pod on Fargate. */
export interface FargateNode extends Node {
    readonly profile: string;
    /** Unique id of the pod. */
    readonly pod: string;
}

export interface PodIdentityAssociation {
    readonly associationId: string;
    readonly associationArn: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly roleArn: string;
    readonly targetRoleArn?: string;
    readonly externalId?: string;
    readonly disableSessionTags: boolean;
    readonly tags: TagMap;
    readonly createdAt: string;
    readonly modifiedAt: string;
}

/** A finished update; the sandbox's are done when the call returns. */
export interface Update {
    readonly id: string;
    readonly status: "Successful";
    readonly type: string;
    readonly params: readonly never[];
    readonly createdAt: string;
    readonly errors: readonly never[];
}
