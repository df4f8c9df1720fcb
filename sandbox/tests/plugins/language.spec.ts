import * as assert from "node:assert/strict";

import { programCommand, runOutcome, type RunRequest } from "../../src/plugins/language/run";

const request: RunRequest = {
    monitorAddress: "127.0.0.1:1",
    engineAddress: "127.0.0.1:2",
    organization: "organization",
    project: "p",
    stack: "dev",
    pwd: "/program",
    rootDirectory: "/project",
    entryPoint: ".",
    parallel: 64,
    dryRun: true,
    args: ["x"],
    config: { "p:a": "1" },
    configSecretKeys: ["p:b"],
    options: {},
};

describe("running a Node.js program", () => {
    it("passes the engine's addresses, the stack and the configuration to the SDK's runner", () => {
        assert.deepEqual(programCommand(request, "/sdk/cmd/run"), {
            args: [
                "/sdk/cmd/run",
                "--monitor=127.0.0.1:1",
                "--engine=127.0.0.1:2",
                "--organization=organization",
                "--project=p",
                "--stack=dev",
                "--pwd=/program",
                "--root-directory=/project",
                "--parallel=64",
                "--dry-run",
                ".",
                "x",
            ],
            environment: {
                PULUMI_CONFIG: '{"p:a":"1"}',
                PULUMI_CONFIG_SECRET_KEYS: '["p:b"]',
                PULUMI_NODEJS_TYPESCRIPT: "true",
            },
        });
    });

    it("honors the runtime's options", () => {
        const { args, environment } = programCommand(
            {
                ...request,
                dryRun: false,
                options: {
                    typescript: false,
                    tsconfig: "tsconfig.pulumi.json",
                    nodeargs: "--inspect  --trace-warnings",
                },
            },
            "run",
        );
        assert.deepEqual(args.slice(0, 3), ["--inspect", "--trace-warnings", "run"]);
        assert.equal(args.includes("--dry-run"), false);
        assert.equal(environment.PULUMI_NODEJS_TYPESCRIPT, "false");
        assert.equal(environment.PULUMI_NODEJS_TSCONFIG_PATH, "tsconfig.pulumi.json");
    });

    it("succeeds with 0, fails silently with 32, and fails with an error otherwise", () => {
        assert.deepEqual(runOutcome(0, null), { error: "", bail: false });
        assert.deepEqual(runOutcome(32, null), { error: "", bail: true });
        assert.match(runOutcome(1, null).error, /non-zero exit code: 1/);
        assert.match(runOutcome(null, "SIGTERM").error, /ended by SIGTERM/);
    });
});
