/** An in-memory Kubernetes API: objects by path, with the versions, patches and conflicts of a real API server. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import type { Answer, KubernetesApi } from "../../../providers/kubernetes/api";
import { UnreachableError } from "../../../providers/kubernetes/errors";

export type Json = Record<string, unknown>;

export interface StoredObject extends Json {
    readonly metadata: Json & { readonly resourceVersion: string };
}

/** A received request. */
export interface Sent {
    readonly method: string;
    /** Including the query. */
    readonly path: string;
    readonly body: unknown;
    readonly contentType: string | undefined;
}

interface Operation {
    readonly op: "add" | "replace" | "remove";
    readonly path: string;
    readonly value?: unknown;
}

export const SERVER = "https://api.example.com";

export class FakeApi implements KubernetesApi {
    public readonly server = SERVER;
    public readonly requests: Sent[] = [];
    /** Applies the API server's defaults to a written object. */
    public admit: (object: Json) => Json = (object) => object;
    /** Simulates another writer before a request. */
    public before: (method: string, path: string) => void = () => undefined;
    /** Overrides the API server's answers, or throws. */
    public answer: (method: string, path: string) => Answer | undefined = () => undefined;
    private readonly objects = new Map<string, StoredObject>();
    private version = 100;

    /** A stored object. */
    public get(path: string): StoredObject {
        const found = this.objects.get(path);
        assert.ok(found !== undefined, `nothing at ${path}`);
        return found;
    }

    public has(path: string): boolean {
        return this.objects.has(path);
    }

    /** Stores an object, for any writer. */
    public write(path: string, object: Json): void {
        const { metadata, ...others } = this.admit(structuredClone(object));
        this.version += 1;
        this.objects.set(path, {
            ...others,
            metadata: { ...(metadata as Json), resourceVersion: String(this.version) },
        });
    }

    /** Merges a change into an object, for any writer. Null removes a key. */
    public merge(path: string, change: Json): void {
        this.write(path, merged(this.get(path), change) as Json);
    }

    public remove(path: string): void {
        this.objects.delete(path);
    }

    /** Methods of the requests so far. */
    public get methods(): readonly string[] {
        return this.requests.map(({ method }) => method);
    }

    /** Simulates another writer once, just before a request. */
    public onceBefore(method: string, act: () => void): void {
        this.before = (asked) => {
            if (asked === method) {
                this.before = () => undefined;
                act();
            }
        };
    }

    public async send(
        method: string,
        path: string,
        body?: unknown,
        contentType?: string,
    ): Promise<Answer> {
        await Promise.resolve();
        this.requests.push({ method, path, body: structuredClone(body), contentType });
        this.before(method, path);
        return this.answer(method, path) ?? this.respond({ method, path, body, contentType });
    }

    private respond({ method, path, body, contentType }: Sent): Answer {
        const at = path.split("?")[0]!;
        const stored = this.objects.get(at);
        if (stored === undefined) {
            return notFound(at.split("/").at(-1)!);
        }
        if (method === "GET") {
            return found(stored);
        }
        assert.equal(method, "PATCH", `no test expects ${method} ${path}`);
        const patch = patches[contentType ?? "none"];
        if (patch === undefined) {
            return status(415, "UnsupportedMediaType", `the body is ${contentType}`);
        }
        const patched = patch(stored, body);
        if (patched === undefined) {
            return status(422, "Invalid", "the server rejected our request");
        }
        const { resourceVersion } = patched["metadata"] as Json;
        if (resourceVersion !== stored.metadata.resourceVersion) {
            return status(409, "Conflict", "the object has been modified");
        }
        if (!isDeepStrictEqual(this.admit(structuredClone(patched)), stored)) {
            this.write(at, patched);
        }
        return found(this.get(at));
    }
}

/** A Kubernetes Status as an answer. */
export function status(code: number, reason: string, message: string): Answer {
    return { status: code, body: { kind: "Status", reason, message, code }, message };
}

/** An answer that is not from the API server. */
export function text(code: number, message: string): Answer {
    return { status: code, body: undefined, message };
}

/** The client's error if no server answers. */
export function unreachable(problem = "connect ECONNREFUSED", code?: string): never {
    throw new UnreachableError(`${SERVER} cannot be reached: ${problem}.`, code);
}

function found(object: StoredObject): Answer {
    return { status: 200, body: structuredClone(object), message: "" };
}

function notFound(name: string): Answer {
    return status(404, "NotFound", `"${name}" not found`);
}

/** Undefined: the patch does not match the object. */
const patches: Readonly<Record<string, (object: Json, body: unknown) => Json | undefined>> = {
    "application/json-patch+json": jsonPatched,
    "application/merge-patch+json": (object, body) => merged(object, body) as Json,
};

/** https://www.rfc-editor.org/rfc/rfc6902 */
function jsonPatched(object: Json, body: unknown): Json | undefined {
    const copy = structuredClone(object);
    for (const { op, path, value } of body as readonly Operation[]) {
        const keys = path.split("/").slice(1);
        const last = keys.pop()!;
        const parent = keys.reduce<Json | undefined>((at, key) => at?.[key] as Json, copy);
        if (parent === undefined || (op !== "add" && !(last in parent))) {
            return undefined;
        }
        if (op === "remove") {
            delete parent[last];
        } else {
            parent[last] = structuredClone(value);
        }
    }
    return copy;
}

/** https://www.rfc-editor.org/rfc/rfc7386 */
function merged(value: unknown, change: unknown): unknown {
    if (typeof change !== "object" || change === null || Array.isArray(change)) {
        return structuredClone(change);
    }
    const result: Json = isMap(value) ? { ...value } : {};
    for (const [key, inner] of Object.entries(change)) {
        if (inner === null) {
            delete result[key];
        } else {
            result[key] = merged(result[key], inner);
        }
    }
    return result;
}

function isMap(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
