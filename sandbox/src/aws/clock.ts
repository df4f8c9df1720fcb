/** The time by which the local AWS decides what has taken effect. Tests bring one that they set. */
export interface Clock {
    /** Milliseconds since 1970. */
    now(): number;
    /** Does something once, when `now()` has reached a time. */
    at(time: number, job: () => void): void;
}

/** The machine's clock. Its pending jobs keep no process alive. */
export const systemClock: Clock = {
    now: () => Date.now(),
    at: (time, job) => {
        setTimeout(
            // Node.js may call a millisecond early.
            () => (systemClock.now() < time ? systemClock.at(time, job) : job()),
            Math.max(0, time - systemClock.now()),
        ).unref();
    },
};
