import * as assert from "node:assert/strict";

import { realPlugin } from "../../src/engine/selection";

describe("the real plugin of a package", () => {
    const listing = [
        "resource-eks-v4.2.0",
        "resource-eks-v4.10.1",
        "resource-eks-v4.3.0",
        "resource-eks-v5.0.0",
        "resource-eks-v4.3.0.lock",
        "resource-eksx-v4.3.0",
        "resource-awsx-v3.8.0",
    ];

    it("is the one of the SDK's version", () => {
        assert.equal(realPlugin(listing, "eks", "4.3.0"), "resource-eks-v4.3.0");
    });

    it("is otherwise the newest that is at least as new, by number, of the same major version", () => {
        assert.equal(realPlugin(listing, "eks", "4.2.5"), "resource-eks-v4.10.1");
        assert.equal(realPlugin(listing, "eks", "4.11.0"), undefined);
    });

    it("is undefined if there are only older or other plugins", () => {
        assert.equal(realPlugin(listing, "awsx", "3.9.0"), undefined);
        assert.equal(realPlugin([], "eks", "4.3.0"), undefined);
    });
});
