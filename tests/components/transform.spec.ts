import assert from "node:assert/strict";

import { transformed } from "../../components/transform";

interface Args {
    readonly size: number;
    readonly label?: string;
}

describe("transformed", () => {
    const given: Args = { size: 1, label: "ours" };

    it("leaves a child as it is without a transform", () => {
        const opts = { protect: true };
        assert.deepEqual(transformed<Args, object>(undefined, "child", given, opts), [
            "child",
            given,
            opts,
        ]);
    });

    it("replaces the fields of an object, and nothing else", () => {
        const [, args] = transformed<Args, object>({ size: 2 }, "child", given, {});
        assert.deepEqual(args, { size: 2, label: "ours" });
    });

    it("takes the arguments that a function returns", () => {
        const [, args] = transformed<Args, object>(
            ({ size }, _, name) => ({ size: size + 1, label: name }),
            "child",
            given,
            {},
        );
        assert.deepEqual(args, { size: 2, label: "child" });
    });

    it("takes what a function changes, in arguments and options, without changing the component's", () => {
        const mine = {};
        const [, args, opts] = transformed<Args, object>(
            (args, options) => {
                Object.assign(args, { size: 3 });
                options.protect = true;
            },
            "child",
            given,
            mine,
        );
        assert.deepEqual([args, opts], [{ size: 3, label: "ours" }, { protect: true }]);
        assert.deepEqual([given, mine], [{ size: 1, label: "ours" }, {}]);
    });
});
