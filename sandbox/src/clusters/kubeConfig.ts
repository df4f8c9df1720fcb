/** Kubeconfigs for the sandbox's own programs: they reach the API server directly, with a certificate. */
import { KubeConfig } from "@kubernetes/client-node";

import type { KeyPair } from "../pki";

/** Address of an API server and the user of the connection. */
export interface ApiAccess {
    readonly port: number;
    /** PEM of the cluster's authority. */
    readonly ca: string;
    readonly user: string;
    readonly client: KeyPair;
}

/** The kubeconfig of one user of one cluster, for this process's Kubernetes client. */
export function kubeConfigOf({ port, ca, user, client }: ApiAccess): KubeConfig {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
        { name: "cluster", server: serverUrl(port), caData: base64(ca), skipTLSVerify: false },
        { name: user, certData: base64(client.certificate), keyData: base64(client.key) },
    );
    return config;
}

/** The same as the text of a kubeconfig file; JSON is YAML. */
export function kubeConfigText({ port, ca, user, client }: ApiAccess): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: "cluster",
                cluster: { server: serverUrl(port), "certificate-authority-data": base64(ca) },
            },
        ],
        users: [
            {
                name: user,
                user: {
                    "client-certificate-data": base64(client.certificate),
                    "client-key-data": base64(client.key),
                },
            },
        ],
        contexts: [{ name: "cluster", context: { cluster: "cluster", user } }],
        "current-context": "cluster",
    });
}

function serverUrl(port: number): string {
    return `https://127.0.0.1:${port}`;
}

function base64(text: string): string {
    return Buffer.from(text, "utf8").toString("base64");
}
