import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";

const EXISTING = {
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "testing",
    access: { namespaces: { default: { existing: true } } },
};

describe("Warnings", () => {
    it("are none for a careful configuration", () => {
        assert.deepEqual(parseConfig(RAW_CONFIG, "p").warnings, []);
    });

    it("name each target that Argo CD is cluster-admin of", () => {
        const { warnings } = parseConfig(changed({ "targets.testing.access": "cluster" }), "p");
        assert.equal(warnings.length, 1);
        assert.match(
            warnings[0]!,
            /^targets\.testing\.access: cluster makes Argo CD cluster-admin/,
        );
    });

    it("say that a guestbook waits for an entry that is pasted by hand", () => {
        const manual = changed({ "targets.testing": { ...EXISTING, awsAuth: "manual" } });
        assert.match(
            parseConfig(manual, "p").warnings.join(),
            /^guestbook\.targets: testing is mapped by hand/,
        );
        const patch = changed({ "targets.testing": { ...EXISTING, awsAuth: "patch" } });
        assert.deepEqual(parseConfig(patch, "p").warnings, []);
    });
});
