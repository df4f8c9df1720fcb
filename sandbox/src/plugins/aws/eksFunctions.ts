/** Functions of the aws provider about clusters. Rules: terraform-provider-aws internal/service/eks. */
import type { eks } from "@pulumi/aws";

import type { Answer, Api } from "../provider/resource";
import { withoutSystemTags } from "../provider/tags";
import { requiredText, textMapOf, type Properties } from "../provider/values";
import { answered, part, parts } from "./answers";
import { enabledLogs } from "./eksCluster";
import { accepting, described, flagIn, textIn, textsIn, type Functions } from "./functionSupport";

export const eksFunctions: Functions = {
    "aws:eks/getCluster:getCluster": accepting(["name", "region"], cluster),
    "aws:eks/getAddonVersion:getAddonVersion": accepting(
        ["addonName", "kubernetesVersion", "mostRecent", "region"],
        addonVersion,
    ),
};

async function cluster(api: Api, args: Properties): Promise<eks.GetClusterResult> {
    const name = requiredText(args, "name");
    const answer = await described(
        api.call("eks:DescribeCluster", { name }),
        `reading EKS Cluster (${name})`,
    );
    const found = part(answer, "cluster");
    const placed = part(found, "resourcesVpcConfig");
    const access = part(found, "accessConfig");
    const network = part(found, "kubernetesNetworkConfig");
    return {
        accessConfigs: [
            {
                authenticationMode: answered(access, "authenticationMode"),
                bootstrapClusterCreatorAdminPermissions: flagIn(
                    access,
                    "bootstrapClusterCreatorAdminPermissions",
                ),
            },
        ],
        arn: answered(found, "arn"),
        certificateAuthorities: present(found, "certificateAuthority").map((authority) => ({
            data: answered(authority, "data"),
        })),
        // Only clusters on Outposts have one.
        clusterId: "",
        computeConfigs: present(found, "computeConfig").map((compute) => ({
            enabled: flagIn(compute, "enabled"),
            nodePools: textsIn(compute, "nodePools"),
            nodeRoleArn: textIn(compute, "nodeRoleArn"),
        })),
        controlPlaneScalingConfigs: [{ tier: "standard" }],
        createdAt: answered(found, "createdAt"),
        deletionProtection: flagIn(found, "deletionProtection"),
        enabledClusterLogTypes: [...enabledLogs(found)],
        endpoint: textIn(found, "endpoint"),
        id: name,
        identities: present(found, "identity").map((identity) => ({
            oidcs: present(identity, "oidc").map((oidc) => ({ issuer: answered(oidc, "issuer") })),
        })),
        kubeApiServerConfigs: [],
        kubeControllerManagerConfigs: [],
        kubeSchedulerConfigs: [],
        kubernetesNetworkConfigs: [
            {
                elasticLoadBalancings: present(network, "elasticLoadBalancing").map(
                    (balancing) => ({
                        enabled: flagIn(balancing, "enabled"),
                    }),
                ),
                ipFamily: textIn(network, "ipFamily"),
                serviceIpv4Cidr: textIn(network, "serviceIpv4Cidr"),
                serviceIpv6Cidr: "",
            },
        ],
        name,
        outpostConfigs: [],
        platformVersion: answered(found, "platformVersion"),
        region: api.region,
        remoteNetworkConfigs: [],
        roleArn: answered(found, "roleArn"),
        status: answered(found, "status"),
        storageConfigs: present(found, "storageConfig").map((storage) => ({
            blockStorages: present(storage, "blockStorage").map((block) => ({
                enabled: flagIn(block, "enabled"),
            })),
        })),
        tags: withoutSystemTags(textMapOf(found, "tags")),
        upgradePolicies: present(found, "upgradePolicy").map((policy) => ({
            supportType: answered(policy, "supportType"),
        })),
        version: answered(found, "version"),
        vpcConfig: {
            clusterSecurityGroupId: answered(placed, "clusterSecurityGroupId"),
            controlPlaneEgressMode: "AWS_MANAGED",
            endpointPrivateAccess: flagIn(placed, "endpointPrivateAccess"),
            endpointPublicAccess: flagIn(placed, "endpointPublicAccess"),
            publicAccessCidrs: textsIn(placed, "publicAccessCidrs"),
            securityGroupIds: textsIn(placed, "securityGroupIds"),
            subnetIds: textsIn(placed, "subnetIds"),
            vpcId: answered(placed, "vpcId"),
        },
        zonalShiftConfigs: [],
    };
}

async function addonVersion(api: Api, args: Properties): Promise<eks.GetAddonVersionResult> {
    const addonName = requiredText(args, "addonName");
    const kubernetesVersion = requiredText(args, "kubernetesVersion");
    const mostRecent = args.mostRecent === true;
    const answer = await api.call("eks:DescribeAddonVersions", { addonName, kubernetesVersion });
    const versions = parts(parts(answer, "addons")[0] ?? {}, "addonVersions");
    const found = versions.find(
        (version) =>
            mostRecent ||
            parts(version, "compatibilities").some(
                (compatibility) => compatibility.defaultVersion === true,
            ),
    );
    if (found === undefined) {
        throw new Error(
            `reading EKS Add-On version info (${addonName}, ${kubernetesVersion}): couldn't find resource`,
        );
    }
    return {
        addonName,
        id: addonName,
        kubernetesVersion,
        mostRecent,
        region: api.region,
        version: answered(found, "addonVersion"),
    };
}

/** An object of an answer as Terraform keeps it: a list of one, empty if AWS left it out. */
function present(found: Answer | Properties, name: string): readonly Properties[] {
    return (found as Answer)[name] === undefined ? [] : [part(found, name)];
}
