/** Applications written by a user without other permissions, and Argo CD's result. */
import { setTimeout as sleep } from "node:timers/promises";

import { argoCdPods, restartPods } from "./pods";
import type { Session } from "./session";

interface Status {
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly sync?: { readonly status?: string };
    readonly health?: { readonly status?: string };
    readonly operationState?: {
        readonly phase?: string;
        readonly finishedAt?: string;
        readonly message?: string;
    };
    readonly reconciledAt?: string;
}

export interface Outcome {
    /** Argo CD's error conditions of the Application. */
    readonly refusals: readonly string[];
    /** Whether it was synced nevertheless. */
    readonly synced: boolean;
}

/** Maximum wait for Argo CD, in milliseconds. */
const PATIENCE = 120_000;

export class ApplicationProbe {
    /** @param cluster the cluster that runs Argo CD @param namespace Argo CD's namespace in it */
    public constructor(
        private readonly session: Session,
        private readonly cluster: string,
        private readonly namespace: string,
    ) {}

    /** Writes an Application with automated sync, waits until Argo CD has a result, and deletes it. */
    public async tryOut(name: string, spec: Readonly<Record<string, unknown>>): Promise<Outcome> {
        await this.request("POST", "", {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: { name },
            // Automated sync skips what exists already, for example from another Application of this name.
            operation: { sync: {} },
            spec: { ...spec, syncPolicy: { automated: {} } },
        });
        try {
            return await this.until(`Application ${name} is decided`, async () => {
                const { conditions = [], operationState } = await this.status(name);
                const refusals = conditions
                    .filter(({ type }) => type.endsWith("Error"))
                    .map(({ message }) => message);
                // Does not check whether it is Synced now: another Application may revert what both deploy.
                const synced = operationState?.phase === "Succeeded";
                return refusals.length > 0 || synced ? { refusals, synced } : undefined;
            });
        } catch (error) {
            // The status shows what it is waiting for.
            const status = JSON.stringify(await this.status(name));
            throw new Error(`${(error as Error).message}: ${status}`, { cause: error });
        } finally {
            await this.request("DELETE", `/${name}`);
            await this.until(`Application ${name} is gone`, async () =>
                (await this.request("GET", `/${name}`)).status === 404 ? true : undefined,
            );
        }
    }

    /** Requests a sync and waits until it has succeeded. @throws Error if it does not succeed */
    public async syncAgain(name: string): Promise<void> {
        // Argo CD's times are whole seconds: another operation that ended in this one must not count.
        await sleep(1000 - (Date.now() % 1000));
        const asked = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
        const answer = await this.request("PATCH", `/${name}`, {
            operation: { sync: { revision: "HEAD" } },
        });
        if (answer.status >= 300) {
            throw new Error(`Application ${name}: ${JSON.stringify(answer.body)}`);
        }
        await this.until(`Application ${name} is synced`, async () => {
            const { operationState } = await this.status(name);
            const finished = operationState?.finishedAt ?? "";
            if (new Date(finished) < new Date(asked) || finished === "") {
                return undefined;
            }
            if (operationState?.phase === "Failed" || operationState?.phase === "Error") {
                throw new Error(`Application ${name}: ${operationState.message}`);
            }
            return operationState?.phase === "Succeeded" ? true : undefined;
        });
    }

    /** Waits until an Application is Synced, Healthy and Succeeded at the same time. @throws Error on timeout */
    public async healthy(name: string): Promise<void> {
        await this.until(`Application ${name} is Healthy`, async () => {
            const { sync, health, operationState } = await this.status(name);
            return sync?.status === "Synced" &&
                health?.status === "Healthy" &&
                operationState?.phase === "Succeeded"
                ? true
                : undefined;
        });
    }

    /** Waits until Argo CD reports an error of an Application. @returns the error */
    public refusal(name: string): Promise<string> {
        return this.until(`Application ${name} is refused`, async () => {
            const { conditions = [] } = await this.status(name);
            return conditions.find(({ type }) => type.endsWith("Error"))?.message;
        });
    }

    /** Deletes the controller's pod with all of its cached credentials, and waits for the next one. */
    public async restartController(): Promise<void> {
        await restartPods(this.session, {
            ...argoCdPods("argocd-application-controller", this.cluster),
            namespace: this.namespace,
        });
    }

    private async status(name: string): Promise<Status> {
        const { body } = await this.request("GET", `/${name}`);
        return (body as { status?: Status }).status ?? {};
    }

    private request(
        method: "GET" | "POST" | "PATCH" | "DELETE",
        path: string,
        body?: unknown,
    ): ReturnType<Session["kubernetes"]> {
        return this.session.kubernetes({
            cluster: this.cluster,
            method,
            path: `/apis/argoproj.io/v1alpha1/namespaces/${this.namespace}/applications${path}`,
            ...(body === undefined ? {} : { body }),
        });
    }

    private async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
        const deadline = Date.now() + PATIENCE;
        for (;;) {
            const found = await look();
            if (found !== undefined) {
                return found;
            }
            if (Date.now() > deadline) {
                throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
            }
            await sleep(300);
        }
    }
}
