import assert from "node:assert/strict";

import { secretProblems, secretReferences } from "../../../components/lib/config/secrets";

const RAW = {
    argocd: { repositories: { apps: { passwordSecret: "repoPassword", url: "x" } } },
    other: [{ tokenSecret: "token" }, { tokenSecret: 3 }],
    passwordSecret: "a top-level key is no reference",
};

describe("References to secrets", () => {
    it("are found at every depth, where a key ends in Secret and holds a text", () => {
        assert.deepEqual(secretReferences(RAW), [
            { path: "argocd.repositories.apps.passwordSecret", key: "repoPassword" },
            { path: "other.0.tokenSecret", key: "token" },
        ]);
    });

    it("lead to keys that are there, or to the command that sets them", () => {
        const references = secretReferences(RAW);
        assert.deepEqual(secretProblems(references, { repoPassword: "x", token: "y" }), []);
        assert.deepEqual(secretProblems(references, { token: "y" }), [
            {
                path: "argocd.repositories.apps.passwordSecret",
                found: '"repoPassword"',
                remedy: "no such secret. Set it: pulumi config set --secret repoPassword.",
            },
        ]);
    });
});
