/** aws.eks.Cluster. Rules: terraform-provider-aws internal/service/eks/cluster.go. */
import type { ResourceType } from "../provider/resource";
import { block, flag, output, text, textSet } from "../provider/schema";
import { isEmpty, objectOf, textMapOf, textsOf, type Properties } from "../provider/values";
import { answered, given, part, parts } from "./answers";
import { retagEks } from "./eksTags";

/** Control-plane log types: https://docs.aws.amazon.com/eks/latest/APIReference/API_LogSetup.html */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const cluster: ResourceType = {
    autoname: { property: "name", maximum: 100 },
    fields: {
        accessConfig: block(
            {
                authenticationMode: text({ computed: true }),
                bootstrapClusterCreatorAdminPermissions: flag({ computed: true, forceNew: true }),
            },
            { computed: true },
        ),
        arn: output(),
        bootstrapSelfManagedAddons: flag({ default: true, forceNew: true, kept: true }),
        certificateAuthority: output(),
        clusterId: output(),
        computeConfig: block({
            enabled: flag(),
            nodePools: textSet(),
            // A role can be added to a cluster, never changed or removed.
            nodeRoleArn: text({ forceNew: (old) => !isEmpty(old) }),
        }),
        createdAt: output(),
        deletionProtection: flag({ computed: true }),
        enabledClusterLogTypes: textSet(),
        encryptionConfig: block(
            { provider: block({ keyArn: text({ required: true }) }), resources: textSet() },
            // A key can be added to a cluster, never changed or removed.
            { forceNew: (old) => !isEmpty(old) },
        ),
        endpoint: output(),
        identities: output(),
        kubernetesNetworkConfig: block(
            {
                elasticLoadBalancing: block({ enabled: flag() }, { computed: true }),
                ipFamily: text({ computed: true, forceNew: true }),
                serviceIpv4Cidr: text({ computed: true, forceNew: true }),
                serviceIpv6Cidr: output(),
            },
            { computed: true },
        ),
        name: text({ computed: true, forceNew: true }),
        platformVersion: output(),
        roleArn: text({ required: true, forceNew: true }),
        status: output(),
        storageConfig: block({ blockStorage: block({ enabled: flag() }) }),
        upgradePolicy: block({ supportType: text({ computed: true }) }, { computed: true }),
        version: text({ computed: true }),
        vpcConfig: block(
            {
                clusterSecurityGroupId: output(),
                endpointPrivateAccess: flag({ default: false }),
                endpointPublicAccess: flag({ default: true }),
                publicAccessCidrs: textSet({ computed: true }),
                securityGroupIds: textSet(),
                subnetIds: textSet({ required: true }),
                vpcId: output(),
            },
            { required: true },
        ),
    },
    create: async (api, inputs) => {
        checkAutoMode(inputs);
        const answer = await api.call(
            "eks:CreateCluster",
            given({
                name: inputs.name,
                roleArn: inputs.roleArn,
                version: inputs.version,
                resourcesVpcConfig: objectOf(inputs, "vpcConfig"),
                accessConfig: inputs.accessConfig,
                logging: isEmpty(inputs.enabledClusterLogTypes)
                    ? undefined
                    : loggingOf(inputs, false),
                encryptionConfig: encryptionOf(inputs),
                upgradePolicy: inputs.upgradePolicy,
                deletionProtection: inputs.deletionProtection,
                kubernetesNetworkConfig: inputs.kubernetesNetworkConfig,
                computeConfig: inputs.computeConfig,
                storageConfig: inputs.storageConfig,
                bootstrapSelfManagedAddons: inputs.bootstrapSelfManagedAddons,
                tags: textMapOf(inputs, "tagsAll"),
            }),
        );
        return answered(part(answer, "cluster"), "name");
    },
    read: async (api, name) => {
        const found = part(await api.call("eks:DescribeCluster", { name }), "cluster");
        return clusterState(found);
    },
    update: async (api, { id, inputs, old, has }) => {
        const configure = async (change: Properties): Promise<void> => {
            await api.call("eks:UpdateClusterConfig", { name: id, ...change });
        };
        // EKS takes one kind of change at a time. The order is the real provider's.
        if (has("version")) {
            await api.call("eks:UpdateClusterVersion", { name: id, version: inputs.version });
        }
        if (has("accessConfig")) {
            const { authenticationMode } = objectOf(inputs, "accessConfig");
            await configure({ accessConfig: { authenticationMode } });
        }
        if (has("computeConfig", "kubernetesNetworkConfig", "storageConfig")) {
            checkAutoMode(inputs);
            const { computeConfig, kubernetesNetworkConfig, storageConfig } = inputs;
            await configure(given({ computeConfig, kubernetesNetworkConfig, storageConfig }));
        }
        if (has("upgradePolicy")) {
            await configure({ upgradePolicy: inputs.upgradePolicy });
        }
        if (has("encryptionConfig")) {
            await api.call("eks:AssociateEncryptionConfig", {
                clusterName: id,
                encryptionConfig: encryptionOf(inputs),
            });
        }
        if (has("enabledClusterLogTypes")) {
            await configure({ logging: loggingOf(inputs, true) });
        }
        for (const resourcesVpcConfig of has("vpcConfig") ? vpcChanges(inputs, old) : []) {
            await configure({ resourcesVpcConfig });
        }
        if (has("deletionProtection")) {
            await configure({ deletionProtection: inputs.deletionProtection ?? false });
        }
    },
    retag: retagEks("arn"),
    remove: async (api, name) => {
        await api.call("eks:DeleteCluster", { name });
    },
};

/** Reported before AWS is called: validateAutoModeCustomizeDiff. */
function checkAutoMode(inputs: Properties): void {
    const switches = [
        objectOf(inputs, "computeConfig").enabled,
        objectOf(objectOf(inputs, "kubernetesNetworkConfig"), "elasticLoadBalancing").enabled,
        objectOf(objectOf(inputs, "storageConfig"), "blockStorage").enabled,
    ];
    if (new Set(switches.map((value) => value === true)).size > 1) {
        throw new Error(
            "compute_config.enabled, kubernetes_networking_config.elastic_load_balancing.enabled, and storage_config.block_storage.enabled must all be set to either true or false",
        );
    }
}

/** A cluster as the provider's state has it. */
function clusterState(found: Properties): Properties {
    const issuer = part(part(found, "identity"), "oidc").issuer;
    const [encryption] = parts(found, "encryptionConfig");
    return {
        accessConfig: found.accessConfig,
        arn: found.arn,
        certificateAuthority: found.certificateAuthority,
        // Only clusters on Outposts have one.
        clusterId: "",
        computeConfig: found.computeConfig,
        createdAt: found.createdAt,
        deletionProtection: found.deletionProtection ?? false,
        enabledClusterLogTypes: enabledLogs(found),
        encryptionConfig: encryption,
        endpoint: found.endpoint,
        identities: [{ oidcs: [{ issuer }] }],
        kubernetesNetworkConfig: found.kubernetesNetworkConfig,
        name: found.name,
        platformVersion: found.platformVersion,
        roleArn: found.roleArn,
        status: found.status,
        storageConfig: found.storageConfig,
        upgradePolicy: found.upgradePolicy,
        version: found.version,
        vpcConfig: found.resourcesVpcConfig,
        tagsAll: part(found, "tags"),
    };
}

/** Types of control-plane logs that are on. */
export function enabledLogs(found: Properties): readonly string[] {
    return parts(part(found, "logging"), "clusterLogging")
        .filter((setup) => setup.enabled === true)
        .flatMap((setup) => textsOf(setup, "types"));
}

function loggingOf(inputs: Properties, alsoDisabled: boolean): Properties {
    const enabled = textsOf(inputs, "enabledClusterLogTypes");
    const disabled = LOG_TYPES.filter((type) => !enabled.includes(type));
    return {
        clusterLogging: [
            ...(enabled.length > 0 ? [{ types: enabled, enabled: true }] : []),
            ...(alsoDisabled && disabled.length > 0 ? [{ types: disabled, enabled: false }] : []),
        ],
    };
}

function encryptionOf(inputs: Properties): readonly Properties[] | undefined {
    return isEmpty(inputs.encryptionConfig) ? undefined : [objectOf(inputs, "encryptionConfig")];
}

const ACCESS = ["endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"] as const;
const PLACEMENT = ["securityGroupIds", "subnetIds"] as const;

// Access to the endpoint and the subnets of its interfaces, each only if it changes.
function vpcChanges(inputs: Properties, old: Properties): readonly Properties[] {
    const next = objectOf(inputs, "vpcConfig");
    const before = objectOf(old, "vpcConfig");
    const textual = (config: Properties, names: readonly string[]): string =>
        JSON.stringify(
            names.map((name) =>
                Array.isArray(config[name]) ? textsOf(config, name).toSorted() : config[name],
            ),
        );
    return [ACCESS, PLACEMENT]
        .map((names) => names.filter((name) => next[name] !== undefined))
        .filter((names) => textual(next, names) !== textual(before, names))
        .map((names) => Object.fromEntries(names.map((name) => [name, next[name]])));
}

export const eksClusterTypes: Readonly<Record<string, ResourceType>> = {
    "aws:eks/cluster:Cluster": cluster,
};
