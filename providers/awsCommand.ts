/** The `aws` command: it is needed anyway, for clusters' tokens, and it knows every way that credentials come. */
import { execFile } from "node:child_process";

import { UserError } from "../lib/userError";

export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

/** A call that AWS refused, or a command that failed otherwise. */
export class RefusedError extends UserError {
    /** @param code AWS's, such as NoSuchEntity; empty if the command failed otherwise */
    constructor(
        message: string,
        public readonly code: string,
    ) {
        super(message);
    }
}

/** A list of an account's roles takes a few hundred bytes each. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Environment with a session that STS answered with. A profile would come before it. */
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
 * Runs the command. Nothing passes a shell.
 * @param purpose why the command is needed, as the end of an error where there is none
 * @returns what it answers; an empty answer is an empty object
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
