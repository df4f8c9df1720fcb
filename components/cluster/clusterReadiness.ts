import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { clusterReadinessProvider } from "../../providers/clusterReadiness";

export interface ClusterReadinessArgs {
    /** ARN of the cluster. */
    readonly clusterArn: pulumi.Input<string>;
    /** The one that the cluster's Kubernetes provider has. Its credential is a command. */
    readonly kubeconfig: pulumi.Input<string>;
}

/**
 * A new cluster that can be used: its endpoint resolves, answers, and accepts the identity that runs Pulumi as an
 * administrator, several times in a row. Everything that talks to the cluster depends on this. Creating it waits for at
 * most five minutes and then fails with the link that is missing: name, network or admission. Deleting it does nothing.
 */
export class ClusterReadiness extends pulumi.dynamic.Resource {
    constructor(name: string, args: ClusterReadinessArgs, opts?: pulumi.CustomResourceOptions) {
        const { clusterArn, kubeconfig } = args;
        super(
            clusterReadinessProvider,
            name,
            { clusterArn, kubeconfig },
            { provider: dynamicResourceProvider(), ...opts },
            "eks-gitops-fleet",
            "ClusterReadiness",
        );
    }
}
