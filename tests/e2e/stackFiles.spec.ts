/**
 * Several stacks in one running sandbox: stack files on the command line, references between stacks, and the report.
 */
import assert from "node:assert/strict";
import * as path from "node:path";

import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const ACCOUNT = "111111111111";
const program = path.join(__dirname, "programs", "references", "index.ts");

describe("several stacks in one sandbox", () => {
    const session = new Session("stackFiles");
    const hub = new StackSession(session, "hub", { word: "hello" }, { program });
    const dev = new StackSession(
        session,
        "dev",
        { word: "hi", references: ["hub", "organization/eks-gitops-fleet/hub"] },
        { program },
    );

    after(() => session.down());

    it("stop at a stack that fails, and name the stacks that were not run", async () => {
        const { code, output } = await session.run(
            ...(await dev.options()),
            ...(await hub.options()),
            "up",
        );
        assert.notEqual(code, 0);
        assert.match(output, /== stack dev/);
        assert.doesNotMatch(output, /== stack hub/);
        assert.match(output, /in stack dev\. Not touched: hub\./);
    });

    it("come up in the order of their files, in one command, and are all in the report", async () => {
        const output = await session.succeed(
            ...(await hub.options()),
            ...(await dev.options()),
            "up",
        );
        assert.ok(output.indexOf("== stack hub") < output.indexOf("== stack dev"));
        assert.match(output, /\d+ resources in stack dev\n +\d+ resources in stack hub/);
        assert.match(output, /pulumi up \(hub\)/);
    });

    it("read each other's outputs by short and by full name", async () => {
        assert.deepEqual((await dev.outputs()).heard, ["hello", "hello"]);
    });

    it("have separate states: a change of one does not affect the other", async () => {
        hub.configure({ word: "good morning" });
        await hub.up();
        assert.deepEqual((await dev.outputs()).heard, ["hello", "hello"]);
        const { lines } = await dev.up();
        assert.deepEqual(lines, []);
        assert.deepEqual((await dev.outputs()).heard, ["good morning", "good morning"]);
    });

    it("keep their own secrets that were set in the sandbox", async () => {
        await hub.setSecret("secret", "of the hub");
        await dev.setSecret("secret", "of dev");
        await hub.up();
        await dev.up();
        assert.equal((await hub.outputs()).secret, "of the hub");
        assert.equal((await dev.outputs()).secret, "of dev");
        assert.doesNotMatch(await hub.exported("encrypted"), /of the hub/);
    });

    it("are all in the status", async () => {
        assert.match(
            await session.succeed("status"),
            /stack dev: [1-9]\d* resources\nstack hub: [1-9]\d* resources\n/,
        );
    });

    it("can be refreshed and previewed together", async () => {
        for (const command of ["refresh", "preview"]) {
            const output = await session.succeed(
                ...(await hub.options()),
                ...(await dev.options()),
                command,
            );
            assert.ok(output.indexOf("== stack hub") < output.indexOf("== stack dev"), command);
        }
    });

    it("are not leftovers of each other: destroying one does not report what the other may own", async () => {
        await session.ensureAccount({ id: ACCOUNT });
        await session.aws(ACCOUNT, "ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" });
        const output = await session.succeed(...(await dev.options()), "destroy");
        assert.match(output, /Still up: hub \(\d+ resources\)\./);
        assert.match(output, /ec2:vpc 111111111111/);
        assert.match(await session.succeed("status"), /stack dev: 0 resources/);
    });

    it("report leftovers when none of them has resources", async () => {
        const { code, output } = await session.run(...(await hub.options()), "destroy");
        assert.equal(code, 1);
        assert.match(output, /Left in the local AWS:\n +(?:.*\n +)*ec2:vpc 111111111111/);
    });

    it("are destroyed in reverse order of their files", async () => {
        const both = [...(await hub.options()), ...(await dev.options())];
        await session.succeed(...both, "up");
        const { output } = await session.run(...both, "destroy");
        assert.ok(output.indexOf("== stack dev") < output.indexOf("== stack hub"));
        assert.match(await session.succeed("status"), /stack dev: 0 resources\nstack hub: 0/);
    });

    it("are rejected if two files name the same stack", async () => {
        const { code, output } = await session.run(
            ...(await hub.options()),
            "--stack-file=Pulumi.hub.yaml",
            "preview",
        );
        assert.equal(code, 1);
        assert.match(output, /Two stack files name the stack hub/);
    });
});
