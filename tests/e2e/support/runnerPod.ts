/**
 * A runner's pod: the AWS SDK inside Argo CD's token helper gets a session with the pod's own token, and assumes a role
 * with it. The webhook gave the pod its environment and its token.
 */
import type { LogEntry } from "../../../sandbox/src/aws/log";
import type { KubernetesAnswer } from "../../../sandbox/src/daemon/status";
import { eventually } from "./sandbox";
import type { Session } from "./session";

export interface RunnerPod {
    readonly cluster: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    /** Role that the session assumes: the only call that depends on a policy. */
    readonly work: string;
    /** Role of the session, instead of the ServiceAccount's. The pod then sets what the webhook otherwise sets. */
    readonly role?: string;
}

const MOUNT = "/var/run/secrets/own";

/** The same token that the webhook would have requested. */
const TOKEN = {
    name: "token",
    projected: {
        sources: [
            {
                serviceAccountToken: {
                    audience: "sts.amazonaws.com",
                    expirationSeconds: 3600,
                    path: "token",
                },
            },
        ],
    },
};

function ownSession(role: string): object {
    const environment = {
        AWS_ROLE_ARN: role,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${MOUNT}/token`,
        AWS_REGION: "eu-west-1",
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
    };
    return {
        env: Object.entries(environment).map(([name, value]) => ({ name, value })),
        volumeMounts: [{ name: "token", mountPath: MOUNT, readOnly: true }],
    };
}

let count = 0;

/** Runs a pod until a matching call was answered. @returns the call, as the local AWS logged it */
export async function runnerCall(
    session: Session,
    pod: RunnerPod,
    matches: (entry: LogEntry) => boolean,
): Promise<LogEntry> {
    const started = new Date();
    const name = `runner-${++count}`;
    const pods = `/api/v1/namespaces/${pod.namespace}/pods`;
    const { cluster } = pod;
    const { status, body } = await session.kubernetes({
        cluster,
        method: "POST",
        path: pods,
        body: {
            apiVersion: "v1",
            kind: "Pod",
            metadata: { name, namespace: pod.namespace },
            spec: {
                serviceAccountName: pod.serviceAccount,
                restartPolicy: "Never",
                containers: [
                    {
                        name: "runner",
                        image: "quay.io/argoproj/argocd:v3.5.3",
                        command: [
                            ...["argocd-k8s-auth", "aws", "--cluster-name", "any"],
                            ...["--role-arn", pod.work],
                        ],
                        ...(pod.role === undefined ? {} : ownSession(pod.role)),
                    },
                ],
                ...(pod.role === undefined ? {} : { volumes: [TOKEN] }),
            },
        },
    });
    if (status !== 201) {
        throw new Error(`pod ${name}: ${JSON.stringify(body)}`);
    }
    const call = await eventually(`a call of ${name}`, async () =>
        (await session.callsSince(started)).find(matches),
    );
    const path = `${pods}/${name}?gracePeriodSeconds=0`;
    await session.kubernetes({ cluster, method: "DELETE", path });
    return call;
}

/** Matches the call that gets a session with a ServiceAccount's token. */
export function sessionOf(namespace: string, serviceAccount: string) {
    return ({ action, sub }: LogEntry): boolean =>
        action === "sts:AssumeRoleWithWebIdentity" &&
        sub === `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Matches the call that assumes a role. */
export function assuming(work: string) {
    return ({ action, role }: LogEntry): boolean => action === "sts:AssumeRole" && role === work;
}

/** Creates a ServiceAccount with a role's annotation, and its namespace if missing, as another user could. */
export async function annotatedServiceAccount(
    session: Session,
    where: Pick<RunnerPod, "cluster" | "namespace" | "serviceAccount">,
    roleArn: string,
): Promise<void> {
    const { cluster, namespace, serviceAccount } = where;
    const post = (path: string, body: object): Promise<KubernetesAnswer> =>
        session.kubernetes({ cluster, method: "POST", path, body: { apiVersion: "v1", ...body } });
    await post("/api/v1/namespaces", { kind: "Namespace", metadata: { name: namespace } });
    const { body, status } = await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
        kind: "ServiceAccount",
        metadata: {
            name: serviceAccount,
            annotations: { "eks.amazonaws.com/role-arn": roleArn },
        },
    });
    if (status !== 201) {
        throw new Error(`ServiceAccount ${serviceAccount}: ${JSON.stringify(body)}`);
    }
}
