/** Requests to an API server like those of its clients. */
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";

import type { KubeConfig } from "@kubernetes/client-node";

import type { ClusterNode } from "../../sandbox/src/aws/contract";

const rbac = "rbac.authorization.k8s.io";

/** Sends requests as a user of one group, by impersonation and dry run. */
export class Probe {
    /** @param config of a user who may impersonate anyone */
    public constructor(
        private readonly config: KubeConfig,
        private readonly group: string,
    ) {}

    public createDeployment(namespace: string): Promise<boolean> {
        return this.allowed(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "probe" },
            spec: {
                selector: { matchLabels: { app: "probe" } },
                template: {
                    metadata: { labels: { app: "probe" } },
                    spec: { containers: [{ name: "probe", image: "probe" }] },
                },
            },
        });
    }

    public createRoleBinding(role: string): Promise<boolean> {
        return this.allowed(`/apis/${rbac}/v1/namespaces/default/rolebindings`, {
            ...this.binding("RoleBinding", role),
        });
    }

    public createClusterRoleBinding(): Promise<boolean> {
        return this.allowed(`/apis/${rbac}/v1/clusterrolebindings`, {
            ...this.binding("ClusterRoleBinding", "cluster-admin"),
        });
    }

    private binding(kind: string, role: string): object {
        return {
            apiVersion: `${rbac}/v1`,
            kind,
            metadata: { name: "probe" },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
            subjects: [{ apiGroup: rbac, kind: "User", name: "probe" }],
        };
    }

    private async allowed(urlPath: string, body: object): Promise<boolean> {
        const answer = await request(this.config, `${urlPath}?dryRun=All`, body, {
            "Impersonate-User": "probe",
            "Impersonate-Group": this.group,
        });
        if (answer !== 201 && answer !== 403) {
            throw new Error(`${urlPath}: ${answer}`);
        }
        return answer === 201;
    }
}

function request(
    config: KubeConfig,
    urlPath: string,
    body: object | undefined,
    headers: Record<string, string>,
    authenticated: boolean = true,
): Promise<number> {
    const cluster = config.getCurrentCluster();
    const user = config.getCurrentUser();
    const pem = (data: string | undefined): Buffer => Buffer.from(data ?? "", "base64");
    return new Promise((resolve, reject) => {
        const outgoing = httpsRequest(
            `${cluster?.server ?? ""}${urlPath}`,
            {
                method: body === undefined ? "GET" : "POST",
                ca: pem(cluster?.caData),
                ...(authenticated && { cert: pem(user?.certData), key: pem(user?.keyData) }),
                headers: { "Content-Type": "application/json", ...headers },
                agent: false,
            },
            (response) => {
                response.resume();
                response.on("end", () => resolve(response.statusCode ?? 0));
            },
        );
        outgoing.on("error", reject);
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** HTTP status of a request with an unknown token. */
export function statusWithToken(config: KubeConfig): Promise<number> {
    const headers = { Authorization: "Bearer k8s-aws-v1.unknown" };
    return request(config, "/api/v1/namespaces/default/pods", undefined, headers, false);
}

/** Whether the certificate is valid for a host name, whatever address the server has. */
export function handshake(port: number, ca: string, servername: string): Promise<string> {
    return new Promise((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port, ca, servername }, () => {
            resolve(socket.authorized ? "authorized" : String(socket.authorizationError));
            socket.destroy();
        });
        socket.on("error", reject);
    });
}

/** Whether the probe returns true within ten seconds. */
export async function eventually(probe: () => Promise<boolean>): Promise<boolean> {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
        if (await probe()) {
            return true;
        }
        await sleep(100);
    }
    return false;
}

/** A part of a JSON Web Token. */
export function decode(part: string): Record<string, unknown> {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
}

/** A node without its own labels or taints. */
export function plainNode(name: string): ClusterNode {
    return { name, labels: {}, taints: [] };
}
