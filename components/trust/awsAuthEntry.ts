import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { awsAuthProvider } from "../../providers/awsAuth";
import { checkAwsAuthRole } from "../../lib/kubernetes/awsAuth";

export interface AwsAuthEntryArgs {
    /** ARN of the cluster. Another one replaces the entry; another kubeconfig for the same cluster doesn't. */
    readonly clusterArn: pulumi.Input<string>;
    /** Acts in the cluster as an identity that may get, create and update aws-auth. Its credential is a command. */
    readonly kubeconfig: pulumi.Input<string>;
    /** ARN of the role to map, without a path. Another one replaces the entry. */
    readonly roleArn: pulumi.Input<string>;
    /** Kubernetes user; may hold `{{SessionName}}`. */
    readonly userName: string;
    /** Kubernetes groups. */
    readonly groups: readonly string[];
}

/**
 * A role's entry in the ConfigMap kube-system/aws-auth, on a cluster that knows its principals from there alone. The
 * ConfigMap is somebody else's and stays so: this entry alone is added, updated and removed, by read-modify-write that
 * fails rather than lose another's change. Refresh shows an entry that was removed or edited.
 */
export class AwsAuthEntry extends pulumi.dynamic.Resource {
    declare public readonly roleArn: pulumi.Output<string>;

    /** @throws UserError where aws-auth can't map the role, or may not: see checkAwsAuthRole */
    constructor(name: string, args: AwsAuthEntryArgs, opts?: pulumi.CustomResourceOptions) {
        const { clusterArn, kubeconfig, userName, groups } = args;
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
