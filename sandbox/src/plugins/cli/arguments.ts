/** The command line of the sandbox's `aws`: the few commands that Kubernetes clients, @pulumi/eks and the program's own resources run. */
import { parseArgs } from "node:util";

import { IAM_OPTIONS, iamCall, type IamCall } from "./iam";

export type Command =
    | { readonly kind: "version" }
    | {
          readonly kind: "get-token";
          readonly clusterName: string;
          readonly region: string;
          readonly roleArn?: string;
      }
    | { readonly kind: "get-caller-identity"; readonly region: string }
    | {
          readonly kind: "assume-role";
          readonly region: string;
          readonly roleArn: string;
          readonly sessionName: string;
      }
    | {
          readonly kind: "assume-role-with-web-identity";
          readonly region: string;
          readonly roleArn: string;
          readonly sessionName: string;
          /** As the AWS CLI takes long values: `file://` and a path. */
          readonly tokenFile: string;
      }
    | { readonly kind: "iam"; readonly region: string; readonly call: IamCall };

/** A command line that means nothing to it. */
export class UsageError extends Error {
    /**
     * @param exitCode the AWS CLI's: 252 for a command line it can't parse, 253 for missing configuration
     * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html
     */
    constructor(
        message: string,
        public readonly exitCode: 252 | 253,
    ) {
        super(message);
    }
}

const USAGE = `usage: aws --version
       aws eks get-token --cluster-name <name> [--role-arn <arn>] [--region <region>] [--output json]
       aws sts get-caller-identity [--region <region>] [--output json]
       aws sts assume-role --role-arn <arn> --role-session-name <name> [--region <region>] [--output json]
       aws sts assume-role-with-web-identity --role-arn <arn> --role-session-name <name> --web-identity-token file://<path> [--region <region>] [--output json]
       aws iam list-roles | <verb>-open-id-connect-provider [options of the AWS CLI]

This is the sandbox's stand-in for the AWS CLI. It knows no other command.`;

/**
 * Reads a command line. Global options may stand anywhere, and \`--role\` means \`--role-arn\`: the AWS CLI takes any
 * unambiguous beginning, and @pulumi/eks relies on this one.
 * @throws UsageError
 */
export function parseCommand(
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
): Command {
    const { values, positionals } = parsed(args);
    if (values.version && positionals.length === 0) {
        return { kind: "version" };
    }
    if (values.profile !== undefined) {
        throw usage("the sandbox has no profiles: credentials come from the environment");
    }
    if (values.output !== undefined && values.output !== "json") {
        throw usage(`argument --output: the sandbox writes json, not ${values.output}`);
    }
    const region = values.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
    switch (positionals.join(" ")) {
        case "eks get-token":
            return getToken(values, required(region));
        case "sts get-caller-identity":
            return { kind: "get-caller-identity", region: required(region) };
        case "sts assume-role":
            return {
                kind: "assume-role",
                region: required(region),
                roleArn: needed(values, "role-arn"),
                sessionName: needed(values, "role-session-name"),
            };
        case "sts assume-role-with-web-identity":
            return {
                kind: "assume-role-with-web-identity",
                region: required(region),
                roleArn: needed(values, "role-arn"),
                sessionName: needed(values, "role-session-name"),
                tokenFile: fileIn(values, "web-identity-token"),
            };
        default:
            return otherCommand(positionals, values, region);
    }
}

function otherCommand(
    positionals: readonly string[],
    values: Values,
    region: string | undefined,
): Command {
    const [service, command = "", ...more] = positionals;
    const call = service === "iam" && more.length === 0 ? iamCall(command, values) : undefined;
    if (typeof call === "string") {
        throw usage(`the following arguments are required: --${call}`);
    }
    if (call === undefined) {
        throw usage(`argument command: Invalid choice: ${positionals.join(" ") || "(none)"}`);
    }
    return { kind: "iam", region: required(region), call };
}

type Values = Readonly<Record<string, string | boolean | undefined>> & {
    readonly version?: boolean | undefined;
    readonly region?: string | undefined;
    readonly output?: string | undefined;
    readonly profile?: string | undefined;
    readonly "cluster-name"?: string | undefined;
    readonly "role-arn"?: string | undefined;
    readonly role?: string | undefined;
};

function parsed(args: readonly string[]): {
    readonly values: Values;
    readonly positionals: readonly string[];
} {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                version: { type: "boolean" },
                region: { type: "string" },
                output: { type: "string" },
                profile: { type: "string" },
                "cluster-name": { type: "string" },
                "role-arn": { type: "string" },
                role: { type: "string" },
                "role-session-name": { type: "string" },
                "web-identity-token": { type: "string" },
                ...Object.fromEntries(
                    IAM_OPTIONS.map((option) => [option, { type: "string" } as const]),
                ),
            },
        });
    } catch (error) {
        throw usage((error as Error).message);
    }
}

function needed(values: Values, option: string): string {
    const value = values[option];
    if (typeof value !== "string") {
        throw usage(`the following arguments are required: --${option}`);
    }
    return value;
}

function fileIn(values: Values, option: string): string {
    const value = needed(values, option);
    if (!value.startsWith("file://")) {
        throw usage(`argument --${option}: the sandbox takes file://<path> only`);
    }
    return value.slice("file://".length);
}

function getToken(values: Values, region: string): Command {
    const clusterName = needed(values, "cluster-name");
    const roleArn = values["role-arn"] ?? values.role;
    return {
        kind: "get-token",
        clusterName,
        region,
        ...(roleArn === undefined ? {} : { roleArn }),
    };
}

function required(region: string | undefined): string {
    if (!region) {
        throw new UsageError(
            'You must specify a region. You can also configure your region by running "aws configure".',
            253,
        );
    }
    return region;
}

function usage(problem: string): UsageError {
    return new UsageError(`${USAGE}\n\naws: error: ${problem}`, 252);
}
