/** One GET over TLS to a process of ours, for health and keys. */
import { get } from "node:https";

/** Which server certificate is accepted, and which client certificate is sent. */
export interface TlsIdentity {
    /** PEM of the authority, or of the self-signed certificate itself. */
    readonly ca: string;
    /** PEM of a client certificate and its key. */
    readonly certificate?: string;
    readonly key?: string;
}

/** Status and body of the answer. */
export interface Answer {
    readonly status: number;
    readonly body: string;
}

const timeoutMs = 5000;

/** Asks 127.0.0.1. Rejects when there is no answer in time, or the certificate is another's. */
export function httpsGet(port: number, urlPath: string, tls: TlsIdentity): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const request = get(
            {
                host: "127.0.0.1",
                port,
                path: urlPath,
                ca: tls.ca,
                cert: tls.certificate,
                key: tls.key,
                agent: false,
                timeout: timeoutMs,
            },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () =>
                    resolve({
                        status: response.statusCode ?? 0,
                        body: Buffer.concat(chunks).toString("utf8"),
                    }),
                );
            },
        );
        request.on("timeout", () => request.destroy(new Error(`no answer in ${timeoutMs} ms`)));
        request.on("error", reject);
    });
}

/** Whether a health endpoint answers 200. */
export async function isHealthy(port: number, urlPath: string, tls: TlsIdentity): Promise<boolean> {
    return (await httpsGet(port, urlPath, tls)).status === 200;
}
