import assert from "node:assert/strict";

import { withKnownOptions } from "../../src/node/coreutils";

describe("programs of the machine in a container's place", () => {
    it("get only options that they support", () => {
        const copy = "/bin/cp --update=none /usr/local/bin/argocd /var/run/argocd/argocd && ls";
        assert.deepEqual(withKnownOptions(["sh", "-c", copy]), [
            "sh",
            "-c",
            "/bin/cp -n /usr/local/bin/argocd /var/run/argocd/argocd && ls",
        ]);
        assert.deepEqual(withKnownOptions(["cpx --update=none x"]), ["cpx --update=none x"]);
    });
});
