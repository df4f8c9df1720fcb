/** Arguments of eks.Cluster that the stand-in understands. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { checkArguments, type ArgumentTable } from "./arguments";

export type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

export interface AddonArgs {
    readonly configurationValues?: pulumi.Input<Record<string, unknown>>;
    readonly enabled?: boolean;
    readonly resolveConflictsOnCreate?: string;
    readonly resolveConflictsOnUpdate?: string;
    readonly version?: pulumi.Input<string>;
}

export interface AccessEntryArgs {
    readonly accessPolicies?: Readonly<
        Record<
            string,
            pulumi.Input<{
                readonly accessScope: aws.types.input.eks.AccessPolicyAssociationAccessScope;
                readonly policyArn: pulumi.Input<string>;
            }>
        >
    >;
    readonly kubernetesGroups?: pulumi.Input<pulumi.Input<string>[]>;
    readonly principalArn: pulumi.Input<string>;
    readonly tags?: Tags;
    readonly type?: pulumi.Input<string>;
    readonly username?: pulumi.Input<string>;
}

export interface ClusterArgs {
    readonly accessEntries?: Readonly<Record<string, AccessEntryArgs>>;
    readonly authenticationMode: string;
    readonly autoMode?: {
        readonly computeConfig?: pulumi.Input<aws.types.input.eks.ClusterComputeConfig>;
        readonly createNodeRole?: boolean;
        readonly enabled: boolean;
    };
    readonly bootstrapSelfManagedAddons?: pulumi.Input<boolean>;
    readonly clusterSecurityGroupTags?: Tags;
    readonly clusterTags?: Tags;
    readonly corednsAddonOptions?: AddonArgs;
    readonly createOidcProvider?: boolean;
    readonly deletionProtection?: pulumi.Input<boolean>;
    readonly enabledClusterLogTypes?: pulumi.Input<pulumi.Input<string>[]>;
    readonly encryptionConfigKeyArn?: pulumi.Input<string>;
    readonly endpointPrivateAccess?: pulumi.Input<boolean>;
    readonly endpointPublicAccess?: pulumi.Input<boolean>;
    readonly kubeProxyAddonOptions?: AddonArgs;
    readonly kubernetesServiceIpAddressRange?: pulumi.Input<string>;
    readonly name?: pulumi.Input<string>;
    readonly nodeSecurityGroupTags?: Tags;
    readonly privateSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly providerCredentialOpts?: pulumi.Input<{
        readonly profileName?: pulumi.Input<string>;
        readonly roleArn?: pulumi.Input<string>;
    }>;
    readonly publicAccessCidrs?: pulumi.Input<pulumi.Input<string>[]>;
    readonly publicSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly serviceRole?: pulumi.Input<aws.iam.Role>;
    readonly skipDefaultSecurityGroups?: boolean;
    readonly subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    readonly tags?: Tags;
    readonly upgradePolicy?: pulumi.Input<aws.types.input.eks.ClusterUpgradePolicy>;
    readonly useDefaultVpcCni?: boolean;
    readonly version?: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
}

const KNOWN_ARGUMENTS: ArgumentTable = {
    accessEntries: "taken",
    // The other modes make the aws-auth ConfigMap too.
    authenticationMode: ["API"],
    autoMode: "taken",
    bootstrapSelfManagedAddons: "taken",
    clusterSecurityGroupTags: "taken",
    clusterTags: "taken",
    corednsAddonOptions: "taken",
    createInstanceRole: [false],
    createOidcProvider: [true, false],
    deletionProtection: "taken",
    enabledClusterLogTypes: "taken",
    encryptionConfigKeyArn: "taken",
    endpointPrivateAccess: "taken",
    endpointPublicAccess: "taken",
    kubeProxyAddonOptions: "taken",
    kubernetesServiceIpAddressRange: "taken",
    name: "taken",
    // Applies to the default node group only, which does not exist here.
    nodeAssociatePublicIpAddress: "taken",
    nodeSecurityGroupTags: "taken",
    privateSubnetIds: "taken",
    providerCredentialOpts: "taken",
    publicAccessCidrs: "taken",
    publicSubnetIds: "taken",
    serviceRole: "taken",
    skipDefaultNodeGroup: [true],
    skipDefaultSecurityGroups: "taken",
    subnetIds: "taken",
    tags: "taken",
    upgradePolicy: "taken",
    useDefaultVpcCni: "taken",
    version: "taken",
    vpcId: "taken",
};

const REQUIRED = ["authenticationMode", "skipDefaultNodeGroup", "vpcId"];

/**
 * The arguments, if the stand-in does with them what the real component does.
 * @throws Error naming the argument that it doesn't know, or whose default it doesn't have
 */
export function clusterArguments(inputs: pulumi.Inputs): ClusterArgs {
    checkArguments("eks.Cluster", KNOWN_ARGUMENTS, inputs);
    const missing = REQUIRED.find((name) => inputs[name] === undefined);
    if (missing !== undefined) {
        throw new Error(
            `the sandbox's stand-in for eks.Cluster needs the argument '${missing}': the real component's default is not implemented`,
        );
    }
    if (inputs.subnetIds !== undefined && (inputs.publicSubnetIds ?? inputs.privateSubnetIds)) {
        throw new Error(
            "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually exclusive. Choose a single approach.",
        );
    }
    return inputs as unknown as ClusterArgs;
}
