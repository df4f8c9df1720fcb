/** Describing, listing and deleting clusters. */
import { readParams } from "../params";
import { regionalScope } from "../regional";
import type { RequestContext, Result, Service } from "../service";
import { stopDelivery } from "../logs/logGroups";
import { clustersOf } from "./clusters";
import { clusterView } from "./clusterView";
import { clusterAction } from "./eks";
import type { Eks } from "./eks";
import { asServerError, inUse, invalidRequest } from "./errors";
import { deleteClusterNetwork } from "./network";
import { removeNodes } from "./nodes";
import { controlPlaneLogGroup } from "./settings";
import type { Cluster } from "./types";

/** The actions on clusters that change nothing in them. */
export function clusterActions(eks: Eks): Service {
    return {
        "eks:DescribeCluster": clusterAction("name", (params, request) => {
            const name = readParams(params, (reader) => reader.string("name"));
            return { cluster: clusterView(eks.cluster(request, name)) };
        }),
        "eks:ListClusters": {
            resource: () => "*",
            run: (params, request) => {
                readParams(params, () => undefined);
                return { clusters: [...clustersOf(eks.store, regionalScope(request)).keys()] };
            },
        },
        "eks:DeleteCluster": clusterAction("name", (params, request) => {
            const name = readParams(params, (reader) => reader.string("name"));
            return eks.change(request, name, (cluster) => deleteCluster(eks, request, cluster));
        }),
    };
}

/**
 * EKS user guide, "Delete a cluster": node groups and Fargate profiles first; add-ons, access entries and pod identity
 * associations go with the cluster.
 */
async function deleteCluster(eks: Eks, request: RequestContext, cluster: Cluster): Promise<Result> {
    if (cluster.deletionProtection) {
        throw invalidRequest(
            `Cluster ${cluster.name} cannot be deleted because deletion protection is enabled`,
        );
    }
    if (cluster.nodegroups.size > 0) {
        throw inUse("Cluster has nodegroups attached");
    }
    if (cluster.fargateProfiles.size > 0) {
        throw inUse("Cluster has fargate profiles attached");
    }
    const deleting = eks.save(cluster, { status: "DELETING" });
    try {
        await eks.host.delete(cluster.id);
    } catch (error) {
        eks.save(deleting, { status: "ACTIVE" });
        throw asServerError(error);
    }
    clustersOf(eks.store, regionalScope(request)).delete(cluster.name);
    // Auto Mode's nodes go with their cluster.
    removeNodes(eks, cluster, [...cluster.autoNodes.values()]);
    deleteClusterNetwork(eks.ec2(cluster), cluster);
    stopDelivery(eks.store, cluster, controlPlaneLogGroup(cluster.name));
    return { cluster: clusterView(deleting) };
}
