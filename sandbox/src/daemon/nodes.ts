/** Clusters with nodes that run pods: to each API server a node agent, and a proxy for what its pods ask of the outside. */
import type {
    ClusterHost,
    ClusterId,
    ClusterNode,
    ClusterSpec,
    ConnectionSource,
    NodeSupply,
} from "../aws/contract";
import type { LocalClusterHost } from "../clusters/host";
import { nodeObject } from "../clusters/nodes";
import {
    startEgressProxy,
    type EgressProxy,
    type EgressProxyOptions,
} from "../network/egressProxy";
import { startNodeAgent, type NodeAgent } from "../node/agent";
import type { ImageTable } from "../node/images";
import type { PodReport } from "../node/report";

export interface NodesOptions {
    readonly host: LocalClusterHost;
    readonly images: ImageTable;
    /** Directory for pods. */
    readonly pods: string;
    /** PEM of the authority that pods trust. */
    readonly caBundle: string;
    /** What all proxies share. */
    readonly egress: Omit<EgressProxyOptions, "source">;
    /** Where a cluster's pods come from, as the world sees them. */
    readonly sourceOf: (id: ClusterId) => ConnectionSource;
    /** Nodes that come with the pods that need them. */
    readonly nodeSupply: NodeSupply;
    readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

interface Running {
    readonly agent: NodeAgent;
    readonly proxy: EgressProxy;
    nodes: readonly string[];
}

/** A cluster host whose clusters have nodes. */
export class HostWithNodes implements ClusterHost {
    private readonly clusters = new Map<ClusterId, Running>();

    constructor(private readonly options: NodesOptions) {}

    public async create(spec: ClusterSpec): ReturnType<ClusterHost["create"]> {
        const { host } = this.options;
        const cluster = await host.create(spec);
        try {
            this.clusters.set(spec.id, await this.startNodes(spec));
        } catch (error) {
            await host.delete(spec.id);
            throw error;
        }
        return cluster;
    }

    public async delete(id: ClusterId): Promise<void> {
        await this.stopNodes(id);
        await this.options.host.delete(id);
    }

    public setAccess(...args: Parameters<ClusterHost["setAccess"]>): Promise<void> {
        return this.options.host.setAccess(...args);
    }

    public mapNodeRole(...args: Parameters<ClusterHost["mapNodeRole"]>): Promise<void> {
        return this.options.host.mapNodeRole(...args);
    }

    public unmapNodeRole(...args: Parameters<ClusterHost["unmapNodeRole"]>): Promise<void> {
        return this.options.host.unmapNodeRole(...args);
    }

    public setWebIdentity(...args: Parameters<ClusterHost["setWebIdentity"]>): Promise<void> {
        return this.options.host.setWebIdentity(...args);
    }

    public setPodIdentities(...args: Parameters<ClusterHost["setPodIdentities"]>): Promise<void> {
        return this.options.host.setPodIdentities(...args);
    }

    public async setNodes(id: ClusterId, nodes: readonly ClusterNode[]): Promise<void> {
        await this.options.host.setNodes(id, nodes);
        const running = this.clusters.get(id);
        if (running !== undefined) {
            running.nodes = nodes.map(({ name }) => name);
        }
    }

    public keys(id: ClusterId): ReturnType<ClusterHost["keys"]> {
        return this.options.host.keys(id);
    }

    /** Nodes and pods of a cluster. */
    public inside(id: ClusterId): {
        readonly nodes: readonly string[];
        readonly pods: readonly PodReport[];
    } {
        const running = this.clusters.get(id);
        return { nodes: running?.nodes ?? [], pods: running?.agent.pods() ?? [] };
    }

    /** Stops every pod, then every cluster. */
    public async stop(): Promise<void> {
        await Promise.all([...this.clusters.keys()].map((id) => this.stopNodes(id)));
        await this.options.host.stop();
    }

    private async startNodes(spec: ClusterSpec): Promise<Running> {
        const { host, images, pods, caBundle, egress, sourceOf, nodeSupply, log } = this.options;
        const state = host.running().find((cluster) => cluster.spec.id === spec.id);
        if (state === undefined) {
            throw new Error(`cluster ${spec.name} ended before its nodes started`);
        }
        const proxy = await startEgressProxy({ ...egress, source: () => sourceOf(spec.id) });
        const agent = await startNodeAgent({
            cluster: {
                id: spec.id,
                name: spec.name,
                kubeConfig: host.agentKubeConfig(spec.id),
                apiServerPort: state.port,
            },
            images,
            paths: { pods },
            egress: { proxyUrl: proxy.url, caBundle },
            podNodes: {
                own: (pod) => nodeSupply.fargateNode(spec.id, pod),
                another: (suits) =>
                    nodeSupply.autoNode(spec.id, (node) =>
                        suits(nodeObject(node, spec.region, new Date())),
                    ),
                gone: (uid) => nodeSupply.podGone(spec.id, uid),
            },
            log,
        });
        return { agent, proxy, nodes: [] };
    }

    private async stopNodes(id: ClusterId): Promise<void> {
        const running = this.clusters.get(id);
        this.clusters.delete(id);
        await running?.agent.stop();
        await running?.proxy.stop();
    }
}
