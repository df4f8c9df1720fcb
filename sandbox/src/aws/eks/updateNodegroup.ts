/** Updates of node groups. */
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { timestamp } from "../regional";
import type { RequestContext, Result, Service } from "../service";
import type { Eks } from "./eks";
import { invalidParameter } from "./errors";
import {
    checkScaling,
    launchTemplateOf,
    readLaunchTemplate,
    readScaling,
    readTaint,
    readUpdateConfig,
} from "./nodegroupRequest";
import { changeNodes, existingGroup, onNodegroup } from "./nodegroups";
import { newNodes, removeNodes } from "./nodes";
import type { Cluster, Nodegroup, Taint } from "./types";
import { checkNodeVersion, minor } from "./versions";

/** The actions that change node groups. */
export function updateNodegroupActions(eks: Eks): Service {
    return {
        "eks:UpdateNodegroupConfig": onNodegroup(eks, (params, request) =>
            updateConfig(eks, readParams(params, readUpdate), request),
        ),
        "eks:UpdateNodegroupVersion": onNodegroup(eks, (params, request) => {
            const given = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                reader.maybeBoolean("force");
                return {
                    ...readKey(reader),
                    version: reader.maybeString("version"),
                    launchTemplate: reader.maybeObject("launchTemplate", readLaunchTemplate),
                };
            });
            return eks.change(request, given.clusterName, (cluster) => {
                const group = existingGroup(cluster, given.nodegroupName);
                // A new version of the launch template alone does not change the Kubernetes version.
                const version =
                    given.version ??
                    (given.launchTemplate === undefined ? cluster.version : group.version);
                const launchTemplate =
                    launchTemplateOf(eks.ec2(cluster), given.launchTemplate) ??
                    group.launchTemplate;
                // EKS user guide, "Customize managed nodes with launch templates": it is added at creation only.
                if (group.launchTemplate?.id !== launchTemplate?.id) {
                    throw invalidParameter("The launch template of a node group cannot be changed");
                }
                checkNodeVersion(version, cluster.version);
                // EKS user guide, "Update a managed node group for your cluster": there is no way back.
                if (minor(version) < minor(group.version)) {
                    throw invalidParameter(
                        `Unsupported nodegroup version update from ${group.version} to ${version}`,
                    );
                }
                // The nodes keep their names, where EKS would replace them one by one.
                cluster.nodegroups.set(group.nodegroupName, {
                    ...group,
                    version,
                    launchTemplate,
                    modifiedAt: timestamp(),
                });
                return eks.update(cluster, "VersionUpdate");
            });
        }),
    };
}

function readUpdate(reader: ParamReader) {
    reader.ignore("clientRequestToken");
    return {
        ...readKey(reader),
        scaling: reader.maybeObject("scalingConfig", readScaling),
        labels: reader.maybeObject("labels", (labels) => ({
            add: labels.maybeStringMap("addOrUpdateLabels") ?? {},
            remove: labels.maybeStrings("removeLabels") ?? [],
        })),
        taints: reader.maybeObject("taints", (taints) => ({
            add: taints.maybeObjects("addOrUpdateTaints", readTaint) ?? [],
            remove: taints.maybeObjects("removeTaints", readTaint) ?? [],
        })),
        updateConfig: readUpdateConfig(reader),
    } as const;
}

function readKey(reader: ParamReader) {
    return {
        clusterName: reader.string("clusterName"),
        nodegroupName: reader.string("nodegroupName"),
    } as const;
}

function updateConfig(
    eks: Eks,
    given: ReturnType<typeof readUpdate>,
    request: RequestContext,
): Promise<Result> {
    return eks.change(request, given.clusterName, async (cluster) => {
        const old = existingGroup(cluster, given.nodegroupName);
        const labels = Object.entries({ ...old.labels, ...given.labels?.add });
        const group: Nodegroup = {
            ...old,
            scalingConfig: checkScaling({ ...old.scalingConfig, ...given.scaling }),
            labels: Object.fromEntries(
                labels.filter(([key]) => !(given.labels?.remove ?? []).includes(key)),
            ),
            taints: taintsAfter(old.taints, given.taints?.add ?? [], given.taints?.remove ?? []),
            updateConfig: given.updateConfig ?? old.updateConfig,
            modifiedAt: timestamp(),
        };
        await scale(eks, cluster, old, group);
        return eks.update(cluster, "ConfigUpdate");
    });
}

/** Stores the group with its desired number of nodes; the newest are deleted first. */
async function scale(eks: Eks, cluster: Cluster, old: Nodegroup, wanted: Nodegroup): Promise<void> {
    const count = old.joinFailure === undefined ? wanted.scalingConfig.desiredSize : 0;
    const kept = old.nodes.slice(0, count);
    const added = newNodes(eks, cluster, wanted, count - kept.length, kept.length);
    try {
        await changeNodes(eks, cluster, () =>
            cluster.nodegroups.set(wanted.nodegroupName, { ...wanted, nodes: [...kept, ...added] }),
        );
    } catch (error) {
        removeNodes(eks, cluster, added);
        throw error;
    }
    removeNodes(eks, cluster, old.nodes.slice(count));
}

/** A taint is told apart by key and effect. EKS API Reference, UpdateTaintsPayload. */
function taintsAfter(
    old: readonly Taint[],
    add: readonly Taint[],
    remove: readonly Taint[],
): readonly Taint[] {
    const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
    const replaced = [...add, ...remove];
    return [...old.filter((taint) => !replaced.some((other) => same(taint, other))), ...add];
}
