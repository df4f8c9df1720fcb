/** What can go wrong between a dynamic provider and an API server. */
import { UserError } from "../../lib/userError";

/** The API server was not reached: the cluster may be gone, or the network path to it. */
export class UnreachableError extends UserError {
    /** @param code of the socket, `ENOTFOUND`; undefined if a proxy stands between */
    public constructor(
        message: string,
        public readonly code?: string,
    ) {
        super(message);
    }
}

/** Somebody else was faster, or the API server is busy: another try may succeed. */
export class AgainError extends UserError {}
