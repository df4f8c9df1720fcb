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
import { componentAddon, VpcCniAddon } from "./eksAddons";
import { clusterArguments, type ClusterArgs } from "./eksArguments";
import { eksKubeconfig } from "./eksKubeconfig";
import { clusterSecurityGroup, merged, nodeSecurityGroup } from "./eksSecurityGroups";
import { ServiceRole } from "./eksServiceRole";

/** Makes the component and returns its outputs. */
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
            ? new ServiceRole(`${name}-eksRole`, { partition, tags: args.tags }, { parent })
            : undefined;
    const role = pulumi.output(args.serviceRole ?? serviceRole?.role);
    const clusterGroup = args.skipDefaultSecurityGroups
        ? undefined
        : clusterSecurityGroup(name, args, parent);
    const subnetIds = subnetsOf(args);
    const cluster = makeCluster(name, args, parent, {
        roleArn: role.apply((one) => one?.arn ?? pulumi.output("")),
        securityGroup: clusterGroup,
        subnetIds,
        dependsOn: serviceRole === undefined ? [] : [serviceRole.ready],
    });
    if (args.kubeProxyAddonOptions?.enabled ?? true) {
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
    if (!args.useDefaultVpcCni) {
        new VpcCniAddon(
            `${name}-vpc-cni`,
            { cluster, tags: args.tags },
            { parent, dependsOn: entries },
        );
    }
    // Without a default node group only when it is asked for: it would have no node to run on.
    if (args.corednsAddonOptions?.enabled || args.corednsAddonOptions?.configurationValues) {
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
        autoModeNodeRoleName: "",
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
        readonly dependsOn: pulumi.Input<pulumi.Resource>[];
    },
): aws.eks.Cluster {
    return new aws.eks.Cluster(
        `${name}-eksCluster`,
        {
            name: args.name,
            roleArn: made.roleArn,
            bootstrapSelfManagedAddons: args.bootstrapSelfManagedAddons ?? true,
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

function makeAccessEntries(
    name: string,
    args: ClusterArgs,
    cluster: aws.eks.Cluster,
    parent: pulumi.ComponentResource,
): aws.eks.AccessEntry[] {
    return Object.entries(args.accessEntries ?? {}).map(([key, given]) => {
        const { accessPolicies = {}, username, ...entryArgs } = given;
        const entry = new aws.eks.AccessEntry(
            `${name}-${key}`,
            { ...entryArgs, clusterName: cluster.name, userName: username },
            { parent, dependsOn: [cluster] },
        );
        for (const [policyKey, association] of Object.entries(accessPolicies)) {
            const { accessScope, policyArn } = pulumi.output(association);
            new aws.eks.AccessPolicyAssociation(
                `${name}-${key}-${policyKey}`,
                {
                    accessScope,
                    policyArn,
                    principalArn: given.principalArn,
                    clusterName: cluster.name,
                },
                { parent: entry, dependsOn: [entry] },
            );
        }
        return entry;
    });
}
