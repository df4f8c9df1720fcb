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

    it("reads the project's keys as Pulumi hands them over: maps and lists as JSON, the rest as text", () => {
        pulumi.runtime.setAllConfig(stackConfig(RAW_CONFIG, "project-under-test"));
        assert.deepEqual(loadConfig(), parseConfig(RAW_CONFIG, "project-under-test"));
    });

    it("leaves other projects' and packages' keys alone", () => {
        pulumi.runtime.setAllConfig({
            ...stackConfig(RAW_CONFIG, "project-under-test"),
            "aws:region": "us-east-1",
            "pulumi:disable-default-providers": '["aws"]',
            "project-under-test-2:fleet": "Wrong",
        });
        assert.equal(loadConfig().fleet, "acme");
    });

    it("takes a text that only looks like JSON as text", () => {
        pulumi.runtime.setAllConfig({
            ...stackConfig(RAW_CONFIG, "project-under-test"),
            "project-under-test:management": "{broken",
        });
        assert.throws(
            loadConfig,
            /project-under-test:management: found "\{broken"; allowed: a map: a cluster's keys, or existing: true\./,
        );
    });

    it("takes a text as text although it is a number or a truth in JSON", () => {
        pulumi.runtime.setAllConfig(
            stackConfig({ ...RAW_CONFIG, fleet: "true" }, "project-under-test"),
        );
        assert.equal(loadConfig().fleet, "true");
    });

    it("says every problem with the stack file's own key", () => {
        pulumi.runtime.setAllConfig({ "project-under-test:fleet": "Acme" });
        assert.throws(loadConfig, (error: Error) => {
            assert.match(error.message, /^ {2}project-under-test:fleet: found "Acme"; /m);
            assert.match(error.message, /^ {2}project-under-test:management: missing; /m);
            return true;
        });
    });
});
