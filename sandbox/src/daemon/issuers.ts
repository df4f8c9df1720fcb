/** What clusters' issuers publish: discovery documents and keys, as at oidc.eks.<region>.amazonaws.com. */
import type { IncomingMessage, ServerResponse } from "node:http";

import type { ClusterHost } from "../aws/contract";

/** Answers `/id/<cluster>/.well-known/openid-configuration` and `/id/<cluster>/keys`. */
export function issuerHandler(
    host: Pick<ClusterHost, "keys">,
): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => {
        void answer(host, request.headers.host ?? "", request.url ?? "").then(
            (document) => send(response, 200, document),
            () => send(response, 404, { message: "not found" }),
        );
    };
}

async function answer(
    host: Pick<ClusterHost, "keys">,
    hostName: string,
    url: string,
): Promise<unknown> {
    const match = /^\/id\/([0-9A-F]{32})\/(keys|\.well-known\/openid-configuration)$/.exec(url);
    if (match === null) {
        throw new Error(`no such document: ${url}`);
    }
    const [, id, document] = match as unknown as [string, string, string];
    const keys = await host.keys(id);
    const issuer = `https://${hostName}/id/${id}`;
    return document === "keys"
        ? keys
        : {
              issuer,
              jwks_uri: `${issuer}/keys`,
              response_types_supported: ["id_token"],
              subject_types_supported: ["public"],
              id_token_signing_alg_values_supported: ["RS256"],
          };
}

function send(response: ServerResponse, status: number, document: unknown): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(document));
}
