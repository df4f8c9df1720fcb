import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
    chainHash,
    FINALIZERS,
    FIRST_SYNC,
    GUESTBOOK_CONDITIONS,
    guestbookSpec,
    type ChainFacts,
} from "./lib/argocd/guestbook";
import type { GuestbookConfig } from "./lib/config/guestbook/types";

export interface GuestbookArgs {
    /** Name of the Application, unique in the agent's namespace. */
    readonly applicationName: string;
    /** Namespace of the agent. */
    readonly agentNamespace: string;
    readonly guestbook: GuestbookConfig;
    readonly project: pulumi.Input<string>;
    /** Argo CD's name of the cluster. */
    readonly destination: string;
    /** What the chain is made of; when any of it changes the Application is verified again. */
    readonly facts: pulumi.Input<ChainFacts>;
    /** Everything a deployment needs, from routes to RBAC: it outlives the Application. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * Upstream's guestbook on one target, deployed by Argo CD and awaited: `up` ends when it is Synced and Healthy, and
 * fails when any link of the chain is broken. Deleting it takes its workload away first.
 */
export class Guestbook extends pulumi.ComponentResource {
    constructor(name: string, args: GuestbookArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:Guestbook", name, {}, opts);

        const { guestbook } = args;
        new k8s.apiextensions.CustomResource(
            `${name}-application`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Application",
                metadata: {
                    name: args.applicationName,
                    namespace: args.agentNamespace,
                    ...FINALIZERS[guestbook.deletion],
                    annotations: {
                        "eks-gitops-fleet/chain": pulumi.output(args.facts).apply(chainHash),
                        "pulumi.com/waitFor": JSON.stringify(GUESTBOOK_CONDITIONS),
                    },
                },
                operation: FIRST_SYNC,
                spec: pulumi.output(args.project).apply((project) =>
                    guestbookSpec({
                        project,
                        destination: args.destination,
                        namespace: guestbook.namespace,
                        repoUrl: guestbook.repoUrl,
                        path: guestbook.path,
                        targetRevision: guestbook.targetRevision,
                    }),
                ),
            },
            {
                parent: this,
                dependsOn: [...args.chain],
                // Argo CD takes it away once it has begun.
                ignoreChanges: ["operation"],
                customTimeouts: { create: "10m", update: "10m", delete: "10m" },
            },
        );
        this.registerOutputs();
    }
}
