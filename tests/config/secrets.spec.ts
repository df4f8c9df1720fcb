import assert from "node:assert/strict";
import { z } from "zod";

import { secretProblems, secretReferences } from "../../config/secrets";

const text = z.string();
const login = z.strictObject({ passwordSecret: text, url: text.optional() });
const RULES = {
    logins: z.record(text, z.union([login, z.strictObject({ passwordSecret: text })])),
    list: z.array(z.strictObject({ tokenSecret: text })).default([]),
    tags: z.record(text, text).optional(),
    one: login.prefault({ passwordSecret: "" }),
};

const RAW = {
    logins: { apps: { passwordSecret: "repoPassword", url: "x" } },
    list: [{ tokenSecret: "token" }, { tokenSecret: 3 }],
    tags: { AppSecret: "a name of the user's own refers to nothing" },
    one: { passwordSecret: "other", misspeltSecret: "x" },
    passwordSecret: "a top-level key is no reference",
};

describe("References to secrets", () => {
    it("are found at every depth, where a key of the program ends in Secret and holds a text", () => {
        assert.deepEqual(secretReferences(RULES, RAW), [
            { path: "logins.apps.passwordSecret", key: "repoPassword" },
            { path: "list.0.tokenSecret", key: "token" },
            { path: "one.passwordSecret", key: "other" },
            { path: "one.misspeltSecret", key: "x" },
        ]);
    });

    it("are none where a configuration has another shape", () => {
        for (const raw of [{}, { logins: null, list: "x", tags: [], one: [[]] }]) {
            assert.deepEqual(secretReferences(RULES, raw), []);
        }
    });

    it("lead to keys that are there, or to the command that sets them", () => {
        const references = secretReferences({ logins: RULES.logins }, RAW);
        assert.deepEqual(secretProblems(references, { repoPassword: "x" }), []);
        assert.deepEqual(secretProblems(references, { token: "y" }), [
            {
                path: "logins.apps.passwordSecret",
                found: '"repoPassword"',
                remedy: "no such secret. Set it: pulumi config set --secret repoPassword.",
            },
        ]);
    });
});
