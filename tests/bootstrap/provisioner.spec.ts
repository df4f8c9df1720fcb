/** bootstrap/ as CloudFormation takes it. Needs python3, and the network once. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { cfnLint, lint } from "./cfnLint";

const TEMPLATE = path.join(__dirname, "../../bootstrap/provisioner.yaml");
/** One of each partition. */
const REGIONS = ["eu-west-1", "cn-north-1", "us-gov-west-1"];

describe("bootstrap/provisioner.yaml", () => {
    before("cfn-lint is installed", cfnLint);

    it("is what cfn-lint takes in every partition, without a warning", async () => {
        assert.equal(await lint(TEMPLATE, REGIONS), "");
    });

    it("would be refused with a mistake in it", async () => {
        const directory = await mkdtemp(path.join(tmpdir(), "bootstrap-"));
        try {
            const file = path.join(directory, "provisioner.yaml");
            const text = await readFile(TEMPLATE, "utf8");
            await writeFile(file, text.replace("Ref: TrustedPrincipals", "Ref: NoParameter"));
            assert.match(await lint(file, REGIONS), /E1020.*NoParameter/);
        } finally {
            await rm(directory, { recursive: true });
        }
    });
});
