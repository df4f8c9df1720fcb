/** Retries, and clusters that no longer exist. */
import { UserError } from "../../lib/userError";
import { AgainError, UnreachableError } from "./errors";
import type { Environment } from "./proxy";

/** Waits for a number of milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

export const sleep: Sleep = (milliseconds) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Other writers are few and fast: after this many attempts, another program writes without pause. */
const TRIES = 10;
/** Maximum wait before the second attempt, in milliseconds; doubled each time up to the limit. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 3000;

/**
 * Runs an action until it succeeds, at most ten times, as long as it throws AgainError.
 * @param what the object for the message: `kube-system/aws-auth`
 * @throws UserError after the last attempt; any other error immediately
 */
export async function retried<T>(wait: Sleep, what: string, act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await act();
        } catch (error) {
            if (!(error instanceof AgainError)) {
                throw error;
            }
            if (attempt === TRIES) {
                throw new UserError(
                    `${what} was not changed: ${TRIES} attempts failed, the last one because ${error.message}. Check what else writes it, then run the same command again.`,
                );
            }
            const bound = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
            await wait(Math.random() * bound);
        }
    }
}

/**
 * Whether clusters that cannot be reached count as deleted. The Kubernetes provider's variable applies to all
 * providers.
 */
export function deleteUnreachable(environment: Environment): boolean {
    return ["1", "true"].includes(
        (environment["PULUMI_K8S_DELETE_UNREACHABLE"] ?? "").toLowerCase(),
    );
}

/** @returns undefined if the cluster cannot be reached and counts as deleted */
export async function unlessGone<T>(
    countsAsDeleted: boolean,
    act: () => Promise<T>,
): Promise<T | undefined> {
    try {
        return await act();
    } catch (error) {
        if (!(error instanceof UnreachableError)) {
            throw error;
        }
        if (countsAsDeleted) {
            return undefined;
        }
        throw new UserError(
            `${error.message} If the cluster no longer exists, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.`,
        );
    }
}
