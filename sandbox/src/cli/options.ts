/** Options of every command of the sandbox. */
import * as path from "node:path";

import { parseAwsTime, type AwsTime } from "../aws/time";
import { repositoryRoot } from "../paths";
import { ownProjectDirectory } from "./ownProject";

export interface SandboxOptions {
    /** Paths of `Pulumi.<stack>.yaml` files, in the order in which their stacks come up; at least one. */
    readonly stackFiles: readonly string[];
    /** Directory with the real eks and awsx plugins. */
    readonly plugins?: string;
    /** Absolute path of the argo-cd chart's directory, for Argo CD by Helm. */
    readonly chart?: string;
    /** Pulumi program to run. @default the repository's */
    readonly program?: string;
    /** How late changes in the local AWS take effect. Absent: as in the running sandbox, or the default. */
    readonly awsTime?: AwsTime;
}

/** Options as the command line has them. */
export interface GivenOptions {
    /** One for each `--stack-file`; absent if there was none. */
    readonly stackFile?: readonly string[];
    readonly plugins?: string;
    readonly chart?: string;
    /** Pulumi program to run. @default the repository's */
    readonly program?: string;
    readonly awsTime?: string;
}

/** Path of the stack file to run unless one is named: Pulumi.dev.yaml beside the program's Pulumi.yaml. */
function defaultStackFile(program: string | undefined): string {
    const own = program === undefined ? undefined : ownProjectDirectory(program);
    return path.join(own ?? repositoryRoot, "Pulumi.dev.yaml");
}

/** What a command works with. @throws Error for an invalid `--aws-time` */
export function sandboxOptions({
    stackFile,
    chart,
    awsTime,
    ...rest
}: GivenOptions): SandboxOptions {
    return {
        stackFiles: stackFile ?? [defaultStackFile(rest.program)],
        // The program reads it from another directory than this one.
        ...(chart === undefined ? {} : { chart: path.resolve(chart) }),
        ...(awsTime === undefined ? {} : { awsTime: parseAwsTime(awsTime) }),
        ...rest,
    };
}

/** Adds a value of an option that may be given more than once. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
    return [...(before ?? []), value];
}
