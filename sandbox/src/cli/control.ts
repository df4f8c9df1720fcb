/** Asks the daemon. */
import { request } from "node:http";

/**
 * Sends one request to the daemon's control API.
 * @throws Error with the daemon's message, or if the daemon does not run
 */
export async function ask<T>(socketPath: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await post(socketPath, path, JSON.stringify(body ?? null));
    const answer = JSON.parse(text) as unknown;
    if (status !== 200) {
        throw new Error((answer as { error: string }).error);
    }
    return answer as T;
}

function post(
    socketPath: string,
    path: string,
    body: string,
): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
        const sent = request({ socketPath, path, method: "POST" }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () =>
                resolve({
                    status: response.statusCode ?? 0,
                    text: Buffer.concat(chunks).toString("utf8"),
                }),
            );
        });
        sent.on("error", reject);
        sent.end(body);
    });
}
