import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";

import type { DeliveredStackConfig, DeliveryConfig } from "../config/delivery/types";
import { deploymentSettings } from "./settings";
import type { CloudStack } from "./subjects";

export interface DeliveryArgs {
    /** The stack that is delivered; plain. */
    readonly cloud: CloudStack;
    readonly delivery: DeliveryConfig;
    readonly stack: DeliveredStackConfig;
    /** ARN of the deploy role, known at preview. */
    readonly roleArn: string;
    /** The deploy role with all its permissions: no deployment starts before. */
    readonly deployRole: pulumi.Resource;
}

/**
 * How Pulumi Deployments brings up one stack: from which repository and branch, with which role, and when it looks
 * for drift or destroys it.
 */
export class Delivery extends pulumi.ComponentResource {
    constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:Delivery", name, {}, opts);

        const { cloud, stack } = args;
        const settings = new pulumiservice.DeploymentSettings(
            `${name}-settings`,
            deploymentSettings(cloud, args.delivery, stack, args.roleArn),
            { parent: this, dependsOn: [args.deployRole] },
        );
        // A schedule without settings would start deployments that have no source.
        const scheduled = { parent: this, dependsOn: [settings] };
        if (stack.driftDetection !== undefined) {
            const { autoRemediate, cron } = stack.driftDetection;
            new pulumiservice.DriftSchedule(
                `${name}-drift`,
                { ...cloud, scheduleCron: cron, autoRemediate },
                scheduled,
            );
        }
        if (stack.ttl !== undefined) {
            new pulumiservice.TtlSchedule(`${name}-ttl`, { ...cloud, ...stack.ttl }, scheduled);
        }

        this.registerOutputs({});
    }
}
