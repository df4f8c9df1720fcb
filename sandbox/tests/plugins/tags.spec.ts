import * as assert from "node:assert/strict";

import {
    mergedTags,
    ownTags,
    tagChanges,
    withoutSystemTags,
} from "../../src/plugins/provider/tags";
import { UNKNOWN } from "../../src/plugins/provider/values";

describe("tags", () => {
    it("are the provider's defaults under a resource's own", () => {
        assert.deepEqual(mergedTags({ a: "1", b: "1" }, { b: "2" }), { a: "1", b: "2" });
    });

    it("are unknown while one of them is", () => {
        assert.equal(mergedTags({ a: "1" }, { b: UNKNOWN }), UNKNOWN);
    });

    it("that AWS reports are a resource's own unless the defaults explain them", () => {
        const all = { a: "1", b: "2", c: "3" };
        assert.deepEqual(ownTags({ a: "1", b: "1" }, all, {}), { b: "2", c: "3" });
        assert.deepEqual(ownTags({ a: "1" }, all, { tags: { a: "1" } }), all);
    });

    it("of AWS itself are nobody's", () => {
        assert.deepEqual(withoutSystemTags({ "aws:x": "1", y: "2" }), { y: "2" });
    });

    it("change by putting what is new or different and removing what is gone", () => {
        assert.deepEqual(tagChanges({ a: "1", b: "1", c: "1" }, { a: "1", b: "2", d: "1" }), {
            put: { b: "2", d: "1" },
            remove: ["c"],
        });
    });
});
