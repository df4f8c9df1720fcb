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
     * Everything that is verified, as plain values: a change of any of it verifies again. The uid of the object is among
     * it, since one that is created again is to be verified again.
     */
    readonly facts: pulumi.Inputs;
    /** Also wait until the Application's workload is Healthy. @default false */
    readonly health?: boolean;
    /**
     * Also walk this chain of roles: Argo CD keeps tokens for 14 minutes, and does not notice meanwhile that a trust or a
     * permission is gone. @default not walked
     */
    readonly chain?: pulumi.Input<Chain | undefined>;
}

/**
 * Verifies what Argo CD makes of a change: of an Application by a sync of its own, of an ApplicationSet by another
 * generation. `up` ends when that succeeded, and fails with Argo CD's own words as soon as Argo CD has given up. Nothing
 * is remembered of a verification that failed: the next `up` verifies again. Deleting this resource does nothing.
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
