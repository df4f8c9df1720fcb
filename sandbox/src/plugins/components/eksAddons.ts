/** Add-ons of eks.Cluster. Source: pulumi-eks nodejs/eks/cluster/cluster.ts, addons/cni-addon.ts. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AddonArgs, Tags } from "./eksArguments";

/** Settings of the VPC CNI that the real component writes by default. */
const VPC_CNI_CONFIGURATION = {
    env: {
        AWS_VPC_ENI_MTU: "9001",
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false",
        AWS_VPC_K8S_CNI_EXTERNALSNAT: "false",
        AWS_VPC_K8S_CNI_LOGLEVEL: "DEBUG",
        AWS_VPC_K8S_CNI_LOG_FILE: "/host/var/log/aws-routed-eni/ipamd.log",
        AWS_VPC_K8S_CNI_VETHPREFIX: "eni",
        AWS_VPC_K8S_PLUGIN_LOG_FILE: "/var/log/aws-routed-eni/plugin.log",
        AWS_VPC_K8S_PLUGIN_LOG_LEVEL: "DEBUG",
        ENABLE_POD_ENI: "false",
        WARM_ENI_TARGET: "1",
    },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } },
};

interface AddonPlan {
    readonly cluster: aws.eks.Cluster;
    readonly addonName: string;
    readonly options?: AddonArgs | undefined;
    readonly tags?: Tags | undefined;
}

/** An add-on as the component creates it: preserved on deletion, and overwriting existing objects. */
export function componentAddon(
    name: string,
    { cluster, addonName, options = {}, tags }: AddonPlan,
    opts: pulumi.CustomResourceOptions,
): aws.eks.Addon {
    return new aws.eks.Addon(
        name,
        {
            clusterName: cluster.name,
            addonName,
            addonVersion:
                options.version ??
                aws.eks.getAddonVersionOutput(
                    { addonName, kubernetesVersion: cluster.version, mostRecent: true },
                    { parent: opts.parent ?? cluster },
                ).version,
            preserve: true,
            resolveConflictsOnCreate: options.resolveConflictsOnCreate ?? "OVERWRITE",
            resolveConflictsOnUpdate: options.resolveConflictsOnUpdate ?? "OVERWRITE",
            ...(options.configurationValues === undefined
                ? {}
                : { configurationValues: pulumi.jsonStringify(options.configurationValues) }),
            tags,
        },
        opts,
    );
}

/** eks:index:VpcCniAddon. */
export class VpcCniAddon extends pulumi.ComponentResource {
    constructor(
        name: string,
        plan: { readonly cluster: aws.eks.Cluster; readonly tags?: Tags | undefined },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("eks:index:VpcCniAddon", name, {}, opts);
        const addon = componentAddon(
            name,
            {
                ...plan,
                addonName: "vpc-cni",
                options: { configurationValues: VPC_CNI_CONFIGURATION },
            },
            { parent: this },
        );
        this.registerOutputs({ addon });
    }
}
