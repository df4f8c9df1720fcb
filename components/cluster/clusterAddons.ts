import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { addonConfiguration, EBS_CSI } from "../../lib/cluster/addons";
import type { AddonName } from "../../lib/cluster/addonNames";
import type { AddonConfig, NodeStrategy } from "../../lib/cluster/types";
import { addonRole, type ClusterLocation } from "../../lib/cluster/roles";
import type { RoleSettings } from "../../lib/iam/settings";
import { createServiceRole } from "./serviceRole";

export interface ClusterAddonsArgs {
    readonly clusterName: pulumi.Input<string>;
    /** Where the cluster is. */
    readonly place: ClusterLocation;
    readonly roleSettings: RoleSettings;
    readonly strategy: NodeStrategy;
    /** Each with its exact version. */
    readonly addons: readonly (readonly [AddonName, AddonConfig])[];
    /** What must be there before them and until they are gone: nodes, for add-ons that are Deployments. */
    readonly prerequisites: readonly pulumi.Resource[];
}

/** EKS add-ons of exact versions. Where they are changed inside the cluster, updates keep the change. */
export class ClusterAddons extends pulumi.ComponentResource {
    public readonly addons: readonly aws.eks.Addon[];

    constructor(name: string, args: ClusterAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ClusterAddons", name, {}, opts);

        this.addons = args.addons.map(([addon, config]) => {
            const identity =
                addon === "aws-ebs-csi-driver" ? this.createEbsCsiIdentity(name, args) : [];
            const configurationValues = addonConfiguration(addon, config, args.strategy);
            return new aws.eks.Addon(
                `${name}-${addon}`,
                {
                    clusterName: args.clusterName,
                    addonName: addon,
                    addonVersion: config.version,
                    ...(configurationValues === undefined ? {} : { configurationValues }),
                    resolveConflictsOnCreate: "OVERWRITE",
                    resolveConflictsOnUpdate: "PRESERVE",
                },
                { parent: this, dependsOn: [...args.prerequisites, ...identity] },
            );
        });
        this.registerOutputs();
    }

    /** The driver's own role: nodes' roles can't touch volumes, and pods don't reach them anyway. */
    private createEbsCsiIdentity(
        name: string,
        args: ClusterAddonsArgs,
    ): readonly pulumi.Resource[] {
        const { role, attachments } = createServiceRole(
            `${name}-ebs-csi`,
            {
                cluster: args.place,
                purpose: "ebs-csi",
                description: "EBS CSI driver of an EKS cluster",
                plan: addonRole(args.place, EBS_CSI),
                settings: args.roleSettings,
            },
            this,
        );
        const association = new aws.eks.PodIdentityAssociation(
            `${name}-ebs-csi`,
            {
                clusterName: args.clusterName,
                namespace: EBS_CSI.namespace,
                serviceAccount: EBS_CSI.serviceAccount,
                roleArn: role.arn,
            },
            { parent: this },
        );
        return [association, ...attachments];
    }
}
