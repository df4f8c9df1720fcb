import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdVerification } from "./argoCdVerification";
import type { ClusterReach } from "../cluster/enforcedObjects";
import { bootstrapApplicationName, bootstrapApplicationSet } from "../../lib/argocd/bootstrap";
import type { ApplicationSetConfig } from "../../lib/argocd/types";

export interface ArgoCdApplicationSetArgs {
    readonly fleet: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    readonly bootstrap: ApplicationSetConfig;
    /** Acts in the management cluster. */
    readonly reach: ClusterReach;
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

        const { namespace } = args;
        const setName = bootstrapApplicationName(args.fleet);
        const spec = bootstrapApplicationSet(args.bootstrap);
        const set = new k8s.apiextensions.CustomResource(
            `${name}-set`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "ApplicationSet",
                metadata: { name: setName, namespace },
                spec,
            },
            { parent: this, dependsOn: [...args.chain], customTimeouts: { delete: "10m" } },
        );
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...args.reach,
                kind: "ApplicationSet",
                namespace,
                name: setName,
                facts: { spec, uid: set.metadata.uid },
            },
            { parent: this, dependsOn: [set] },
        );
        this.registerOutputs();
    }
}
