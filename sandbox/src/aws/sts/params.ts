/** Parameters that AssumeRole and AssumeRoleWithWebIdentity share. */
import { AwsError } from "../errors";
import { validationError } from "../iam/errors";
import { constrained, ranged } from "../iam/params";
import type { Role } from "../iam/roles";
import { parseArn } from "../policy/arn";
import type { ParamReader } from "../params";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function sessionNameOf(reader: ParamReader): string {
    const name = constrained(
        "roleSessionName",
        reader.string("RoleSessionName"),
        /^[\w+=,.@-]*$/,
        64,
    );
    if (name.length < 2) {
        throw validationError(
            `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: ` +
                "Member must have length greater than or equal to 2",
        );
    }
    return name;
}

/** ARN of the role asked for. */
export function roleArnOf(reader: ParamReader): string {
    const arn = reader.string("RoleArn");
    const parsed = parseArn(arn);
    if (parsed?.service !== "iam" || !parsed.resource.startsWith("role/")) {
        throw validationError(`${arn} is invalid`);
    }
    return arn;
}

/** Length asked for, in seconds; an hour by default. */
export function durationOf(reader: ParamReader): number {
    return ranged("durationSeconds", reader.maybeInteger("DurationSeconds"), 900, 43200) ?? 3600;
}

/** Refuses a session longer than its role allows. */
export function checkDuration({ maxSessionDuration }: Role, seconds: number): void {
    if (seconds > maxSessionDuration) {
        throw validationError(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
    }
}

/** The refusal of sts:AssumeRole and sts:TagSession. */
export function notAuthorized(caller: string, action: string, roleArn: string): AwsError {
    return new AwsError(
        "AccessDenied",
        `User: ${caller} is not authorized to perform: ${action} on resource: ${roleArn}`,
        403,
    );
}
