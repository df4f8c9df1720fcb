import assert from "node:assert/strict";
import { z } from "zod";

import { secretProblems, secretReferences } from "../../config/secrets";
import { problemsOf } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";

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
    it("are found at every depth in keys of the program that end in Secret", () => {
        assert.deepEqual(secretReferences(RULES, RAW), [
            { path: "logins.apps.passwordSecret", key: "repoPassword" },
            { path: "list.0.tokenSecret", key: "token" },
            { path: "one.passwordSecret", key: "other" },
            { path: "one.misspeltSecret", key: "x" },
        ]);
    });

    it("are none in a configuration of another shape", () => {
        for (const raw of [{}, { logins: null, list: "x", tags: [], one: [[]] }]) {
            assert.deepEqual(secretReferences(RULES, raw), []);
        }
    });

    it("are problems without their key, with the command that sets it", () => {
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

describe("A secret of the configuration", () => {
    it("is rejected if nothing refers to it, and never shown", () => {
        const raw = { ...RAW_CONFIG, repoPassword: "hunter2" };
        const [problem] = problemsOf(raw);
        assert.match(problem!, /^p:repoPassword: unknown key\./);
        assert.ok(!problem!.includes("hunter2"));
    });
});
