import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { argoCdVerificationProvider } from "../../providers/argoCdVerification";
import type { ClusterReach } from "../cluster/enforcedObjects";
import type { Chain } from "../../lib/argocd/chain";
import { shortHash } from "../../lib/naming/names";

export interface ArgoCdVerificationArgs extends ClusterReach {
    /** What is verified: pass the resource that creates it as `dependsOn`. */
    readonly kind: "Application" | "ApplicationSet";
    /** Namespace of the agent. */
    readonly namespace: string;
    readonly name: string;
    /**
     * Everything that is verified, as plain values: a change of any of it verifies again. It contains the object's uid, so
     * that a recreated object is verified again.
     */
    readonly facts: pulumi.Inputs;
    /** Also wait until the Application's workload is Healthy. @default false */
    readonly health?: boolean;
    /**
     * Also assume this chain of roles: Argo CD caches tokens for 14 minutes, during which it does not notice a missing trust
     * or permission. @default not assumed
     */
    readonly chain?: pulumi.Input<Chain | undefined>;
}

/**
 * Verifies that Argo CD applies a change: an Application by a sync of its own, an ApplicationSet by a new generation. `up`
 * ends when that succeeds, and fails with Argo CD's own message as soon as Argo CD gives up. A failed verification leaves
 * nothing behind: the next `up` verifies again. Deleting this resource does nothing.
 */
export class ArgoCdVerification extends pulumi.dynamic.Resource {
    constructor(name: string, args: ArgoCdVerificationArgs, opts?: pulumi.CustomResourceOptions) {
        const { clusterArn, kubeconfig, kind, namespace, name: subject, facts, health } = args;
        super(
            argoCdVerificationProvider,
            name,
            {
                clusterArn,
                kubeconfig,
                kind,
                namespace,
                name: subject,
                hash: pulumi.output(facts).apply((known) => shortHash(JSON.stringify(known))),
                health: health ?? false,
                chain: args.chain,
            },
            { provider: dynamicResourceProvider(), ...opts },
            "eks-gitops-fleet",
            "ArgoCdVerification",
        );
    }
}
