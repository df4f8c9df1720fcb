/** EKS's errors with their HTTP statuses. EKS API Reference, "Common errors" and each operation's errors. */
import { AwsError } from "../errors";

/** A parameter has a value that EKS does not take. */
export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message, 400);
}

/** The request does not fit the state of the cluster. */
export function invalidRequest(message: string): AwsError {
    return new AwsError("InvalidRequestException", message, 400);
}

/** It exists already, or something still uses it. */
export function inUse(message: string): AwsError {
    return new AwsError("ResourceInUseException", message, 409);
}

/** The resource does not exist. */
export function notFound(message: string): AwsError {
    return new AwsError("ResourceNotFoundException", message, 404);
}

/** A quota of the account is used up. */
export function limitExceeded(message: string): AwsError {
    return new AwsError("ResourceLimitExceededException", message, 400);
}

/** What went wrong behind the API, as EKS would answer it. */
export function asServerError(error: unknown): AwsError {
    return error instanceof AwsError
        ? error
        : new AwsError(
              "ServerException",
              error instanceof Error ? error.message : String(error),
              500,
          );
}
