import assert from "node:assert/strict";

import { isOwnedBy, ownerTags } from "../../../lib/naming/owner";

const OWNER = { organization: "acme", project: "fleet", stack: "hub" };

describe("The owner of a resource that others may have created", () => {
    it("is the stack in its tag", () => {
        assert.deepEqual(ownerTags(OWNER), { "eks-gitops-fleet:stack": "acme/fleet/hub" });
        assert.ok(isOwnedBy({ ...ownerTags(OWNER), other: "x" }, OWNER));
    });

    it("is not another stack, project or organization, and nobody without the tag", () => {
        for (const other of [
            { ...OWNER, stack: "dev" },
            { ...OWNER, project: "other" },
            { ...OWNER, organization: "other" },
        ]) {
            assert.ok(!isOwnedBy(ownerTags(other), OWNER));
        }
        assert.ok(!isOwnedBy({}, OWNER));
    });
});
