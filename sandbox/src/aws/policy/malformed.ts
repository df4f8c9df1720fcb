import { AwsError } from "../errors";

/** A policy IAM refuses to store. Texts in English are IAM's own unless they name the sandbox. */
export function malformed(message: string): AwsError {
    return new AwsError("MalformedPolicyDocument", message);
}

/** What the sandbox would have to ignore is refused, so that nothing seems to hold that doesn't. */
export function unsupported(what: string): AwsError {
    return malformed(
        `${what} is not evaluated by the sandbox: it refuses what it would have to ignore.`,
    );
}
