import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { UserError } from "../../lib/userError";

describe("UserError", () => {
    it("is shown by Pulumi as its message only, without a stack trace", () => {
        const error = new UserError("mend this");
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(error.message, "mend this");
        assert.equal(error.stack, "mend this");
    });
});
