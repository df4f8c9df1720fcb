/** Managed node groups. Their nodes are names and addresses: the sandbox's node agent plays the machines. */
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { regionalArn, timestamp } from "../regional";
import type { Action, Params, RequestContext, Result, Service } from "../service";
import { findCluster } from "./clusters";
import { clusterAction, uuid } from "./eks";
import type { Eks } from "./eks";
import { asServerError, inUse, invalidParameter, limitExceeded, notFound } from "./errors";
import { checkNodeSubnets, launchTemplateOf, readNodegroup } from "./nodegroupRequest";
import type { NodegroupRequest } from "./nodegroupRequest";
import { admitNodeRole, dismissNodeRole } from "./nodeRoles";
import { applyNodes, joinFailure, newNodes, removeNodes } from "./nodes";
import { NODE_ROLE, checkPassedRole } from "./passedRoles";
import type { Cluster, Nodegroup } from "./types";
import { checkNodeVersion } from "./versions";

/** The actions that create, show and delete node groups. */
export function nodegroupActions(eks: Eks): Service {
    return {
        "eks:CreateNodegroup": clusterAction("clusterName", (params, request) =>
            createNodegroup(eks, params, request),
        ),
        "eks:DescribeNodegroup": onNodegroup(eks, (params, request) => {
            const { clusterName, nodegroupName } = readParams(params, readKey);
            const cluster = eks.cluster(request, clusterName);
            return { nodegroup: view(cluster, existingGroup(cluster, nodegroupName)) };
        }),
        "eks:ListNodegroups": clusterAction("clusterName", (params, request) => {
            const name = readParams(params, (reader) => reader.string("clusterName"));
            return { nodegroups: [...eks.cluster(request, name).nodegroups.keys()] };
        }),
        "eks:DeleteNodegroup": onNodegroup(eks, (params, request) => {
            const { clusterName, nodegroupName } = readParams(params, readKey);
            return eks.change(request, clusterName, async (cluster) => {
                const group = existingGroup(cluster, nodegroupName);
                await changeNodes(eks, cluster, () => cluster.nodegroups.delete(nodegroupName));
                removeNodes(eks, cluster, group.nodes);
                await dismissNodeRole(eks, cluster, group.nodeRole);
                return { nodegroup: { ...view(cluster, group), status: "DELETING" } };
            });
        }),
    };
}

async function createNodegroup(eks: Eks, params: Params, request: RequestContext): Promise<Result> {
    const given = readParams(params, readNodegroup);
    const { clusterName } = given;
    await eks.change(request, clusterName, (cluster) => check(eks, request, cluster, given));
    // Outside the queue: what the nodes wait for may be another change of the cluster.
    await eks.change(request, clusterName, (cluster) =>
        admitNodeRole(eks, cluster, given.nodeRole, "EC2_LINUX"),
    );
    const failure =
        given.scalingConfig.desiredSize === 0
            ? undefined
            : await joinFailure(eks, request, clusterName, given);
    return eks.change(request, clusterName, async (cluster) => {
        check(eks, request, cluster, given);
        const desired = failure === undefined ? given.scalingConfig.desiredSize : 0;
        const nodes = newNodes(eks, cluster, given, desired);
        const now = timestamp();
        const group: Nodegroup = {
            ...given,
            launchTemplate: launchTemplateOf(eks.ec2(cluster), given.launchTemplate),
            nodegroupArn: regionalArn(
                request,
                "eks",
                `nodegroup/${clusterName}/${given.nodegroupName}/${uuid()}`,
            ),
            version: given.version ?? cluster.version,
            createdAt: now,
            modifiedAt: now,
            joinFailure: failure,
            nodes,
        };
        try {
            await changeNodes(eks, cluster, () =>
                cluster.nodegroups.set(given.nodegroupName, group),
            );
        } catch (error) {
            removeNodes(eks, cluster, nodes);
            throw error;
        }
        return { nodegroup: view(cluster, group) };
    });
}

function check(eks: Eks, request: RequestContext, cluster: Cluster, given: NodegroupRequest): void {
    // EKS API Reference, CreateNodegroup; quota: "View and manage Amazon EKS service quotas".
    if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/.test(given.nodegroupName)) {
        throw invalidParameter(`The nodegroup name ${given.nodegroupName} is invalid`);
    }
    if (cluster.nodegroups.has(given.nodegroupName)) {
        throw inUse(
            `NodeGroup already exists with name ${given.nodegroupName} and cluster name ${cluster.name}`,
        );
    }
    if (cluster.nodegroups.size >= 30) {
        throw limitExceeded("A cluster can have at most 30 managed node groups");
    }
    checkPassedRole(eks, request, given.nodeRole, NODE_ROLE);
    checkNodeSubnets(eks.ec2(cluster), cluster, given.subnets);
    launchTemplateOf(eks.ec2(cluster), given.launchTemplate);
    checkNodeVersion(given.version ?? cluster.version, cluster.version);
}

/** Changes the cluster's node groups and notifies the host; nothing has changed when the host fails. */
export async function changeNodes(
    eks: Eks,
    cluster: Cluster,
    change: () => unknown,
): Promise<void> {
    const before = [...cluster.nodegroups];
    try {
        change();
        await applyNodes(eks, cluster);
    } catch (error) {
        cluster.nodegroups.clear();
        before.forEach(([name, group]) => cluster.nodegroups.set(name, group));
        throw asServerError(error);
    }
}

/** A node group of the cluster. @throws AwsError ResourceNotFoundException */
export function existingGroup(cluster: Cluster, name: string): Nodegroup {
    const group = cluster.nodegroups.get(name);
    if (group === undefined) {
        throw notFound(`No node group found for name: ${name}.`);
    }
    return group;
}

/** An action that is checked against a node group's ARN. */
export function onNodegroup(eks: Eks, run: Action["run"]): Action {
    return {
        resource: (params, request) => {
            const { clusterName, nodegroupName } = params;
            if (typeof clusterName !== "string" || typeof nodegroupName !== "string") {
                return regionalArn(request, "eks", "nodegroup/*");
            }
            const cluster = findCluster(eks.store, request, clusterName);
            return (
                cluster?.nodegroups.get(nodegroupName)?.nodegroupArn ??
                regionalArn(request, "eks", `nodegroup/${clusterName}/${nodegroupName}/*`)
            );
        },
        run,
    };
}

function readKey(reader: ParamReader): {
    readonly clusterName: string;
    readonly nodegroupName: string;
} {
    return {
        clusterName: reader.string("clusterName"),
        nodegroupName: reader.string("nodegroupName"),
    };
}

function view(cluster: Cluster, group: Nodegroup): object {
    const failed = group.joinFailure !== undefined;
    return {
        ...group,
        joinFailure: undefined,
        nodes: undefined,
        clusterName: cluster.name,
        status: failed ? "CREATE_FAILED" : "ACTIVE",
        releaseVersion: `${group.version}.1-20260901`,
        resources: { autoScalingGroups: [{ name: `eks-${group.nodegroupName}` }] },
        health: {
            issues: failed
                ? [
                      {
                          code: "NodeCreationFailure",
                          message: `Instances failed to join the kubernetes cluster: ${group.joinFailure}`,
                          resourceIds: [],
                      },
                  ]
                : [],
        },
    };
}
