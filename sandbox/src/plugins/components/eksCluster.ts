/**
 * eks.Cluster with its children, names, parents and dependencies.
 * Source: https://github.com/pulumi/pulumi-eks/blob/master/nodejs/eks/cluster/cluster.ts (4.3), and what the real plugin was
 * seen to do. Not done: asking the endpoint for /healthz on every update when endpointPublicAccess is true outright, and
 * fetching a thumbprint for createOidcProvider.
 */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { StandIn } from "./componentProvider";
import { makeAccessEntries } from "./eksAccessEntries";
import { componentAddon, VpcCniAddon } from "./eksAddons";
import { clusterArguments, type ClusterArgs } from "./eksArguments";
import { autoModeNodeRole, autoModeSettings, clusterPolicies } from "./eksAutoMode";
import { eksKubeconfig } from "./eksKubeconfig";
import { clusterSecurityGroup, merged, nodeSecurityGroup } from "./eksSecurityGroups";
import { ServiceRole } from "./eksServiceRole";

/** Creates the component and returns its outputs. */
export function constructCluster(
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.ComponentResourceOptions,
): Promise<{ readonly urn: pulumi.Output<string>; readonly state: pulumi.Inputs }> {
    const args = clusterArguments(inputs);
    const parent = new StandIn("eks:index:Cluster", name, {}, opts);
    const { partition } = aws.getPartitionOutput({}, { parent });

    const serviceRole =
        args.serviceRole === undefined
            ? new ServiceRole(
                  `${name}-eksRole`,
                  {
                      service: "eks.amazonaws.com",
                      // Auto Mode needs sts:TagSession; the real one always gives it.
                      assumeRoleActions: ["sts:AssumeRole", "sts:TagSession"],
                      description: "Allows EKS to manage clusters on your behalf.",
                      managedPolicies: clusterPolicies(args),
                      partition,
                      tags: args.tags,
                  },
                  { parent },
              )
            : undefined;
    const nodeRole = autoModeNodeRole(name, args, partition, parent);
    const autoMode = args.autoMode?.enabled === true;
    const role = pulumi.output(args.serviceRole ?? serviceRole?.role);
    const clusterGroup =
        (args.skipDefaultSecurityGroups ?? autoMode)
            ? undefined
            : clusterSecurityGroup(name, args, parent);
    const subnetIds = subnetsOf(args);
    const cluster = makeCluster(name, args, parent, {
        roleArn: role.apply((one) => one?.arn ?? pulumi.output("")),
        securityGroup: clusterGroup,
        subnetIds,
        nodeRole,
        dependsOn: [serviceRole, nodeRole].flatMap((made) => made?.ready ?? []),
    });
    if (args.kubeProxyAddonOptions?.enabled ?? !autoMode) {
        componentAddon(
            `${name}-kube-proxy`,
            {
                cluster,
                addonName: "kube-proxy",
                options: args.kubeProxyAddonOptions,
                tags: args.tags,
            },
            { parent },
        );
    }
    const kubeconfigs = kubeconfigsOf(args, cluster);
    const kubernetesProvider = new k8s.Provider(
        `${name}-eks-k8s`,
        { kubeconfig: pulumi.jsonStringify(kubeconfigs.own) },
        { parent },
    );
    const entries = makeAccessEntries(name, args, cluster, parent);
    if (!(args.useDefaultVpcCni ?? autoMode)) {
        new VpcCniAddon(
            `${name}-vpc-cni`,
            { cluster, tags: args.tags },
            { parent, dependsOn: entries },
        );
    }
    if (wantsCoredns(args)) {
        componentAddon(
            `${name}-coredns`,
            {
                cluster,
                addonName: "coredns",
                options: args.corednsAddonOptions,
                tags: args.tags,
            },
            { parent },
        );
    }
    const issuer = cluster.identities.apply((found) => found[0]?.oidcs[0]?.issuer ?? "");
    const oidcProvider = args.createOidcProvider
        ? new aws.iam.OpenIdConnectProvider(
              `${name}-oidcProvider`,
              { clientIdLists: ["sts.amazonaws.com"], url: issuer, tags: args.tags },
              { parent },
          )
        : undefined;
    const nodeGroup = clusterGroup && nodeSecurityGroup(name, args, clusterGroup, cluster, parent);
    const ownGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    const state = {
        kubeconfig: kubeconfigs.shared,
        kubeconfigJson: pulumi.jsonStringify(kubeconfigs.shared),
        clusterSecurityGroup: clusterGroup,
        instanceRoles: [],
        nodeSecurityGroup: nodeGroup?.group,
        eksClusterIngressRule: nodeGroup?.clusterIngressRule,
        defaultNodeGroup: undefined,
        eksCluster: cluster,
        core: {
            cluster,
            vpcId: args.vpcId,
            subnetIds,
            publicSubnetIds: args.publicSubnetIds,
            privateSubnetIds: args.privateSubnetIds,
            endpoint: cluster.endpoint,
            clusterSecurityGroup: clusterGroup,
            clusterIamRole: role,
            provider: kubernetesProvider,
            instanceRoles: [],
            nodeGroupOptions: { version: args.version },
            kubeconfig: kubeconfigs.shared,
            storageClasses: {},
            tags: args.tags,
            nodeSecurityGroupTags: args.nodeSecurityGroupTags,
            oidcProvider,
            encryptionConfig: encryptionOf(args),
        },
        clusterSecurityGroupId: clusterGroup?.id ?? ownGroupId,
        nodeSecurityGroupId: nodeGroup?.group.id ?? ownGroupId,
        clusterIngressRuleId: nodeGroup?.clusterIngressRule.securityGroupRuleId ?? "",
        defaultNodeGroupAsgName: "",
        fargateProfileId: "",
        fargateProfileStatus: "",
        oidcProviderArn: oidcProvider?.arn ?? "",
        oidcProviderUrl: issuer,
        oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
        autoModeNodeRoleName: nodeRole?.role.name ?? "",
    };
    parent.finish(state);
    return Promise.resolve({ urn: parent.urn, state });
}

function makeCluster(
    name: string,
    args: ClusterArgs,
    parent: pulumi.ComponentResource,
    made: {
        readonly roleArn: pulumi.Input<string>;
        readonly securityGroup: aws.ec2.SecurityGroup | undefined;
        readonly subnetIds: pulumi.Input<string[]>;
        readonly nodeRole: ServiceRole | undefined;
        readonly dependsOn: pulumi.Input<pulumi.Resource>[];
    },
): aws.eks.Cluster {
    return new aws.eks.Cluster(
        `${name}-eksCluster`,
        {
            name: args.name,
            roleArn: made.roleArn,
            bootstrapSelfManagedAddons:
                args.autoMode?.enabled === true ? false : (args.bootstrapSelfManagedAddons ?? true),
            ...autoModeSettings(args, made.nodeRole),
            vpcConfig: {
                securityGroupIds: made.securityGroup && [made.securityGroup.id],
                subnetIds: made.subnetIds,
                endpointPrivateAccess: args.endpointPrivateAccess,
                endpointPublicAccess: args.endpointPublicAccess,
                publicAccessCidrs: publicAccessCidrs(args, parent),
            },
            version: args.version,
            enabledClusterLogTypes: args.enabledClusterLogTypes,
            tags: merged({ Name: `${name}-eksCluster` }, args.clusterTags, args.tags),
            encryptionConfig: encryptionOf(args),
            accessConfig: {
                authenticationMode: args.authenticationMode,
                bootstrapClusterCreatorAdminPermissions: true,
            },
            upgradePolicy: args.upgradePolicy,
            deletionProtection: args.deletionProtection,
        },
        {
            parent,
            ignoreChanges: [
                "accessConfig.bootstrapClusterCreatorAdminPermissions",
                "bootstrapSelfManagedAddons",
            ],
            dependsOn: made.dependsOn,
        },
    );
}

// Without a default node group only where it is asked for, or where Auto Mode makes nodes for it to run on.
function wantsCoredns({ corednsAddonOptions: options, autoMode }: ClusterArgs): boolean {
    return (
        options?.enabled === true ||
        options?.configurationValues !== undefined ||
        (autoMode?.enabled === true && (options?.enabled ?? true))
    );
}

function subnetsOf(args: ClusterArgs): pulumi.Output<string[]> {
    return args.subnetIds === undefined
        ? pulumi
              .all([
                  pulumi.output(args.publicSubnetIds ?? []),
                  pulumi.output(args.privateSubnetIds ?? []),
              ])
              .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds])
        : pulumi.output(args.subnetIds);
}

function publicAccessCidrs(
    args: ClusterArgs,
    parent: pulumi.Resource,
): pulumi.Output<string[]> | undefined {
    return (
        args.publicAccessCidrs &&
        pulumi
            .all([pulumi.output(args.publicAccessCidrs), args.endpointPublicAccess ?? true])
            .apply(([cidrs, open]) => {
                if (!open) {
                    throw new pulumi.ResourceError(
                        "`publicAccessCidrs` can only be set when `endpointPublicAccess` is true",
                        parent,
                    );
                }
                return cidrs;
            })
    );
}

function encryptionOf(args: ClusterArgs): aws.types.input.eks.ClusterEncryptionConfig | undefined {
    return args.encryptionConfigKeyArn === undefined
        ? undefined
        : { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] };
}

// One with the profile for the component's own provider, one without for everyone else.
function kubeconfigsOf(
    args: ClusterArgs,
    cluster: aws.eks.Cluster,
): Readonly<Record<"own" | "shared", pulumi.Output<Readonly<Record<string, unknown>>>>> {
    const facts = pulumi
        .all([
            cluster.name,
            cluster.arn,
            cluster.endpoint,
            cluster.certificateAuthority,
            pulumi.output(args.providerCredentialOpts),
        ])
        .apply(([clusterName, arn, endpoint, authority, credentials]) => ({
            clusterName,
            region: arn.split(":")[3] ?? "",
            endpoint,
            certificateAuthorityData: authority.data,
            roleArn: credentials?.roleArn,
            profileName: credentials?.profileName,
        }));
    return {
        own: facts.apply(eksKubeconfig),
        shared: facts.apply((known) => eksKubeconfig({ ...known, profileName: undefined })),
    };
}
