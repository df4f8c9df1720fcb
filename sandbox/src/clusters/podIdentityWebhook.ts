/**
 * EKS's pod-identity webhook of one cluster: when it runs, which pods it serves, and when it is ready.
 *
 * On EKS it always runs. Here it runs only while some account trusts the cluster's issuer or some ServiceAccount has
 * a Pod Identity association, so that a pod that starts before its trust does fails visibly instead of starting with a
 * token that no account accepts.
 */
import { rename, writeFile } from "node:fs/promises";

import type { KubeConfig } from "@kubernetes/client-node";

import type { PodIdentity } from "../aws/contract";
import type { ProcessState, Supervised } from "../processes";
import { isHealthy } from "./https";
import { registerWebhook, unregisterWebhook, waitForIdentity } from "./webIdentity";

export interface PodIdentityWebhookOptions {
    /** The cluster host's own. */
    readonly client: KubeConfig;
    /** PEM of the cluster's authority. */
    readonly authority: string;
    /** On 127.0.0.1. */
    readonly port: number;
    /** File with the ServiceAccounts that have an association; the process reads it again on change. */
    readonly identitiesFile: string;
    readonly start: () => Supervised;
}

/** A busy machine takes half a minute for what an idle one does in a second. */
const readyTimeoutMs = 120_000;

/** Its methods are called one after another. */
export class PodIdentityWebhook {
    private process: Supervised | undefined;
    private trusted = false;
    private identities: readonly PodIdentity[] = [];
    private written = 0;

    public constructor(private readonly options: PodIdentityWebhookOptions) {}

    /** Its process, if it runs. */
    public states(): readonly ProcessState[] {
        return this.process === undefined ? [] : [this.process.state()];
    }

    /** Resolves when new pods are (or are no longer) given tokens for STS. */
    public async setWebIdentity(trusted: boolean): Promise<void> {
        await this.follow(trusted, this.identities);
    }

    /** Resolves when new pods of these ServiceAccounts, and of no others, are given tokens for the Pod Identity agent. */
    public async setIdentities(identities: readonly PodIdentity[]): Promise<void> {
        await this.follow(this.trusted, identities);
    }

    /** Stops the process; the registration stays as it is. */
    public async stop(): Promise<void> {
        await this.process?.stop();
        this.process = undefined;
    }

    private async follow(trusted: boolean, identities: readonly PodIdentity[]): Promise<void> {
        const wanted = trusted || identities.length > 0;
        if (wanted) {
            await this.startProcess();
            if (identities !== this.identities) {
                await this.tell(identities);
            }
        } else if (this.process !== undefined) {
            await this.write([]);
            await unregisterWebhook(this.options.client);
            await this.stop();
        }
        this.trusted = trusted;
        this.identities = identities;
    }

    private async startProcess(): Promise<void> {
        if (this.process !== undefined) {
            return;
        }
        const { client, authority, port, start } = this.options;
        await this.write(this.identities);
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

    /** The process does not report when it has read its file: a ServiceAccount that is new in each version of it shows. */
    private async tell(identities: readonly PodIdentity[]): Promise<void> {
        this.written += 1;
        const number = this.written;
        await waitForIdentity(this.options.client, number, (probe) =>
            this.write([...identities, probe]),
        );
    }

    /** Whole at once: the process reads it as soon as it changes. */
    private async write(identities: readonly PodIdentity[]): Promise<void> {
        const { identitiesFile } = this.options;
        await writeFile(`${identitiesFile}.next`, identitiesText(identities));
        await rename(`${identitiesFile}.next`, identitiesFile);
    }
}

/** Its file. Format: https://github.com/aws/amazon-eks-pod-identity-webhook/blob/v0.6.17/pkg/containercredentials/types.go */
export function identitiesText(identities: readonly PodIdentity[]): string {
    return JSON.stringify({
        identities: identities.map(({ namespace, serviceAccount }) => ({
            namespace,
            serviceAccount,
        })),
    });
}
