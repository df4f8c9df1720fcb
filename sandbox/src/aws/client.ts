/** Client of the private API, for provider plugins and the command line. */
import { request as httpRequest } from "node:http";

import type { ApiRequest, ApiResponse } from "./contract";
import { AwsError } from "./errors";
import type { Result } from "./service";

/**
 * Makes one call.
 * @param userAgent shown in the log of calls
 * @throws AwsError the local AWS's refusal; any other Error when it cannot be reached or does not answer as agreed
 */
export async function callAws(
    socketPath: string,
    request: ApiRequest,
    userAgent?: string,
): Promise<Result> {
    const { status, body } = await post(socketPath, JSON.stringify(request), userAgent);
    const response = JSON.parse(body) as ApiResponse;
    if ("error" in response) {
        throw new AwsError(response.error.code, response.error.message, status);
    }
    return response.result;
}

function post(
    socketPath: string,
    body: string,
    userAgent: string | undefined,
): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
        const call = httpRequest(
            {
                socketPath,
                method: "POST",
                path: "/",
                // a connection of its own: nothing keeps a short-lived plugin alive
                agent: false,
                headers: {
                    "content-type": "application/json",
                    "content-length": Buffer.byteLength(body),
                    ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
                },
            },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () =>
                    resolve({
                        status: response.statusCode ?? 500,
                        body: Buffer.concat(chunks).toString(),
                    }),
                );
            },
        );
        call.on("error", reject);
        call.end(body);
    });
}
