import { compare } from "bcryptjs";
import assert from "node:assert/strict";

import { newAdminCredential } from "../../../components/argocd/adminCredential";

describe("A new admin's password", () => {
    it("is another one every time", async () => {
        const [one, other] = await Promise.all([newAdminCredential(), newAdminCredential()]);
        assert.notEqual(one.password, other.password);
    });

    it("is long, and its hash is of a form and cost that Argo CD takes", async () => {
        const { password, passwordHash, passwordMtime } = await newAdminCredential();
        assert.match(password, /^[\w-]{32}$/);
        assert.match(passwordHash, /^\$2[ab]\$10\$/);
        assert.ok(await compare(password, passwordHash));
        assert.match(passwordMtime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    });
});
