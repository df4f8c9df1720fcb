/** The commands of IAM that look after OIDC providers, and what they call. */
import { callAws } from "../../aws/client";
import type { Credentials } from "../../aws/contract";
import { AwsError } from "../../aws/errors";

/** A call of the local AWS. */
export interface IamCall {
    readonly action: string;
    readonly params: Readonly<Record<string, unknown>>;
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

const PROVIDER = ["open-id-connect-provider-arn"] as const;

/** By command: the action, and the options that it needs. */
const COMMANDS: Readonly<Record<string, readonly [action: string, options: readonly string[]]>> = {
    "list-roles": ["ListRoles", []],
    "create-open-id-connect-provider": [
        "CreateOpenIDConnectProvider",
        ["url", "client-id-list", "tags"],
    ],
    "get-open-id-connect-provider": ["GetOpenIDConnectProvider", PROVIDER],
    "delete-open-id-connect-provider": ["DeleteOpenIDConnectProvider", PROVIDER],
    "tag-open-id-connect-provider": ["TagOpenIDConnectProvider", [...PROVIDER, "tags"]],
    "untag-open-id-connect-provider": ["UntagOpenIDConnectProvider", [...PROVIDER, "tag-keys"]],
    "add-client-id-to-open-id-connect-provider": [
        "AddClientIDToOpenIDConnectProvider",
        [...PROVIDER, "client-id"],
    ],
    "remove-client-id-from-open-id-connect-provider": [
        "RemoveClientIDFromOpenIDConnectProvider",
        [...PROVIDER, "client-id"],
    ],
};

/** Options of these commands: the parameter, and how its value is read. */
const OPTIONS: Readonly<Record<string, readonly [name: string, read: (text: string) => unknown]>> =
    {
        url: ["Url", String],
        "open-id-connect-provider-arn": ["OpenIDConnectProviderArn", String],
        "client-id": ["ClientID", String],
        "client-id-list": ["ClientIDList", (text) => [text]],
        tags: ["Tags", (text) => JSON.parse(text) as unknown],
        "tag-keys": ["TagKeys", (text) => JSON.parse(text) as unknown],
    };

export const IAM_OPTIONS: readonly string[] = Object.keys(OPTIONS);

/**
 * The call that a command makes.
 * @returns undefined for a command that isn't known, or the name of an option that is missing
 */
export function iamCall(command: string, values: Values): IamCall | string | undefined {
    const [action, options] = COMMANDS[command] ?? [];
    if (action === undefined || options === undefined) {
        return undefined;
    }
    const missing = options.find((option) => typeof values[option] !== "string");
    if (missing !== undefined) {
        return missing;
    }
    const params = options.map((option) => {
        const [name, read] = OPTIONS[option]!;
        return [name, read(String(values[option]))] as const;
    });
    return { action, params: Object.fromEntries(params) };
}

/**
 * Performs the call. No route of the sandbox leads to IAM's host: it is called through the socket of provider plugins.
 * @throws Error with the AWS CLI's text for a refusal
 */
export async function callIam(
    socketPath: string,
    credentials: Credentials,
    region: string,
    { action, params }: IamCall,
): Promise<Readonly<Record<string, unknown>>> {
    const request = { credentials, region, action: `iam:${action}`, params };
    try {
        return withDocuments(await callAws(socketPath, request, "aws-cli"));
    } catch (error) {
        if (error instanceof AwsError) {
            throw new Error(
                `An error occurred (${error.code}) when calling the ${action} operation: ${error.message}`,
                { cause: error },
            );
        }
        throw error;
    }
}

/** The AWS CLI decodes policy documents: botocore/handlers.py, json_decode_policies. */
function withDocuments(
    result: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
    const text = JSON.stringify(result, (key, value: unknown) =>
        key.endsWith("PolicyDocument") && typeof value === "string"
            ? (JSON.parse(value) as unknown)
            : value,
    );
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
