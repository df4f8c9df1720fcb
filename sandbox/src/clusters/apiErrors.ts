/** Errors of the Kubernetes client. */
import { ApiException } from "@kubernetes/client-node";

/** Whether the API server answered with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
    return error instanceof ApiException && error.code === status;
}
