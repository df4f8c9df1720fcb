/** How AWS words the refusal of a call its caller has no permission for. */
import { AwsError } from "./errors";
import type { Decision } from "./policy/evaluate";

/** Error codes by service prefix: IAM and STS speak the query protocol, EC2 its own, the others JSON. */
const CODES: Readonly<Record<string, string>> = {
    iam: "AccessDenied",
    sts: "AccessDenied",
    ec2: "UnauthorizedOperation",
};

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @param api prefix of the service that refuses, whose error codes it has; by default the action's own
 */
export function refusal(
    caller: string,
    action: string,
    resource: string,
    { permission, sameAccount }: Decision,
    api: string = action.split(":")[0] ?? "",
): AwsError {
    const reasons: Readonly<Record<Decision["permission"], string>> = {
        // allowed on the caller's side: what is missing is a policy of the other account's resource
        allow: sameAccount ? "" : ` because no resource-based policy allows the ${action} action`,
        none: "",
        silent: ` because no identity-based policy allows the ${action} action`,
        deny: " with an explicit deny in an identity-based policy",
        boundary: ` because no permissions boundary allows the ${action} action`,
    };
    return new AwsError(
        CODES[api] ?? "AccessDeniedException",
        `User: ${caller} is not authorized to perform: ${action} on resource: ${resource}${reasons[permission]}`,
        403,
    );
}
