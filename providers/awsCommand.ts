/** The `aws` command: it is needed for clusters' tokens anyway, and supports every source of credentials. */
import { execFile } from "node:child_process";

import { UserError } from "../lib/userError";

export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

/** AWS rejected a call, or the command failed. */
export class RefusedError extends UserError {
    /** @param code AWS's error code, such as NoSuchEntity; empty if the command failed for another reason */
    constructor(
        message: string,
        public readonly code: string,
    ) {
        super(message);
    }
}

/** A list of an account's roles needs a few hundred bytes per role. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Environment variables for a session that STS returned. A profile would take precedence over it. */
export function sessionEnvironment(answer: Readonly<Record<string, unknown>>): AwsEnvironment {
    const { Credentials } = answer as { readonly Credentials?: Readonly<Record<string, string>> };
    return {
        AWS_ACCESS_KEY_ID: Credentials?.["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY: Credentials?.["SecretAccessKey"],
        AWS_SESSION_TOKEN: Credentials?.["SessionToken"],
        AWS_PROFILE: undefined,
        AWS_DEFAULT_PROFILE: undefined,
    };
}

/**
 * Runs the command without a shell.
 * @param purpose why the command is needed, for the error message if it is not installed
 * @returns the parsed output; an empty object if there is no output
 */
export function runAws(
    args: readonly string[],
    environment: AwsEnvironment,
    purpose: string,
): Promise<Readonly<Record<string, unknown>>> {
    return new Promise((resolve, reject) => {
        execFile(
            "aws",
            [...args, "--output", "json"],
            { env: { ...environment }, maxBuffer: MOST_OUTPUT, encoding: "utf8" },
            (error, stdout, stderr) => {
                if (error === null) {
                    resolve(
                        (stdout.trim() === "" ? {} : JSON.parse(stdout)) as Readonly<
                            Record<string, unknown>
                        >,
                    );
                    return;
                }
                const words = stderr.trim() || error.message;
                const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
                const code = /An error occurred \((\w+)\)/.exec(words)?.[1] ?? "";
                reject(
                    new RefusedError(
                        missing
                            ? `the aws command is not on the PATH: install the AWS CLI; ${purpose}.`
                            : `aws ${args.slice(0, 2).join(" ")}: ${words.split("\n").at(-1)!}`,
                        code,
                    ),
                );
            },
        );
    });
}
