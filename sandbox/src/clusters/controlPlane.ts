/** One cluster: its processes, from the first file to the last. */
import { mkdir, rm } from "node:fs/promises";

import { CoreV1Api, RbacAuthorizationV1Api, type KubeConfig } from "@kubernetes/client-node";

import type {
    AccessMapping,
    ClusterId,
    ClusterNode,
    ClusterSpec,
    PodIdentity,
    RunningCluster,
} from "../aws/contract";
import type { StatePaths } from "../paths";
import { stopAll, Supervised, type ProcessState } from "../processes";
import type { ToolPaths } from "../tools/tools";
import { AccessControl } from "./accessControl";
import { Authenticator } from "./authenticator";
import * as commands from "./commands";
import { prepareCluster, type ClusterCredentials } from "./credentials";
import type { Etcd } from "./etcd";
import { httpsGet, isHealthy } from "./https";
import { endpointHost, issuerUrl } from "./identity";
import { clusterFiles, type ClusterFiles, type LoggedProcess } from "./layout";
import { applyNodes } from "./nodes";
import { PodIdentityWebhook } from "./podIdentityWebhook";
import type { PortPool } from "./ports";
import { Serial } from "./serial";

/** What all clusters share. */
export interface ControlPlaneDeps {
    readonly tools: Pick<
        ToolPaths,
        "kubeApiserver" | "kubeControllerManager" | "awsIamAuthenticator" | "podIdentityWebhook"
    >;
    readonly paths: StatePaths;
    /** URL of the HTTP proxy through which the authenticator reaches STS. */
    readonly stsProxy: string;
    readonly etcd: Etcd;
    readonly ports: PortPool;
}

/** A busy machine takes half a minute for what an idle one does in four seconds. */
const readyTimeoutMs = 120_000;

/** Short, since no state has to be saved. The controller manager ignores SIGTERM. */
const graceMs = 1000;

/** A control plane. Made by `start`; useless after `stop`. */
export class ControlPlane {
    private readonly processes: Supervised[] = [];
    private readonly serial = new Serial();
    private readonly access: AccessControl;
    private readonly authenticator: Authenticator;
    private readonly webhook: PodIdentityWebhook;

    private constructor(
        public readonly spec: ClusterSpec,
        private readonly deps: ControlPlaneDeps,
        private readonly files: ClusterFiles,
        private readonly ports: commands.ClusterPorts,
        private readonly credentials: ClusterCredentials,
    ) {
        this.access = new AccessControl(files, credentials.hostClient);
        this.authenticator = new Authenticator({
            spec,
            files,
            ports,
            init: () =>
                this.supervise(
                    "aws-iam-authenticator",
                    deps.tools.awsIamAuthenticator,
                    commands.authenticatorInitArguments(files),
                    {},
                    false,
                ),
            serve: () =>
                this.supervise(
                    "aws-iam-authenticator",
                    deps.tools.awsIamAuthenticator,
                    commands.authenticatorArguments(files),
                    commands.awsEnvironment(spec.region, deps.stsProxy, deps.paths.caBundle),
                ),
        });
        this.webhook = new PodIdentityWebhook({
            client: credentials.hostClient,
            authority: credentials.authority,
            port: ports.webhook,
            identitiesFile: files.podIdentities,
            start: () =>
                this.supervise(
                    "pod-identity-webhook",
                    deps.tools.podIdentityWebhook,
                    commands.webhookArguments(spec, files, ports),
                ),
        });
    }

    /** Starts everything. When something cannot start, stops the rest and removes what was written. */
    public static async start(spec: ClusterSpec, deps: ControlPlaneDeps): Promise<ControlPlane> {
        const files = clusterFiles(deps.paths, spec);
        const ports = await takePorts(deps.ports);
        await mkdir(deps.paths.logs, { recursive: true });
        const credentials = await prepareCluster(spec, files, ports);
        const plane = new ControlPlane(spec, deps, files, ports, credentials);
        try {
            await plane.startProcesses();
            return plane;
        } catch (error) {
            await plane.stop();
            throw error;
        }
    }

    /** What the EKS API shows of it. */
    public describe(): RunningCluster {
        return {
            endpoint: `https://${endpointHost(this.spec)}`,
            certificateAuthorityData: Buffer.from(this.credentials.authority).toString("base64"),
            issuer: issuerUrl(this.spec),
        };
    }

    /** Port of the API server on 127.0.0.1. */
    public get port(): number {
        return this.ports.api;
    }

    /** The host's own kubeconfig. */
    public get hostClient(): KubeConfig {
        return this.credentials.hostClient;
    }

    /** The node agent's kubeconfig. */
    public get agentClient(): KubeConfig {
        return this.credentials.agentClient;
    }

    /** Its processes at this moment. */
    public states(): readonly ProcessState[] {
        return [
            ...this.processes.map((process) => process.state()),
            ...this.authenticator.states(),
            ...this.webhook.states(),
        ];
    }

    public setAccess(mappings: readonly AccessMapping[], awsAuth: boolean): Promise<void> {
        return this.serial.run(async () => {
            await this.authenticator.honourAwsAuth(awsAuth);
            await this.access.set(mappings);
        });
    }

    public setNodes(nodes: readonly ClusterNode[]): Promise<void> {
        return this.serial.run(() =>
            applyNodes(this.credentials.hostClient, this.spec.region, nodes),
        );
    }

    /** Resolves when new pods are (or are no longer) given tokens. */
    public setWebIdentity(enabled: boolean): Promise<void> {
        return this.serial.run(() => this.webhook.setWebIdentity(enabled));
    }

    /** Resolves when new pods of these ServiceAccounts, and of no others, are given tokens for Pod Identity. */
    public setPodIdentities(identities: readonly PodIdentity[]): Promise<void> {
        return this.serial.run(() => this.webhook.setIdentities(identities));
    }

    /** The public keys of the cluster's tokens, as anyone sees them. */
    public async keys(): Promise<{ readonly keys: readonly Record<string, unknown>[] }> {
        const tls = { ca: this.credentials.authority };
        const { status, body } = await httpsGet(this.ports.api, "/openid/v1/jwks", tls);
        if (status !== 200) {
            throw new Error(`${this.spec.name}: the API server answers ${status} for its keys`);
        }
        return JSON.parse(body) as { keys: Record<string, unknown>[] };
    }

    /** Stops every process and removes the cluster's data; logs stay. */
    public async stop(): Promise<void> {
        await this.access.stop();
        await this.serial.run(() => this.webhook.stop());
        await this.authenticator.stop();
        await stopAll(this.processes);
        await this.deps.etcd.deleteCluster(this.spec.id);
        await rm(this.files.directory, { recursive: true, force: true });
        this.deps.ports.release(Object.values(this.ports));
    }

    private async startProcesses(): Promise<void> {
        const { tools } = this.deps;
        await this.authenticator.init();
        const api = this.startProcess(
            "kube-apiserver",
            tools.kubeApiserver,
            commands.apiServerArguments(this.spec, this.files, this.ports, this.deps.etcd.url),
        );
        const { authority } = this.credentials;
        // Only now would the controller manager find an API server to begin with; it gives up otherwise.
        await api.ready(
            () => isHealthy(this.ports.api, "/readyz", { ca: authority }),
            readyTimeoutMs,
        );
        const manager = this.startProcess(
            "kube-controller-manager",
            tools.kubeControllerManager,
            commands.controllerManagerArguments(this.files, this.ports),
        );
        await Promise.all([
            this.access.createRoles(),
            this.openDiscovery(),
            manager.ready(() => this.hasDefaultServiceAccount(), readyTimeoutMs),
            this.authenticator.start(),
        ]);
        await this.access.set([]);
    }

    /** The keys are public on EKS; Kubernetes shows them to ServiceAccounts only. */
    private async openDiscovery(): Promise<void> {
        const rbac = this.credentials.hostClient.makeApiClient(RbacAuthorizationV1Api);
        const apiGroup = "rbac.authorization.k8s.io";
        await rbac.createClusterRoleBinding({
            body: {
                metadata: { name: "sandbox:public-issuer-discovery" },
                roleRef: {
                    apiGroup,
                    kind: "ClusterRole",
                    name: "system:service-account-issuer-discovery",
                },
                subjects: [{ apiGroup, kind: "Group", name: "system:unauthenticated" }],
            },
        });
    }

    private async hasDefaultServiceAccount(): Promise<boolean> {
        const core = this.credentials.hostClient.makeApiClient(CoreV1Api);
        const { items } = await core.listNamespacedServiceAccount({ namespace: "default" });
        return items.some(({ metadata }) => metadata?.name === "default");
    }

    private startProcess(
        name: LoggedProcess,
        command: string,
        args: readonly string[],
        env?: Readonly<Record<string, string>>,
    ): Supervised {
        const supervised = this.supervise(name, command, args, env);
        this.processes.push(supervised);
        return supervised;
    }

    private supervise(
        name: LoggedProcess,
        command: string,
        args: readonly string[],
        env: Readonly<Record<string, string>> = {},
        restart: boolean = true,
    ): Supervised {
        return new Supervised({
            name: `${this.spec.name} ${name}`,
            command,
            args,
            env,
            cwd: this.files.directory,
            logFile: this.files.logs[name],
            restart,
            graceMs,
        });
    }
}

async function takePorts(pool: PortPool): Promise<commands.ClusterPorts> {
    const [api, controllerManager, authenticator, webhook, webhookMetrics] = (await pool.take(
        5,
    )) as [number, number, number, number, number];
    return { api, controllerManager, authenticator, webhook, webhookMetrics };
}

/** Where the audit log of a cluster is. */
export function auditLogFile(
    paths: StatePaths,
    spec: Pick<ClusterSpec, "name"> & { readonly id: ClusterId },
): string {
    return clusterFiles(paths, spec).auditLog;
}
