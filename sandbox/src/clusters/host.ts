/** Runs the API servers behind EKS clusters, inside the sandbox's namespace, on 127.0.0.1. */
import { rm } from "node:fs/promises";
import * as path from "node:path";

import type { KubeConfig } from "@kubernetes/client-node";

import type { ClusterHost, ClusterId, ClusterSpec } from "../aws/contract";
import type { StatePaths } from "../paths";
import type { ProcessState } from "../processes";
import type { ToolPaths } from "../tools/tools";
import { mapNodeRole, unmapNodeRole } from "./awsAuth";
import { ControlPlane } from "./controlPlane";
import { Etcd } from "./etcd";
import { endpointHost } from "./identity";
import { PortPool } from "./ports";

/** What the host needs. */
export interface ClusterHostOptions {
    readonly tools: Pick<
        ToolPaths,
        | "etcd"
        | "kubeApiserver"
        | "kubeControllerManager"
        | "awsIamAuthenticator"
        | "podIdentityWebhook"
    >;
    readonly paths: StatePaths;
    /** URL of the HTTP proxy through which authenticators reach STS: `http://127.0.0.1:3128`. */
    readonly stsProxy: string;
}

/** A cluster for a status display. */
export interface ClusterState {
    readonly spec: ClusterSpec;
    readonly endpoint: string;
    /** Port of the API server on 127.0.0.1. */
    readonly port: number;
    readonly processes: readonly ProcessState[];
}

/** The host with what the rest of the daemon needs of it. */
export interface LocalClusterHost extends ClusterHost {
    /** Clusters that run at this moment. */
    running(): readonly ClusterState[];
    /** The process all clusters share; undefined before the first cluster. */
    shared(): readonly ProcessState[];
    /** Where the egress proxy finds endpoints: `<host in lower case>:443` to a port on 127.0.0.1. */
    endpoints(): ReadonlyMap<string, number>;
    /**
     * Kubeconfig of the node agent: user system:node-agent in group system:masters. It replaces kubelets
     * and the scheduler and is never given to the program under test.
     * @throws Error when the cluster does not run
     */
    agentKubeConfig(id: ClusterId): KubeConfig;
    /** Stops everything. The host cannot be used afterwards. */
    stop(): Promise<void>;
}

/** A host without clusters. etcd starts with the first one. */
export function createClusterHost(options: ClusterHostOptions): LocalClusterHost {
    const { tools, paths, stsProxy } = options;
    const ports = new PortPool();
    const clusters = new Map<ClusterId, Promise<ControlPlane>>();
    const ready = new Map<ClusterId, ControlPlane>();
    let etcd: Promise<Etcd> | undefined;
    let running: Etcd | undefined;
    let stopped = false;

    const startEtcd = async (): Promise<Etcd> => {
        // What an earlier daemon left, if it was killed.
        await rm(paths.clusters, { recursive: true, force: true });
        const directory = path.join(paths.clusters, "etcd");
        running = await Etcd.start(tools.etcd, directory, path.join(paths.logs, "etcd.log"), ports);
        return running;
    };

    const start = async (spec: ClusterSpec): Promise<ControlPlane> => {
        etcd ??= startEtcd();
        const shared = await etcd.catch((error: unknown) => {
            // The next cluster may try again.
            etcd = undefined;
            throw error;
        });
        return ControlPlane.start(spec, { tools, paths, stsProxy, ports, etcd: shared });
    };

    const find = (id: ClusterId): ControlPlane => {
        const plane = ready.get(id);
        if (plane === undefined) {
            throw new Error(`no cluster ${id} is running`);
        }
        return plane;
    };

    const remove = async (id: ClusterId): Promise<void> => {
        const starting = clusters.get(id);
        // A start that fails cleans up after itself.
        const plane = await starting?.catch(() => undefined);
        if (plane === undefined || clusters.get(id) !== starting) {
            return;
        }
        clusters.delete(id);
        ready.delete(id);
        await plane.stop();
    };

    return {
        create: async (spec) => {
            if (stopped) {
                throw new Error("the cluster host has been stopped");
            }
            if (clusters.has(spec.id)) {
                throw new Error(`cluster ${spec.id} exists already`);
            }
            const starting = start(spec);
            clusters.set(spec.id, starting);
            try {
                const plane = await starting;
                ready.set(spec.id, plane);
                return plane.describe();
            } catch (error) {
                clusters.delete(spec.id);
                throw error;
            }
        },
        delete: remove,
        setAccess: async (id, mappings, awsAuth) => find(id).setAccess(mappings, awsAuth),
        mapNodeRole: async (id, mapping) => mapNodeRole(find(id).hostClient, mapping),
        unmapNodeRole: async (id, roleArn) => unmapNodeRole(find(id).hostClient, roleArn),
        setWebIdentity: async (id, enabled) => find(id).setWebIdentity(enabled),
        setPodIdentities: async (id, identities) => find(id).setPodIdentities(identities),
        setNodes: async (id, nodes) => find(id).setNodes(nodes),
        keys: async (id) => find(id).keys(),
        running: () =>
            [...ready.values()].map((plane) => ({
                spec: plane.spec,
                endpoint: plane.describe().endpoint,
                port: plane.port,
                processes: plane.states(),
            })),
        shared: () => (running === undefined ? [] : [running.state()]),
        endpoints: () =>
            new Map(
                [...ready.values()].map((plane) => [
                    `${endpointHost(plane.spec).toLowerCase()}:443`,
                    plane.port,
                ]),
            ),
        agentKubeConfig: (id) => find(id).agentClient,
        stop: async () => {
            stopped = true;
            await Promise.all([...clusters.keys()].map(remove));
            await (await etcd?.catch(() => undefined))?.stop();
            running = undefined;
        },
    };
}
