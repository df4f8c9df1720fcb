/**
 * What each value of the configuration accepts. Every field has one message, whatever is wrong with the value.
 * Constraints are zod's own wherever zod has one, so that the JSON schema for editors and docs/configuration.md enforces the same.
 */
import { z } from "zod";

import { PRINCIPAL_ARN, ROLE_ARN } from "./aws/arn";
import { contains, knownCidr, parseCidr, type CidrRange } from "./network/cidr";
import { hint } from "./problems";

const ANYWHERE = knownCidr("0.0.0.0/0");

/**
 * A string that matches a pattern or passes a test.
 * @param allowed the message, for a wrong type and for wrong content
 * @param test a function is invisible to the JSON schema: add the nearest wider pattern by `.meta({ pattern })`
 */
export function text(allowed: string, test: RegExp | ((value: string) => boolean)): z.ZodString {
    const error = (): string => allowed;
    const string = z.string({ error });
    return test instanceof RegExp ? string.regex(test, { error }) : string.refine(test, { error });
}

/** An integer between two bounds, both included. */
export function wholeNumber(allowed: string, minimum: number, maximum: number): z.ZodNumber {
    const error = (): string => allowed;
    return z
        .number({ error })
        .int({ error, abort: true })
        .min(minimum, { error })
        .max(maximum, { error });
}

/** One of a few words. The message names the nearest one. */
export function oneOf<const T extends readonly [string, ...string[]]>(
    words: T,
): z.ZodType<T[number], T[number]> {
    const allowed = `allowed: ${words.join(", ")}.`;
    return z.enum(words, {
        error: ({ input }) => allowed + (typeof input === "string" ? hint(input, words) : ""),
    });
}

export const trueOrFalse = z.boolean({ error: () => "allowed: true or false." });

/**
 * A map with known keys. The message for any other key names the nearest known one.
 * @param explain message for a key that needs more explanation than "unknown"
 */
export function record<T extends z.ZodRawShape>(
    shape: T,
    explain: (key: string) => string | undefined = () => undefined,
): z.ZodObject<T, z.core.$strict> {
    return z.strictObject(shape, {
        error: (issue) =>
            issue.code === "unrecognized_keys"
                ? (issue.keys as readonly string[])
                      .map((key) => explain(key) ?? unknownKey(key, Object.keys(shape)))
                      .join(" ")
                : `allowed: a map with the keys ${Object.keys(shape).join(", ")}.`,
    });
}

/**
 * A map whose keys the user chooses. A malformed key is reported beside the problems of its value.
 * @param key a function is invisible to the JSON schema
 * @param keyAllowed the message for a malformed key
 */
export function mapOf<Output, Input>(
    key: RegExp | ((name: string) => boolean),
    keyAllowed: string,
    value: z.ZodType<Output, Input>,
): z.ZodType<Record<string, Output>, Record<string, Input>> {
    const fits = key instanceof RegExp ? (name: string) => key.test(name) : key;
    // A key schema of z.record itself would skip the value of a malformed key.
    return z
        .record(z.string(), value, { error: () => "allowed: a map." })
        .superRefine(
            (map, { issues }) => {
                for (const name of Object.keys(map).filter((name) => !fits(name))) {
                    issues.push({ code: "custom", path: [name], input: name, message: keyAllowed });
                }
            },
            { when: ({ value: map }) => typeof map === "object" && map !== null },
        )
        .meta({
            propertyNames: {
                ...(key instanceof RegExp ? { pattern: key.source } : {}),
                errorMessage: keyAllowed,
            },
        });
}

/** A list with a minimum length. */
export function listOf<T extends z.ZodType>(
    value: T,
    minimum: number,
    allowed: string,
): z.ZodArray<T> {
    const list = z.array(value, { error: () => allowed });
    return minimum === 0 ? list : list.min(minimum, { error: () => allowed });
}

function unknownKey(key: string, allowed: readonly string[]): string {
    return `unknown key "${key}".${hint(key, allowed)} Allowed: ${allowed.join(", ")}.`;
}

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const accountId = text(
    'allowed: the twelve digits of an AWS account, quoted: "012345678901".',
    /^\d{12}$/,
);

/** Checks the form only: AWS rejects a region that does not exist. */
export const region = text(
    'allowed: the name of an AWS region, such as "eu-west-1".',
    /^(us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov)-[a-z]+-\d$/,
);

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const clusterName = text(
    "allowed: 1 to 100 letters, digits, hyphens and underscores, beginning with a letter or digit.",
    /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/,
);

/** Part of the names of roles (64 characters), of Kubernetes objects and of groups. */
export const FLEET_NAME = /^(?!.*-(deploy|deployer|runner)(-|$))[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;
export const fleetName = text(
    'allowed: 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen; without "-deploy", "-deployer" and "-runner", with which its roles could have the names of another fleet\'s.',
    FLEET_NAME,
);

/** https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack */
export const stackName = text(
    'allowed: the name of a stack, or organization/project/stack, of letters, digits and -_.: "hub" or "acme/eks-gitops-fleet/hub".',
    /^[\w.-]{1,100}(\/[\w.-]{1,100}\/[\w.-]{1,100})?$/,
);

/** A target's key is part of the names of roles, Secrets and AppProjects. */
export const TARGET_KEY = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
export const TARGET_KEY_ALLOWED =
    "allowed as a target's key: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen.";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const NAMESPACE_ALLOWED =
    "allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.";
export const namespace = text(NAMESPACE_ALLOWED, DNS_LABEL);

/** For editors only: the parser checks the range of each number. */
const IPV4 = "([0-9]{1,3}\\.){3}[0-9]{1,3}";

/**
 * An IPv4 range whose prefix is between two lengths.
 * @param inside ranges, one of which must contain it. @default any range
 */
export function cidr(
    allowed: string,
    minimum: number,
    maximum: number,
    inside: readonly CidrRange[] = [ANYWHERE],
): z.ZodString {
    const lengths = Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
    return text(allowed, (value) => {
        const range = parseCidr(value);
        return (
            range !== undefined &&
            lengths.includes(range.prefix) &&
            inside.some((outer) => contains(outer, range))
        );
    }).meta({ pattern: `^${IPV4}/(${lengths.join("|")})$` });
}

/** A range of operators. A range wider than /8 would defeat the allow-list. */
export const operatorCidr = cidr(
    'allowed: an IPv4 range in CIDR form, /8 or narrower, whose address is the first of the range, such as "203.0.113.0/24". To open an endpoint to everyone, set endpointAccess: world on the cluster.',
    8,
    32,
);

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const vpcCidr = cidr(
    'allowed: an IPv4 range between /16 and /20, such as "10.0.0.0/16": smaller ones leave too few addresses for pods.',
    16,
    20,
);

export const principalArn = text(
    'allowed: the ARN of an IAM role or user, such as "arn:aws:iam::111111111111:role/Admin". For an SSO session, use the ARN of its role.',
    PRINCIPAL_ARN,
);

export const provisionerRoleArn = text(
    'allowed: the ARN of an IAM role, such as "arn:aws:iam::111111111111:role/Provisioner".',
    ROLE_ARN,
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleName = text(
    "allowed: the name of an IAM role without path, 1 to 64 letters, digits and +=,.@-_.",
    /^[\w+=,.@-]{1,64}$/,
);

/** Same source. AWS allows 512 characters; a short path leaves room for more roles in a policy. */
export const rolePath = text(
    'allowed: "/" or a path of up to 64 characters that begins and ends with a slash, such as "/platform/".',
    /^(?=.{1,64}$)\/(?:[\w+=,.@-]+\/)*$/,
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const policyName = text(
    'allowed: the name of a managed policy, including its path if any, such as "PlatformBoundary" or "platform/Boundary".',
    /^\/?(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];
const RETENTION_ALLOWED = `allowed: a number of days that CloudWatch Logs supports: ${RETENTION_DAYS.join(", ")}.`;
export const logRetention = z.literal(RETENTION_DAYS, { error: () => RETENTION_ALLOWED });

export const instanceType = text(
    'allowed: an EC2 instance type, such as "t3.large".',
    /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
);

/** https:// only, without user or password: credentials of private repositories are configured elsewhere. */
export const repositoryUrl = text(
    'allowed: an https:// address of a git repository, such as "https://github.com/argoproj/argocd-example-apps.git".',
    /^https:\/\/[^\s/@]+\/\S+$/,
);
