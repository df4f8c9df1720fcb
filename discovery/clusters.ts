/** Looks up existing clusters in EKS. */
import * as aws from "@pulumi/aws";

import type { AwsProviders } from "./awsProviders";
import type { ClusterPlace } from "../lib/cluster/types";
import { existingClusterFacts, unusable, type ExistingClusterFacts } from "../lib/cluster/existing";
import { lookUp, type Found } from "./problem";

/**
 * Looks up a cluster.
 * @param path of the cluster in the configuration
 */
export async function findCluster(
    path: string,
    cluster: ClusterPlace,
    providers: AwsProviders,
): Promise<Found<ExistingClusterFacts>> {
    const { accountId, clusterName, region } = cluster;
    const found = await lookUp(
        { path: `${path}.clusterName`, found: clusterName },
        `cluster ${clusterName} in account ${accountId}, ${region}`,
        () => aws.eks.getCluster({ name: clusterName }, { provider: providers.for(cluster) }),
    );
    if (found.value === undefined) {
        return found;
    }
    const problem = unusable(found.value);
    return problem === undefined
        ? { value: existingClusterFacts(found.value) }
        : {
              problems: [
                  {
                      path: `${path}.clusterName`,
                      found: JSON.stringify(clusterName),
                      remedy: problem,
                  },
              ],
          };
}

/**
 * Looks up a cluster that may not exist yet.
 * @returns undefined if it does not exist
 */
export async function findClusterIfAny(
    path: string,
    cluster: ClusterPlace,
    providers: AwsProviders,
): Promise<Found<ExistingClusterFacts | undefined>> {
    const found = await findCluster(path, cluster, providers);
    // terraform-provider-aws, internal/service/eks/cluster_data_source.go
    const absent =
        /couldn't find resource|empty result|ResourceNotFoundException|no cluster found/i;
    return found.problems?.every(({ remedy }) => absent.test(remedy)) === true
        ? { value: undefined }
        : found;
}
