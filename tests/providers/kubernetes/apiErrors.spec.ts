import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { RequestOptions } from "node:https";
import { createRequire } from "node:module";

import { tokenKubeconfig } from "../../../lib/kubernetes/kubeconfig";
import { UserError } from "../../../lib/userError";
import { kubernetesApi } from "../../../providers/kubernetes/api";
import { UnreachableError } from "../../../providers/kubernetes/errors";
import { SERVER } from "./fakeApi";

type Respond = (response: EventEmitter) => void;
type Request = (url: string, options: RequestOptions, respond: Respond) => EventEmitter;

/** Node's module object, whose functions can be replaced, unlike imported bindings. */
const https = createRequire(__filename)("node:https") as { request: Request };

function failing(message: string, properties: object = {}): Error {
    return Object.assign(new Error(message), properties);
}

describe("A connection to the Kubernetes API", () => {
    const original = https.request;
    let options: RequestOptions | undefined;
    afterEach(() => {
        https.request = original;
    });

    /** The error of a request that fails before the answer, or in the middle of it. */
    async function sending(error: Error, isInAnswer = false): Promise<Error> {
        https.request = (_, given, respond) => {
            options = given;
            const response = new EventEmitter();
            const request = Object.assign(new EventEmitter(), {
                end: () => {
                    if (isInAnswer) {
                        respond(response);
                    }
                    (isInAnswer ? response : request).emit("error", error);
                },
            });
            return request;
        };
        const kubeconfig = tokenKubeconfig({
            clusterName: "testing",
            endpoint: SERVER,
            certificateAuthorityData: "LS0tLS1CRUdJTg==",
            token: "token",
        });
        return kubernetesApi(kubeconfig, {})
            .send("GET", "/version")
            .then(
                () => assert.fail("it was answered"),
                (error: unknown) => error as Error,
            );
    }

    for (const code of [
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ENOTFOUND",
        "EPIPE",
        "ETIMEDOUT",
    ]) {
        it(`reports that the API server is not reached, with the socket's code: ${code}`, async () => {
            const error = await sending(failing(`connect ${code} 192.0.2.1:443`, { code }));
            assert.ok(error instanceof UnreachableError);
            assert.equal(error.code, code);
            assert.equal(
                error.message,
                `${SERVER} cannot be reached: connect ${code} 192.0.2.1:443.`,
            );
        });
    }

    for (const message of ["Bad response: 407", "Proxy timeout", "socket hang up"]) {
        it(`reports that the API server is not reached through a proxy: ${message}`, async () => {
            const error = await sending(failing(message));
            assert.ok(error instanceof UnreachableError);
            assert.equal(error.code, undefined);
        });
    }

    for (const name of ["AbortError", "TimeoutError"]) {
        it(`reports that the API server is not reached after 30 seconds of silence: ${name}`, async () => {
            const error = await sending(failing("The operation was aborted", { name }));
            assert.ok(error instanceof UnreachableError);
            assert.equal(error.message, `${SERVER} cannot be reached: no answer in 30 seconds.`);
            assert.equal(options?.timeout, 30_000);
            assert.ok(options.signal instanceof AbortSignal);
        });
    }

    it("reports a connection lost in the middle of an answer", async () => {
        const error = await sending(failing("aborted", { code: "ECONNRESET" }), true);
        assert.ok(error instanceof UnreachableError);
    });

    it("fails with another error otherwise, since the cluster may exist", async () => {
        for (const error of [
            failing("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
            failing("unable to verify the first certificate"),
            failing("Bad response: none"),
        ]) {
            const found = await sending(error);
            assert.ok(found instanceof UserError && !(found instanceof UnreachableError));
            assert.equal(found.message, `${SERVER} cannot be reached: ${error.message}.`);
        }
    });
});
