/** Requests to API servers from outside the sandbox: with a caller's token, or as the sandbox's own administrator. */
import { request } from "node:https";

import type { KubeConfig } from "@kubernetes/client-node";

import type { KubernetesAnswer, KubernetesRequest } from "./status";

/**
 * Passes a request on.
 * @param kubeConfig reaches the API server on loopback as an administrator
 */
export async function passOn(
    kubeConfig: KubeConfig,
    asked: KubernetesRequest,
): Promise<KubernetesAnswer> {
    const cluster = kubeConfig.getCurrentCluster();
    const user = kubeConfig.getCurrentUser();
    if (cluster === null || user === null) {
        throw new Error(`the kubeconfig of ${asked.cluster} names no cluster or user`);
    }
    const identity =
        asked.token === undefined
            ? {
                  cert: decoded(user.certData),
                  key: decoded(user.keyData),
              }
            : {};
    const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const method = asked.method ?? "GET";
    return new Promise((resolve, reject) => {
        const sent = request(
            new URL(asked.path, cluster.server),
            {
                method,
                ca: decoded(cluster.caData),
                ...identity,
                headers: {
                    ...(asked.token === undefined
                        ? {}
                        : { authorization: `Bearer ${asked.token}` }),
                    "content-type":
                        method === "PATCH" ? "application/merge-patch+json" : "application/json",
                },
            },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("end", () =>
                    resolve({
                        status: response.statusCode ?? 0,
                        body: parsed(Buffer.concat(chunks).toString("utf8")),
                    }),
                );
            },
        );
        sent.on("error", reject);
        sent.end(body);
    });
}

function decoded(data: string | undefined): string | undefined {
    return data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
