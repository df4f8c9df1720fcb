/** AWS's linter of CloudFormation templates, installed once outside the repository by its pinned requirements. */
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const ROOT = path.join(__dirname, "../..");
const REQUIREMENTS = path.join(ROOT, "bootstrap/requirements.txt");

const NO_PYTHON =
    "python3 with its module venv is needed for cfn-lint, which checks bootstrap/: install them (Debian: apt-get install python3 python3-venv), or leave out npm run test:bootstrap.";

/** Path of the linter. @throws Error saying what is missing where it can't be installed */
export async function cfnLint(): Promise<string> {
    const pins = await readFile(REQUIREMENTS, "utf8");
    const key = createHash("sha256").update(pins).digest("hex").slice(0, 12);
    const directory = path.join(homedir(), ".cache/eks-gitops-fleet", `cfn-lint-${key}`);
    const linter = path.join(directory, "bin/cfn-lint");
    if (existsSync(path.join(directory, "complete"))) {
        return linter;
    }
    await rm(directory, { recursive: true, force: true });
    await run("python3", ["-m", "venv", directory]).catch(() => {
        throw new Error(NO_PYTHON);
    });
    const pip = path.join(directory, "bin/pip");
    await run(pip, [
        ...["install", "--quiet", "--disable-pip-version-check"],
        ...["--requirement", REQUIREMENTS],
    ]);
    // An installation that was cut short has no such file.
    await writeFile(path.join(directory, "complete"), "");
    return linter;
}

/** Everything that the linter says about a file, warnings among it; empty where it is content. */
export async function lint(file: string, regions: readonly string[]): Promise<string> {
    const linter = await cfnLint();
    try {
        const { stdout } = await run(linter, ["--template", file, "--regions", ...regions]);
        return stdout.trim();
    } catch (error) {
        const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
        return `${stdout}${stderr}`.trim() || String(error);
    }
}
