/** EKS's pod-identity webhook of one cluster: when it runs, and that it acts. */
import type { KubeConfig } from "@kubernetes/client-node";

import type { ProcessState, Supervised } from "../processes";
import { isHealthy } from "./https";
import { registerWebhook, unregisterWebhook } from "./webIdentity";

export interface PodIdentityWebhookOptions {
    /** The cluster host's own. */
    readonly client: KubeConfig;
    /** PEM of the cluster's authority. */
    readonly authority: string;
    /** On 127.0.0.1. */
    readonly port: number;
    readonly start: () => Supervised;
}

/** A busy machine takes half a minute for what an idle one does in a second. */
const readyTimeoutMs = 120_000;

/** Its methods are called one after another. */
export class PodIdentityWebhook {
    private process: Supervised | undefined;

    public constructor(private readonly options: PodIdentityWebhookOptions) {}

    /** Its process, if it runs. */
    public states(): readonly ProcessState[] {
        return this.process === undefined ? [] : [this.process.state()];
    }

    /** Resolves when new pods are (or are no longer) given tokens. */
    public async setWebIdentity(enabled: boolean): Promise<void> {
        if (enabled && this.process === undefined) {
            await this.startProcess();
        } else if (!enabled && this.process !== undefined) {
            await unregisterWebhook(this.options.client);
            await this.stop();
        }
    }

    /** Ends the process; the registration stays as it is. */
    public async stop(): Promise<void> {
        await this.process?.stop();
        this.process = undefined;
    }

    private async startProcess(): Promise<void> {
        const { client, authority, port, start } = this.options;
        this.process = start();
        try {
            await this.process.ready(
                () => isHealthy(port, "/healthz", { ca: authority }),
                readyTimeoutMs,
            );
            await registerWebhook(client, port, authority);
        } catch (error) {
            await unregisterWebhook(client).catch(() => undefined);
            await this.stop();
            throw error;
        }
    }
}
