import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { loadConfig } from "../../config/load";
import { parseConfig } from "../../config/parse";
import { RAW_CONFIG } from "../support/fixtures";
import { install } from "../support/mocks";
import { stackConfig } from "../support/config";

describe("loadConfig", () => {
    beforeEach(() => install());
    afterEach(() => pulumi.runtime.setAllConfig({}));

    it("reads the project's keys as Pulumi passes them: maps and lists as JSON, everything else as text", () => {
        pulumi.runtime.setAllConfig(stackConfig(RAW_CONFIG, "project-under-test"));
        assert.deepEqual(loadConfig(), parseConfig(RAW_CONFIG, "project-under-test"));
    });

    it("ignores the keys of other projects and packages", () => {
        pulumi.runtime.setAllConfig({
            ...stackConfig(RAW_CONFIG, "project-under-test"),
            "aws:region": "us-east-1",
            "pulumi:disable-default-providers": '["aws"]',
            "project-under-test-2:fleet": "Wrong",
        });
        assert.equal(loadConfig().fleet, "acme");
    });

    it("reads text that is not valid JSON as text", () => {
        pulumi.runtime.setAllConfig({
            ...stackConfig(RAW_CONFIG, "project-under-test"),
            "project-under-test:management": "{broken",
        });
        assert.throws(
            loadConfig,
            /project-under-test:management: found "\{broken"; allowed: a map: a cluster's keys, or existing: true\./,
        );
    });

    it("reads text as text even if it is a number or boolean in JSON", () => {
        pulumi.runtime.setAllConfig(
            stackConfig({ ...RAW_CONFIG, fleet: "true" }, "project-under-test"),
        );
        assert.equal(loadConfig().fleet, "true");
    });

    it("reports every problem with the project's prefix", () => {
        pulumi.runtime.setAllConfig({ "project-under-test:fleet": "Acme" });
        assert.throws(loadConfig, (error: Error) => {
            assert.match(error.message, /^ {2}project-under-test:fleet: found "Acme"; /m);
            assert.match(error.message, /^ {2}project-under-test:management: missing; /m);
            return true;
        });
    });
});
