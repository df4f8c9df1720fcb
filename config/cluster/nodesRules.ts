/** Rules between the keys of a cluster's nodes, and between nodes and what runs on them. */
import { agentSection } from "../agent/sections";
import { matchesGlob } from "../../lib/naming/glob";
import { architectureOf, architectureOfImage } from "../../lib/cluster/nodes";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import type { FargateNodesSection, ManagedNodesSection } from "./nodesSchema";
import { desiredSize, nodesConfig } from "./nodesParse";
import type { ClusterSection } from "./schema";
import { createdClusters } from "./sections";
import type { FargateSelector } from "../../lib/cluster/types";

export const NODES_RULES: readonly Rule[] = [
    sizesInOrder,
    oneProcessor,
    imageOfTheProcessor,
    taintsLeaveRoom,
    agentOnFargate,
    guestbookOnFargate,
];

/** Clusters with managed nodes, by path. */
function managed(
    sections: Partial<Sections>,
): readonly (readonly [string, ManagedNodesSection, ClusterSection])[] {
    return createdClusters(sections).flatMap(([path, cluster]) =>
        cluster.nodes.strategy === "managed" ? [[path, cluster.nodes, cluster] as const] : [],
    );
}

function sizesInOrder(sections: Partial<Sections>): readonly Problem[] {
    const environment = sections.environment ?? "nonproduction";
    return managed(sections).flatMap(([path, nodes]) => {
        const { minSize, maxSize } = nodes;
        const desired = desiredSize(nodes, environment);
        return minSize <= desired && desired <= maxSize
            ? []
            : [
                  {
                      path: `${path}.nodes`,
                      found: `minSize ${minSize}, desiredSize ${desired}, maxSize ${maxSize}`,
                      remedy: "allowed: minSize <= desiredSize <= maxSize.",
                  },
              ];
    });
}

/** One image starts all of a group's nodes. */
function oneProcessor(sections: Partial<Sections>): readonly Problem[] {
    return managed(sections)
        .filter(([, { instanceTypes }]) => new Set(instanceTypes.map(architectureOf)).size > 1)
        .map(([path, { instanceTypes }]) => ({
            path: `${path}.nodes.instanceTypes`,
            found: shown(instanceTypes)!,
            remedy: "some of these are Graviton instances (arm64) and some are not; one group's nodes have one processor.",
        }));
}

function imageOfTheProcessor(sections: Partial<Sections>): readonly Problem[] {
    return managed(sections).flatMap(([path, { amiType, instanceTypes }]) => {
        const processors = new Set(instanceTypes.map(architectureOf));
        return amiType === undefined ||
            processors.size > 1 ||
            processors.has(architectureOfImage(amiType))
            ? []
            : [
                  {
                      path: `${path}.nodes.amiType`,
                      found: shown(amiType)!,
                      remedy: `the instance types are ${[...processors].join()}; choose an image for that, or leave amiType out.`,
                  },
              ];
    });
}

/** The group is the only one that this program makes: what it keeps away runs nowhere. */
function taintsLeaveRoom(sections: Partial<Sections>): readonly Problem[] {
    return managed(sections).flatMap(([path, { taints }, { addons }]) => {
        const homeless = path === "management" ? ["Argo CD"] : [];
        const dns = addons.coredns;
        const tolerant = dns === false || dns?.configuration?.["tolerations"] !== undefined;
        const pods = [...homeless, ...(tolerant ? [] : ["CoreDNS"])];
        return taints.flatMap(({ key, effect }, index) =>
            effect === "PREFER_NO_SCHEDULE" || key === "CriticalAddonsOnly" || pods.length === 0
                ? []
                : [
                      {
                          path: `${path}.nodes.taints.${index}`,
                          found: shown(key)!,
                          remedy: `it keeps ${pods.join(" and ")} from the only nodes there are: allowed here: PREFER_NO_SCHEDULE${homeless.length > 0 ? "" : ", or any effect that addons.coredns.configuration.tolerations names"}.`,
                      },
                  ],
        );
    });
}

function agentOnFargate(sections: Partial<Sections>): readonly Problem[] {
    const namespace = agentSection(sections).namespace;
    return onFargate(sections)
        .filter(([path, nodes]) => path === "management" && !takes(nodes, namespace))
        .map(([path]) => unserved(path, namespace, "Argo CD's pods"));
}

function guestbookOnFargate(sections: Partial<Sections>): readonly Problem[] {
    const { guestbook } = sections;
    return guestbook === undefined
        ? []
        : onFargate(sections)
              .filter(
                  ([path, nodes]) =>
                      guestbook.targets.includes(path.replace(/^targets\./, "")) &&
                      !takes(nodes, guestbook.namespace),
              )
              .map(([path]) => unserved(path, guestbook.namespace, "the guestbook's pods"));
}

function onFargate(
    sections: Partial<Sections>,
): readonly (readonly [string, FargateNodesSection])[] {
    return createdClusters(sections).flatMap(([path, { nodes }]) =>
        nodes.strategy === "fargate" ? [[path, nodes] as const] : [],
    );
}

function takes(nodes: FargateNodesSection, namespace: string): boolean {
    const config = nodesConfig(nodes, "nonproduction");
    const selectors = config.kind === "fargate" ? Object.values(config.profiles).flat() : [];
    return selectors.some((selector) => takesAll(selector, namespace));
}

/** Whether a selector takes every pod of a namespace. */
function takesAll(selector: FargateSelector, namespace: string): boolean {
    return Object.keys(selector.labels).length === 0 && matchesGlob(selector.namespace, namespace);
}

function unserved(path: string, namespace: string, pods: string): Problem {
    return {
        path: `${path}.nodes.profiles`,
        remedy: `no profile takes every pod of namespace ${namespace}, and ${pods} would never start; add one: { ${namespace}: { selectors: [{ namespace: ${namespace} }] } }.`,
    };
}
