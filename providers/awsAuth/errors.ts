/** What can go wrong between the provider and an API server. */
import { UserError } from "../../components/lib/userError";

/** The API server was never reached: the cluster may be gone, or only the way to it. */
export class UnreachableError extends UserError {}

/** Somebody was faster, or the API server is busy: worth another try, from reading on. */
export class AgainError extends UserError {}
