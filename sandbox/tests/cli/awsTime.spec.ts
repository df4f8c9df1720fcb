import assert from "node:assert/strict";

import { DEFAULT_AWS_TIME, NO_DELAYS } from "../../src/aws/time";
import { sandboxOptions } from "../../src/cli/options";
import { requireSameAwsTime } from "../../src/cli/start";

describe("--aws-time", () => {
    it("is parsed, and is left to the running sandbox unless given", () => {
        assert.deepEqual(sandboxOptions({ awsTime: "none" }).awsTime, NO_DELAYS);
        assert.ok(!("awsTime" in sandboxOptions({})));
    });

    it("is rejected with what is wrong", () => {
        assert.throws(() => sandboxOptions({ awsTime: "fast" }), /--aws-time "fast" is invalid/);
    });

    it("accepts what the running sandbox was started with", () => {
        requireSameAwsTime(DEFAULT_AWS_TIME, { ...DEFAULT_AWS_TIME });
    });

    it("is rejected when it differs from the running sandbox", () => {
        assert.throws(() => requireSameAwsTime(DEFAULT_AWS_TIME, NO_DELAYS), {
            message:
                "--aws-time resolve=0s,accept=0s,admit=0s differs from the running sandbox, which was started with " +
                "resolve=2s,accept=2s,admit=3s. Omit --aws-time, or stop the sandbox first: npm run sandbox -- down",
        });
    });
});
