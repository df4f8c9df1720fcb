import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdVerification } from "./argoCdVerification";
import type { ClusterReach } from "../cluster/enforcedObjects";
import type { Chain } from "../../lib/argocd/chain";
import { FINALIZERS, guestbookSpec, type ChainFacts } from "../../lib/argocd/guestbook";
import type { GuestbookConfig } from "../../lib/fleet/guestbook";

export interface GuestbookArgs {
    /** Name of the Application, unique in the agent's namespace. */
    readonly applicationName: string;
    /** Acts in the management cluster. */
    readonly reach: ClusterReach;
    /** Namespace of the agent. */
    readonly agentNamespace: string;
    readonly guestbook: GuestbookConfig;
    readonly project: pulumi.Input<string>;
    /** Argo CD's name of the cluster. */
    readonly destination: string;
    /** What the chain is made of; when any of it changes the Application is verified again. */
    readonly facts: pulumi.Input<ChainFacts>;
    /** The chain of roles, walked whenever it is verified; undefined for EKS Pod Identity. */
    readonly roleChain: pulumi.Input<Chain | undefined>;
    /** Everything a deployment needs, from routes to RBAC: it outlives the Application. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * Upstream's guestbook on one target, deployed by Argo CD and verified: every change is synced anew, `up` ends when it is
 * Synced and Healthy, and fails when any link of the chain is broken. Deleting it takes its workload away first.
 */
export class Guestbook extends pulumi.ComponentResource {
    constructor(name: string, args: GuestbookArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:Guestbook", name, {}, opts);

        const { guestbook } = args;
        const spec = pulumi.output(args.project).apply((project) =>
            guestbookSpec({
                project,
                destination: args.destination,
                namespace: guestbook.namespace,
                repoUrl: guestbook.repoUrl,
                path: guestbook.path,
                targetRevision: guestbook.targetRevision,
            }),
        );
        const application = new k8s.apiextensions.CustomResource(
            `${name}-application`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Application",
                metadata: {
                    name: args.applicationName,
                    namespace: args.agentNamespace,
                    ...FINALIZERS[guestbook.deletion],
                },
                spec,
            },
            { parent: this, dependsOn: [...args.chain], customTimeouts: { delete: "10m" } },
        );
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...args.reach,
                kind: "Application",
                namespace: args.agentNamespace,
                name: args.applicationName,
                facts: { spec, chain: args.facts, uid: application.metadata.uid },
                health: true,
                chain: args.roleChain,
            },
            { parent: this, dependsOn: [application] },
        );
        this.registerOutputs();
    }
}
