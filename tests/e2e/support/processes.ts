/** Every process of a sandbox, with its environment: what anyone with access to it could read. */
import { execa } from "execa";

import { enter } from "../../../sandbox/src/cli/namespace";
import { runningNamespace } from "../../../sandbox/src/cli/start";
import type { Session } from "./session";

export interface SandboxProcess {
    /** In the sandbox's outermost pid namespace. */
    readonly pid: number;
    /** argv, separated by spaces. */
    readonly command: string;
    readonly environment: Readonly<Record<string, string>>;
}

/** Runs inside the namespaces. Skips processes that end in the meantime, and fails for one that cannot be read. */
const SCRIPT = `
const { readdirSync, readFileSync } = require("node:fs");
const processes = [];
for (const pid of readdirSync("/proc").filter((name) => /^\\d+$/.test(name))) {
    try {
        const [command, environment] = ["cmdline", "environ"].map((file) =>
            readFileSync("/proc/" + pid + "/" + file, "utf8").split("\\0").filter(Boolean),
        );
        processes.push({ pid: Number(pid), command, environment });
    } catch (error) {
        if (error.code !== "ENOENT" && error.code !== "ESRCH") {
            throw error;
        }
    }
}
process.stdout.write(JSON.stringify(processes));
`;

/** All processes, including those in pods. */
export async function processesOf(session: Session): Promise<readonly SandboxProcess[]> {
    const namespace = await runningNamespace(session.paths);
    const [command, ...args] = enter(namespace, "/", [process.execPath, "-e", SCRIPT]);
    const { stdout } = await execa(command!, args, {
        env: { PATH: process.env.PATH },
        extendEnv: false,
    });
    const found = JSON.parse(stdout) as readonly {
        readonly pid: number;
        readonly command: readonly string[];
        readonly environment: readonly string[];
    }[];
    return found
        .filter(({ command: argv }) => argv.length > 0 && !argv.includes(SCRIPT))
        .map(({ pid, command: argv, environment }) => ({
            pid,
            command: argv.join(" "),
            environment: Object.fromEntries(environment.map(variable)),
        }));
}

function variable(text: string): readonly [string, string] {
    const equals = text.indexOf("=");
    return [text.slice(0, equals), text.slice(equals + 1)];
}
