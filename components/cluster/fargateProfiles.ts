import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { FargateNodesConfig, FargateSelector } from "../../lib/cluster/types";
import { podExecutionRole, type ClusterLocation } from "../../lib/cluster/roles";
import type { RoleSettings } from "../../lib/iam/settings";
import { shortHash } from "../../lib/naming/names";
import { createServiceRole } from "./serviceRole";

export interface FargateProfilesArgs {
    readonly clusterName: pulumi.Input<string>;
    /** Where the cluster is. */
    readonly place: ClusterLocation;
    readonly roleSettings: RoleSettings;
    /** Private subnets: Fargate takes no others. */
    readonly subnetIds: pulumi.Input<string[]>;
    /** What the subnets follow from, as plain values: another placement is another name. */
    readonly placement: unknown;
    readonly nodes: FargateNodesConfig;
    /** What pods need before they start and until they are gone: routes, NAT gateways. */
    readonly prerequisites: pulumi.Input<pulumi.Resource[]>;
}

/**
 * The Fargate profiles of a cluster, each with a pod execution role of its own. A profile never changes: one whose
 * selectors or subnets do is made anew, under a name that follows from them, before the old one goes.
 */
export class FargateProfiles extends pulumi.ComponentResource {
    public readonly profiles: readonly aws.eks.FargateProfile[];

    constructor(name: string, args: FargateProfilesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:FargateProfiles", name, {}, opts);

        this.profiles = Object.entries(args.nodes.profiles).map(([profile, selectors]) =>
            this.createProfile(name, profile, selectors, args),
        );
        this.registerOutputs();
    }

    private createProfile(
        name: string,
        profile: string,
        selectors: readonly FargateSelector[],
        args: FargateProfilesArgs,
    ): aws.eks.FargateProfile {
        const child = `${name}-${profile}`;
        const { role, attachments } = createServiceRole(
            child,
            {
                cluster: args.place,
                purpose: `pods-${profile}`,
                description: "Starts pods of an EKS cluster on Fargate",
                plan: podExecutionRole(args.place),
                settings: args.roleSettings,
            },
            this,
        );
        return new aws.eks.FargateProfile(
            child,
            {
                clusterName: args.clusterName,
                fargateProfileName: `${profile}-${shortHash(JSON.stringify([selectors, args.placement]))}`,
                podExecutionRoleArn: role.arn,
                subnetIds: args.subnetIds,
                selectors: selectors.map(({ namespace, labels }) => ({
                    namespace,
                    labels: { ...labels },
                })),
            },
            {
                parent: this,
                dependsOn: pulumi
                    .output(args.prerequisites)
                    .apply((prerequisites) => [...attachments, ...prerequisites]),
            },
        );
    }
}
