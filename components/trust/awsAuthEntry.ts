import * as pulumi from "@pulumi/pulumi";

import type { ClusterReach } from "../cluster/enforcedObjects";
import { dynamicResourceProvider } from "../../providers/carried";
import { awsAuthProvider } from "../../providers/awsAuth";
import { checkAwsAuthRole } from "../../lib/kubernetes/awsAuth";

export interface AwsAuthEntryArgs {
    /**
     * The cluster, reached as an identity that may get, create and update aws-auth. Another cluster replaces the entry;
     * another kubeconfig for the same cluster does not.
     */
    readonly cluster: { readonly reach: ClusterReach };
    /** ARN of the role to map, without a path. Another role replaces the entry. */
    readonly roleArn: pulumi.Input<string>;
    /** Kubernetes user; may contain `{{SessionName}}`. */
    readonly userName: string;
    /** Kubernetes groups, at least one. */
    readonly groups: readonly string[];
}

/**
 * A role's entry in the ConfigMap kube-system/aws-auth, for a cluster without access entries. This resource adds, updates
 * and removes this one entry and never owns the ConfigMap. It reads, modifies and writes, and fails rather than lose
 * somebody else's change. Refresh shows an entry that was removed or edited.
 *
 * @example
 * ```ts
 * new AwsAuthEntry("operators", {
 *     cluster,
 *     roleArn: "arn:aws:iam::111111111111:role/Operators",
 *     userName: "operators:{{SessionName}}",
 *     groups: ["operators"],
 * });
 * ```
 */
export class AwsAuthEntry extends pulumi.dynamic.Resource {
    declare public readonly roleArn: pulumi.Output<string>;

    /** @throws UserError if aws-auth cannot or must not map the role: see checkAwsAuthRole */
    constructor(name: string, args: AwsAuthEntryArgs, opts?: pulumi.CustomResourceOptions) {
        const { cluster, groups, userName } = args;
        const { clusterArn, kubeconfig } = cluster.reach;
        const checked = (roleArn: string): string => {
            checkAwsAuthRole({ roleArn, userName, groups });
            return roleArn;
        };
        const roleArn =
            typeof args.roleArn === "string"
                ? checked(args.roleArn)
                : pulumi.output(args.roleArn).apply(checked);
        super(
            awsAuthProvider,
            name,
            { clusterArn, kubeconfig, roleArn, userName, groups: [...groups] },
            { provider: dynamicResourceProvider(), ...opts },
            "eks-gitops-fleet",
            "AwsAuthEntry",
        );
    }
}
