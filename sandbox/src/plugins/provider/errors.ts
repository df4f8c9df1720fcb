/** Errors of AWS on their way to the user. */
import { AwsError } from "../../aws/errors";

/** An error of AWS with the action that met it. */
export class ActionError extends AwsError {
    constructor(
        /** `iam:CreateRole` */
        public readonly action: string,
        cause: AwsError,
    ) {
        super(cause.code, cause.message, cause.status);
    }
}

/** Whether AWS reports that the object does not exist: `NoSuchEntity`, `ResourceNotFoundException`, `InvalidVpcID.NotFound`. */
export function isMissing(error: unknown): boolean {
    return error instanceof AwsError && /^NoSuchEntity$|NotFound(Exception)?$/.test(error.code);
}

/** `operation error IAM: CreateRole, EntityAlreadyExists: Role with name x already exists.` */
export function errorText(error: unknown): string {
    if (error instanceof ActionError) {
        const [service = "", operation = ""] = error.action.split(":");
        return `operation error ${service.toUpperCase()}: ${operation}, ${error.code}: ${error.message}`;
    }
    return error instanceof Error ? error.message : String(error);
}
