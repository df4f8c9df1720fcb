/** Another try where one may succeed, and clusters that are gone. */
import { UserError } from "../../lib/userError";
import { AgainError, UnreachableError } from "./errors";
import type { Environment } from "./proxy";

/** Waits so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

export const sleep: Sleep = (milliseconds) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Other writers are few and quick: after this many tries the other writer is a program that never stops. */
const TRIES = 10;
/** Longest wait before the second try, in milliseconds; doubled each time up to the bound. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 3000;

/**
 * Acts until it succeeds, at most ten times, as long as AgainError is thrown.
 * @param what is left as it is in the end: `kube-system/aws-auth`
 * @throws UserError after the last try; any other error at once
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
                    `${what} is left as it is: ${TRIES} tries failed, the last because ${error.message}. See who else writes it, then run the same command again.`,
                );
            }
            const bound = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
            await wait(Math.random() * bound);
        }
    }
}

/** Whether clusters that cannot be reached count as deleted: the Kubernetes provider's own variable decides for all. */
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
            `${error.message} If the cluster is gone for good, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.`,
        );
    }
}
