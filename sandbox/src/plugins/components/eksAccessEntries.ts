/** Access entries of eks.Cluster. Source: pulumi-eks nodejs/eks/cluster/cluster.ts, createAccessEntries. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterArgs } from "./eksArguments";

/** An entry for each of the argument's, with the policies associated with it. */
export function makeAccessEntries(
    name: string,
    args: ClusterArgs,
    cluster: aws.eks.Cluster,
    parent: pulumi.ComponentResource,
): aws.eks.AccessEntry[] {
    return Object.entries(args.accessEntries ?? {}).map(([key, given]) => {
        const { accessPolicies = {}, username, ...entryArgs } = given;
        const entry = new aws.eks.AccessEntry(
            `${name}-${key}`,
            { ...entryArgs, clusterName: cluster.name, userName: username },
            { parent, dependsOn: [cluster] },
        );
        for (const [policyKey, association] of Object.entries(accessPolicies)) {
            const { accessScope, policyArn } = pulumi.output(association);
            new aws.eks.AccessPolicyAssociation(
                `${name}-${key}-${policyKey}`,
                {
                    accessScope,
                    policyArn,
                    principalArn: given.principalArn,
                    clusterName: cluster.name,
                },
                { parent: entry, dependsOn: [entry] },
            );
        }
        return entry;
    });
}
