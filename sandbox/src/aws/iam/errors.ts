/** Errors of the IAM API, with its status codes. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_Errors */
import { AwsError } from "../errors";

/** The named resource does not exist. */
export function noSuchEntity(message: string): AwsError {
    return new AwsError("NoSuchEntity", message, 404);
}

/** Something of that name is there. */
export function entityAlreadyExists(message: string): AwsError {
    return new AwsError("EntityAlreadyExists", message, 409);
}

/** Something else hangs on it. */
export function deleteConflict(message: string): AwsError {
    return new AwsError("DeleteConflict", message, 409);
}

/** A quota is used up. */
export function limitExceeded(message: string): AwsError {
    return new AwsError("LimitExceeded", message, 409);
}

/** A parameter has a form the API does not take. */
export function validationError(message: string): AwsError {
    return new AwsError("ValidationError", message);
}
