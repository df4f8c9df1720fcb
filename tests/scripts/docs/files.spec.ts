import assert from "node:assert/strict";

import { generatedFiles, read } from "../../../scripts/docs/files";

describe("What is written from the parser", () => {
    it("is up to date", async () => {
        for (const [file, text] of await generatedFiles()) {
            assert.equal(read(file), text, `${file} is not up to date: npm run docs`);
        }
    });
});
