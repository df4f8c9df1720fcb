/** The role that Pulumi assumes in an account. */
import { partitionOf, roleArn } from "./arn";

interface Provisioned {
    readonly accountId: string;
    readonly region: string;
    readonly provisionerRoleArn?: string | undefined;
}

/** ARN of the role that Pulumi assumes in a cluster's account; undefined if Pulumi uses its own credentials. */
export function provisionerRoleArn(
    cluster: Provisioned,
    fleet: { readonly provisionerRoleName?: string | undefined },
): string | undefined {
    if (cluster.provisionerRoleArn !== undefined) {
        return cluster.provisionerRoleArn;
    }
    return fleet.provisionerRoleName === undefined
        ? undefined
        : roleArn(partitionOf(cluster.region), cluster.accountId, fleet.provisionerRoleName);
}
