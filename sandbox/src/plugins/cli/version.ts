/** The AWS CLI that @pulumi/eks asks for. */
import { execFileSync } from "node:child_process";

/** What the sandbox's own command prints: the form of the CLI's, as new as is needed, and saying what it is. */
export const OWN_VERSION = "aws-cli/2.7.0 eks-gitops-fleet-sandbox/stand-in";

/**
 * Whether an AWS CLI is new enough for @pulumi/eks: 1.24 or 2.7 and later (its nodejs/eks/dependencies.ts).
 * @param version what `aws --version` prints
 */
export function suitableAwsCommand(version: string): boolean {
    const found = /^aws-cli\/(\d+)\.(\d+)/.exec(version);
    if (found === null) {
        return false;
    }
    const [major = 0, minor = 0] = found.slice(1).map(Number);
    return major === 1 ? minor >= 24 : major > 2 || (major === 2 && minor >= 7);
}

/**
 * Runs `aws --version`, as the real component does at every preview and update.
 * @throws Error when there is no AWS CLI or it is too old
 */
export function assertAwsCommand(): void {
    let version: string;
    try {
        version = execFileSync("aws", ["--version"], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        });
    } catch (error) {
        throw new Error(
            "Could not find aws CLI for EKS. See https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html for installation instructions.",
            { cause: error },
        );
    }
    if (!suitableAwsCommand(version)) {
        throw new Error(
            `At least v1.24.0 or v2.7.0 of aws-cli is required. Current version is: ${version.trim()}.`,
        );
    }
}
