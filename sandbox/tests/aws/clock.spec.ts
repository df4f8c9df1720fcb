import * as assert from "node:assert/strict";

import { systemClock } from "../../src/aws/clock";

describe("the machine's clock", () => {
    const calledAt = (time: number): Promise<number> =>
        new Promise((resolve) => systemClock.at(time, () => resolve(systemClock.now())));

    it("runs a job at its time, not before", async () => {
        // Its timers keep no process alive.
        const alive = setTimeout(() => undefined, 1000);
        try {
            const times = Array.from({ length: 20 }, (_, index) => systemClock.now() + index);
            const calls = await Promise.all(times.map(calledAt));
            assert.ok(
                calls.every((called, index) => called >= times[index]!),
                `${calls.join()} for ${times.join()}`,
            );
        } finally {
            clearTimeout(alive);
        }
    });
});
