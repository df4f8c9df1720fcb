/** The aws provider's configuration, and the session with AWS that follows from it. */
import { AwsError } from "../../aws/errors";
import type { ApiRequest, Credentials } from "../../aws/contract";
import { ActionError, errorText } from "../provider/errors";
import type { Answer, Api, Session } from "../provider/resource";
import { isObject, textOf, textsOf, type Properties, type Value } from "../provider/values";
import { answered, given, part } from "./answers";

/** Answers a call or throws AwsError. */
export type CallAws = (request: ApiRequest) => Promise<Answer>;

/** Settings that change how the real provider behaves towards AWS and that mean nothing here. */
const WITHOUT_EFFECT = new Set([
    "maxRetries",
    "retryMode",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "stsRegion",
    "userAgents",
    "version",
]);
const UNDERSTOOD = new Set([
    "region",
    "allowedAccountIds",
    "forbiddenAccountIds",
    "assumeRoles",
    "defaultTags",
]);
const CREDENTIALS = new Set(["accessKey", "secretKey", "token", "profile"]);

/** Nested settings arrive as JSON text: https://github.com/pulumi/pulumi/issues/5455 */
export function parsedConfiguration(config: Properties): Properties {
    return Object.fromEntries<Value | undefined>(
        Object.entries(config).map(([name, value]) => [name, parsedSetting(value)]),
    );
}

/** What is wrong with a configuration; unknown values are left for later. */
export function configurationProblems(config: Properties): readonly string[] {
    return Object.entries(parsedConfiguration(config))
        .filter(([, value]) => !isUnset(value))
        .flatMap(([name]) => {
            if (CREDENTIALS.has(name)) {
                return [
                    `'${name}': the sandbox takes no static credential in a provider's configuration; ` +
                        "the caller's come from the environment, other accounts through assumeRoles",
                ];
            }
            return UNDERSTOOD.has(name) || WITHOUT_EFFECT.has(name)
                ? []
                : [`'${name}': the sandbox's aws provider does not model this setting`];
        });
}

/**
 * Assumes the configured roles, one after the other, and checks the account.
 * @param base the caller's own credentials
 * @throws Error with the real provider's text
 */
export async function openSession(
    callAws: CallAws,
    base: Credentials | undefined,
    config: Properties,
): Promise<Session> {
    const settings = parsedConfiguration(config);
    const [problem] = configurationProblems(settings);
    if (problem !== undefined) {
        throw new Error(problem);
    }
    const region = textOf(settings, "region");
    if (region === undefined) {
        throw new Error("Invalid or missing region: set 'region' on the provider");
    }
    if (base === undefined) {
        throw new Error("No valid credential sources found: AWS_ACCESS_KEY_ID is not set");
    }
    let credentials = base;
    for (const role of rolesOf(settings)) {
        credentials = await assumedRole(callAws, credentials, region, role);
    }
    const call = callerWith(callAws, credentials, region);
    const caller = await call("sts:GetCallerIdentity", {});
    const accountId = answered(caller, "Account");
    checkAccount(settings, accountId);
    const api: Api = {
        accountId,
        partition: answered(caller, "Arn").split(":")[1] ?? "aws",
        region,
        call,
    };
    return { api, defaultTags: defaultTagsOf(settings) };
}

function rolesOf(settings: Properties): readonly Properties[] {
    const roles = settings.assumeRoles;
    return Array.isArray(roles) ? roles.filter(isObject) : [];
}

async function assumedRole(
    callAws: CallAws,
    credentials: Credentials,
    region: string,
    role: Properties,
): Promise<Credentials> {
    const RoleArn = textOf(role, "roleArn") ?? "";
    const supported = ["roleArn", "sessionName", "duration", "externalId"];
    const unknown = Object.keys(role).find(
        (name) => !isUnset(role[name]) && !supported.includes(name),
    );
    if (unknown !== undefined) {
        throw new Error(`assumeRoles: the sandbox's aws provider does not model '${unknown}'`);
    }
    try {
        const answer = await callerWith(
            callAws,
            credentials,
            region,
        )(
            "sts:AssumeRole",
            given({
                RoleArn,
                RoleSessionName: textOf(role, "sessionName") ?? `aws-go-sdk-${Date.now()}`,
                DurationSeconds: durationOf(role),
                ExternalId: textOf(role, "externalId"),
            }),
        );
        const issued = part(answer, "Credentials");
        return {
            accessKeyId: answered(issued, "AccessKeyId"),
            secretAccessKey: answered(issued, "SecretAccessKey"),
            sessionToken: answered(issued, "SessionToken"),
        };
    } catch (error) {
        throw new Error(
            `Cannot assume IAM Role: IAM Role (${RoleArn}) cannot be assumed. ` +
                `There are a number of possible causes of this - the most common are: ` +
                `the credentials used in order to assume the role are invalid, or they do not have ` +
                `appropriate permission to assume the role, or the role ARN is not valid. ` +
                `Error: ${errorText(error)}`,
            { cause: error },
        );
    }
}

function callerWith(callAws: CallAws, credentials: Credentials, region: string): Api["call"] {
    return async (action, params) => {
        try {
            return await callAws({ credentials, region, action, params });
        } catch (error) {
            throw error instanceof AwsError ? new ActionError(action, error) : error;
        }
    };
}

// The real provider's rule and text: aws-sdk-go-base, VerifyAccountIDAllowed.
function checkAccount(settings: Properties, accountId: string): void {
    const allowed = textsOf(settings, "allowedAccountIds");
    if (
        textsOf(settings, "forbiddenAccountIds").includes(accountId) ||
        (allowed.length > 0 && !allowed.includes(accountId))
    ) {
        throw new Error(`AWS account ID not allowed: ${accountId}`);
    }
}

function defaultTagsOf(settings: Properties): Readonly<Record<string, string>> {
    return part(part(settings, "defaultTags"), "tags") as Readonly<Record<string, string>>;
}

// Seconds; the setting is a Go duration.
function durationOf(role: Properties): number | undefined {
    const duration = textOf(role, "duration");
    if (duration === undefined) {
        return undefined;
    }
    const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration);
    if (duration === "" || found === null) {
        throw new Error(`assumeRoles: '${duration}' is not a duration such as 1h or 15m0s`);
    }
    const [hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0));
    return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

function parsedSetting(value: Value | undefined): Value | undefined {
    if (typeof value !== "string" || !/^[[{]|^(true|false|\d+)$/.test(value)) {
        return value;
    }
    return JSON.parse(value) as Value;
}

function isUnset(value: Value | undefined): boolean {
    return value === undefined || value === null || value === false || value === "";
}
