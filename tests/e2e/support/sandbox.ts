/** The shared sandbox of tests that need no other, and functions that wait. */
import { setTimeout as sleep } from "node:timers/promises";

import type { KubernetesAnswer, KubernetesRequest } from "../../../sandbox/src/daemon/status";
import { Session, type Outcome } from "./session";

export const session = new Session("fleet");

export const { paths } = session;
export const STATE = paths.root;

/** Runs a command of the sandbox's CLI. */
export function sandbox(...args: readonly string[]): Promise<Outcome> {
    return session.run(...args);
}

/** Runs a command, and fails with its output if it fails. */
export function succeed(...args: readonly string[]): Promise<string> {
    return session.succeed(...args);
}

/**
 * Sends a request to a cluster's API server: with a bearer token, or without one as an administrator of the sandbox.
 */
export function kubernetes(request: KubernetesRequest): Promise<KubernetesAnswer> {
    return session.kubernetes(request);
}

/** Calls the local AWS as an administrator of an account, like a person would. */
export function aws(
    account: string,
    action: string,
    params: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
    return session.aws(account, action, params);
}

/** Retries until there is a result. @throws Error on timeout */
export async function eventually<T>(
    what: string,
    look: () => Promise<T | undefined>,
    timeoutMs = 60_000,
): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
        const found = await look();
        if (found !== undefined) {
            return found;
        }
        if (Date.now() > deadline) {
            throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
        }
        await sleep(200);
    }
}
