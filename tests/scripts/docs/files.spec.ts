import assert from "node:assert/strict";

import { generatedFiles, read } from "../../../scripts/docs/files";

describe("Generated files", () => {
    it("are up to date", async () => {
        for (const [file, text] of await generatedFiles()) {
            assert.equal(read(file), text, `${file} is not up to date: npm run docs`);
        }
    });
});
