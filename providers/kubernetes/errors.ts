/** Errors between a dynamic provider and an API server. */
import { UserError } from "../../lib/userError";

/** The API server was not reached: the cluster may be deleted, or the network path to it is broken. */
export class UnreachableError extends UserError {
    /** @param code error code of the socket, such as `ENOTFOUND`; undefined for errors of a proxy */
    public constructor(
        message: string,
        public readonly code?: string,
    ) {
        super(message);
    }
}

/** Someone else wrote first, or the API server is busy: a retry may succeed. */
export class AgainError extends UserError {}
