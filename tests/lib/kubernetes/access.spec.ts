import assert from "node:assert/strict";

import { scopeNamespaces } from "../../../lib/kubernetes/access";

describe("scopeNamespaces", () => {
    const access = { existing: false, secrets: false, roles: false };

    it("lists the namespaces sorted, so that their order in the stack file does not matter", () => {
        assert.deepEqual(
            scopeNamespaces({ kind: "namespaces", namespaces: { web: access, shop: access } }),
            ["shop", "web"],
        );
    });

    it("is undefined for the whole cluster", () => {
        assert.equal(scopeNamespaces({ kind: "cluster" }), undefined);
    });
});
