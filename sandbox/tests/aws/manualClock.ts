/** A clock that tests set. */
import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../src/aws/clock";

export class ManualClock implements Clock {
    private time = Date.parse("2026-01-01T00:00:00Z");
    private jobs: readonly { readonly time: number; readonly job: () => void }[] = [];

    public now(): number {
        return this.time;
    }

    public at(time: number, job: () => void): void {
        this.jobs = [...this.jobs, { time, job }];
    }

    /** Lets time pass. Resolves when what is due then is done. */
    public async advance(milliseconds: number): Promise<void> {
        this.time += milliseconds;
        const due = this.jobs.filter(({ time }) => time <= this.time);
        this.jobs = this.jobs.filter((job) => !due.includes(job));
        due.forEach(({ job }) => job());
        // Jobs go on in microtasks only.
        await setImmediate();
    }
}
