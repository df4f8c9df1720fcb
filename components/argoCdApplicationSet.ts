import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
    APPLICATION_SET_CONDITIONS,
    bootstrapApplicationName,
    bootstrapApplicationSet,
} from "./lib/argocd/bootstrap";
import type { ApplicationSetConfig } from "./lib/config/argocd/types";

export interface ArgoCdApplicationSetArgs {
    readonly fleet: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    readonly bootstrap: ApplicationSetConfig;
    /** The agent and every target's registration: Applications come after them, and go before. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * An Application of each directory of a repository on each registered cluster, each in its cluster's own project. It
 * needs no way into the management cluster: Pulumi writes the ApplicationSet, and its controller the Applications.
 */
export class ArgoCdApplicationSet extends pulumi.ComponentResource {
    constructor(
        name: string,
        args: ArgoCdApplicationSetArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoCdApplicationSet", name, {}, opts);

        new k8s.apiextensions.CustomResource(
            `${name}-set`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "ApplicationSet",
                metadata: {
                    name: bootstrapApplicationName(args.fleet),
                    namespace: args.namespace,
                    annotations: {
                        "pulumi.com/waitFor": JSON.stringify(APPLICATION_SET_CONDITIONS),
                    },
                },
                spec: bootstrapApplicationSet(args.bootstrap),
            },
            {
                parent: this,
                dependsOn: [...args.chain],
                customTimeouts: { create: "10m", update: "10m", delete: "10m" },
            },
        );
        this.registerOutputs();
    }
}
