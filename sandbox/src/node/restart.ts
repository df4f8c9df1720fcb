/** When a container is started again. */

const firstDelay = 500;
const longestDelay = 30_000;
/** A run of this length forgets earlier crashes. */
const forgetAfter = 60_000;

/** Whether a container that ended is started again under a pod's restart policy. */
export function restarts(policy: string | undefined, exitCode: number): boolean {
    switch (policy ?? "Always") {
        case "Never":
            return false;
        case "OnFailure":
            return exitCode !== 0;
        default:
            return true;
    }
}

/**
 * Milliseconds before the next start: the first restart comes at once, then the delay doubles. The kubelet doubles from 10 s to
 * 5 min; a try-out is served better by less.
 *
 * @param crashes ends in a row so far, this one included
 */
export function restartDelay(crashes: number): number {
    return crashes <= 1 ? 0 : Math.min(longestDelay, firstDelay * 2 ** (crashes - 2));
}

/** Ends in a row after one more, which ran so many milliseconds. */
export function crashesAfter(crashes: number, ranFor: number): number {
    return ranFor >= forgetAfter ? 1 : crashes + 1;
}
