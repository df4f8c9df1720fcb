/** Applications as somebody writes them who may write nothing else, and what Argo CD makes of them. */
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
    /** What Argo CD says against the Application. */
    readonly refusals: readonly string[];
    /** Whether it was synced all the same. */
    readonly synced: boolean;
}

/** How long Argo CD may take, in milliseconds. */
const PATIENCE = 120_000;

export class ApplicationProbe {
    /** @param cluster that runs Argo CD @param namespace of Argo CD in it */
    public constructor(
        private readonly session: Session,
        private readonly cluster: string,
        private readonly namespace: string,
    ) {}

    /** Writes an Application that syncs by itself, waits until Argo CD has made up its mind, and deletes it. */
    public async tryOut(name: string, spec: Readonly<Record<string, unknown>>): Promise<Outcome> {
        await this.request("POST", "", {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: { name },
            // Nothing syncs by itself what is in place already, from another Application of this name perhaps.
            operation: { sync: {} },
            spec: { ...spec, syncPolicy: { automated: {} } },
        });
        try {
            return await this.until(`Application ${name} is decided`, async () => {
                const { conditions = [], operationState } = await this.status(name);
                const refusals = conditions
                    .filter(({ type }) => type.endsWith("Error"))
                    .map(({ message }) => message);
                // Not whether it is Synced now: another Application may take back what both deploy.
                const synced = operationState?.phase === "Succeeded";
                return refusals.length > 0 || synced ? { refusals, synced } : undefined;
            });
        } catch (error) {
            // What it is stuck at tells why.
            const status = JSON.stringify(await this.status(name));
            throw new Error(`${(error as Error).message}: ${status}`, { cause: error });
        } finally {
            await this.request("DELETE", `/${name}`);
            await this.until(`Application ${name} is gone`, async () =>
                (await this.request("GET", `/${name}`)).status === 404 ? true : undefined,
            );
        }
    }

    /** Asks for a sync and waits until it has succeeded. @throws Error when it does not */
    public async syncAgain(name: string): Promise<void> {
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

    /** Waits until an Application is Synced, Healthy and Succeeded at once. @throws Error when it is not in time */
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

    /** Waits until Argo CD says something against an Application. @returns it */
    public refusal(name: string): Promise<string> {
        return this.until(`Application ${name} is refused`, async () => {
            const { conditions = [] } = await this.status(name);
            return conditions.find(({ type }) => type.endsWith("Error"))?.message;
        });
    }

    /** Ends the controller's pod, and with it every credential it has cached, and waits for the next one. */
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
