/** A pod that walks the chain: Argo CD's own token helper with a given ServiceAccount. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";

import type { LogEntry } from "../../../sandbox/src/aws/log";
import { eventually } from "./sandbox";
import type { Session } from "./session";

const NAMESPACE = "/api/v1/namespaces/argocd";

export interface ProbeTarget {
    readonly clusterName: string;
    readonly deployerRoleArn: string;
}

/** A started probe. */
export interface Probe {
    readonly session: Session;
    readonly name: string;
    readonly started: Date;
}

/** Starts a pod in the management cluster with a ServiceAccount. */
export async function startProbe(
    session: Session,
    name: string,
    serviceAccountName: string,
    target: ProbeTarget,
): Promise<Probe> {
    const started = new Date();
    const answer = await session.kubernetes({
        cluster: "management",
        method: "POST",
        path: `${NAMESPACE}/pods`,
        body: {
            apiVersion: "v1",
            kind: "Pod",
            metadata: { name, namespace: "argocd" },
            spec: {
                serviceAccountName,
                restartPolicy: "Never",
                containers: [
                    {
                        name: "probe",
                        image: "quay.io/argoproj/argocd:v3.5.3",
                        command: [
                            "argocd-k8s-auth",
                            "aws",
                            "--cluster-name",
                            target.clusterName,
                            "--role-arn",
                            target.deployerRoleArn,
                        ],
                    },
                ],
            },
        },
    });
    if (answer.status !== 201) {
        throw new Error(`pod ${name}: ${JSON.stringify(answer.body)}`);
    }
    return { session, name, started };
}

/** Waits for the pod's token. */
export async function tokenOf(probe: Probe): Promise<string> {
    const directory = await eventually(`pod ${probe.name} succeeds`, async () => {
        const { body } = await probe.session.kubernetes({
            cluster: "management",
            path: `${NAMESPACE}/pods/${probe.name}`,
        });
        const phase = (body as { status?: { phase?: string } }).status?.phase;
        if (phase === "Failed") {
            throw new Error(`pod ${probe.name} failed`);
        }
        return phase === "Succeeded" ? directoryOf(probe) : undefined;
    });
    const log = await readFile(path.join(directory, "probe", "log"), "utf8");
    const credential = JSON.parse(log.slice(log.indexOf("{"))) as { status: { token: string } };
    return credential.status.token;
}

/** Waits for the first call of an action since the start of the probe with the expected outcome. */
export function callOf(
    probe: Probe,
    action: string,
    matches: (entry: LogEntry) => boolean,
): Promise<LogEntry> {
    return eventually(`${action} by ${probe.name}`, async () =>
        (await probe.session.callsSince(probe.started)).find(
            (entry) => entry.action === action && matches(entry),
        ),
    );
}

/** Deletes the pod without waiting. */
export async function removeProbe(probe: Probe): Promise<void> {
    await probe.session.kubernetes({
        cluster: "management",
        method: "DELETE",
        path: `${NAMESPACE}/pods/${probe.name}?gracePeriodSeconds=0`,
    });
}

async function directoryOf(probe: Probe): Promise<string | undefined> {
    const status = await probe.session.status();
    return status.clusters.flatMap((cluster) => cluster.pods).find((pod) => pod.name === probe.name)
        ?.directory;
}
