/**
 * An Application or ApplicationSet, accessed through the Kubernetes API. A patch applies only if the object has not
 * changed since it was read.
 */
import { UserError } from "../../lib/userError";
import { failure, isNotFound, type KubernetesApi } from "../kubernetes/api";
import { AgainError, UnreachableError } from "../kubernetes/errors";
import type { Sleep } from "../kubernetes/retry";

/** Dependencies of a verification. */
export interface Verifying {
    readonly sleep: Sleep;
    /** Milliseconds since a fixed point in time. */
    readonly now: () => number;
    /** Returns a new unique string. */
    readonly unique: () => string;
}

/** Identifies the object. */
export interface Subject {
    readonly kind: "Application" | "ApplicationSet";
    readonly namespace: string;
    readonly name: string;
}

export interface ArgoCdObject<T> {
    /** @throws UserError if the object does not exist or cannot be read; retries while the API server is busy */
    read(): Promise<T>;
    /**
     * Merges a patch into the object as it was read.
     * @returns false if the patch was probably not applied: read the object and decide again
     */
    patch(read: T, change: object): Promise<boolean>;
}

/** How many times in a row the API server may fail. */
const FAILURES = 30;

export function argoCdObject<T extends { readonly metadata: { readonly resourceVersion: string } }>(
    api: KubernetesApi,
    { kind, namespace, name }: Subject,
): ArgoCdObject<T> {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
    const title = `${kind} ${namespace}/${name}`;
    const reads = toleratedFailures(`Cannot read ${title}`);
    const patches = toleratedFailures(`Cannot change ${title}`);
    let last: T | undefined;
    return {
        read: async () => {
            try {
                const answer = await api.send("GET", path);
                if (isNotFound(answer)) {
                    throw new UserError(
                        `${title} does not exist: someone deleted it during verification. Run pulumi up --refresh to create it again.`,
                    );
                }
                if (answer.status !== 200) {
                    throw failure(`Cannot read ${title}`, api, answer);
                }
                reads.reset();
                last = answer.body as T;
            } catch (error) {
                reads.count(error, last === undefined);
            }
            return last!;
        },
        patch: async (read, change) => {
            const { metadata, ...others } = change as { readonly metadata?: object };
            const { resourceVersion } = read.metadata;
            try {
                const answer = await api.send(
                    "PATCH",
                    `${path}?fieldManager=eks-gitops-fleet`,
                    { ...others, metadata: { ...metadata, resourceVersion } },
                    "application/merge-patch+json",
                );
                if (answer.status === 409 || isNotFound(answer)) {
                    return false;
                }
                if (answer.status !== 200) {
                    throw failure(`Cannot change ${title}`, api, answer);
                }
                patches.reset();
                // If the next read fails, return this object and not the one from before the patch.
                last = answer.body as T;
                return true;
            } catch (error) {
                patches.count(error, false);
                return false;
            }
        },
    };
}

/** Counts consecutive temporary failures. */
function toleratedFailures(what: string): {
    readonly reset: () => void;
    /** @throws the error if it is permanent or `final`, or if there were too many in a row */
    readonly count: (error: unknown, final: boolean) => void;
} {
    let failures = 0;
    return {
        reset: () => {
            failures = 0;
        },
        count: (error, final) => {
            failures += 1;
            const isBusy = error instanceof AgainError;
            const mayPass = isBusy || error instanceof UnreachableError;
            if (!mayPass || final || failures >= FAILURES) {
                throw isBusy ? new UserError(`${what}: ${error.message}.`) : error;
            }
        },
    };
}
