import * as assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { Serial } from "../../src/clusters/serial";

describe("serial work", () => {
    it("runs in the order it was asked for, never two at once", async () => {
        const serial = new Serial();
        const events: string[] = [];
        const work = (name: string, ms: number) => async (): Promise<void> => {
            events.push(`${name} begins`);
            await sleep(ms);
            events.push(`${name} ends`);
        };
        await Promise.all([serial.run(work("one", 20)), serial.run(work("two", 1))]);
        assert.deepEqual(events, ["one begins", "one ends", "two begins", "two ends"]);
    });

    it("continues after a failure, which only its own caller sees", async () => {
        const serial = new Serial();
        const failing = serial.run(() => Promise.reject(new Error("broken")));
        const later = serial.run(() => Promise.resolve("fine"));
        await assert.rejects(failing, /broken/);
        assert.equal(await later, "fine");
    });
});
