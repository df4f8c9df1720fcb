import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";

import { deploymentSettings } from "./settings";
import type { CloudStack } from "./subjects";
import type { DeliveryConfig, StackConfig } from "./types";

export interface DeliveryArgs {
    /** The delivered stack; plain. */
    readonly cloud: CloudStack;
    readonly delivery: DeliveryConfig;
    readonly stack: StackConfig;
    /** ARN of the deploy role, known at preview. */
    readonly roleArn: string;
    /** The deploy role with all its permissions: no deployment starts before it exists. */
    readonly deployRole: pulumi.Resource;
}

/**
 * How Pulumi Deployments runs one stack: from which repository and branch, with which role, and when it detects drift
 * or destroys the stack.
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
        // Without settings, a schedule would start deployments that have no source.
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
