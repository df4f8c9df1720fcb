/** What an Application's or ApplicationSet's status says of a sync, as text and as a decision. Pure. */

/** The parts of an Application that are looked at. */
export interface ApplicationObject {
    readonly metadata: {
        readonly resourceVersion: string;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly operation?: unknown;
    readonly status?: {
        readonly sync?: { readonly status?: string };
        readonly health?: { readonly status?: string };
        readonly conditions?: readonly Condition[];
        readonly operationState?: OperationState;
        readonly resources?: readonly ResourceStatus[];
    };
}

export interface Condition {
    readonly type: string;
    readonly message: string;
    /** Of ApplicationSets alone. */
    readonly status?: string;
}

export interface OperationState {
    readonly phase: string;
    readonly message?: string;
    readonly operation?: {
        readonly info?: readonly { readonly name: string; readonly value: string }[];
    };
}

interface ResourceStatus {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly health?: { readonly status?: string; readonly message?: string };
}

/** Name under which an operation carries the word that it was requested with. */
const REQUEST = "eks-gitops-fleet/verification";

/**
 * Retries of a requested sync: after 10, 20 and 40 seconds, since Argo CD applies the factor before the first of them.
 * EKS and IAM need up to half a minute until a new mapping or trust holds.
 */
const RETRY = { limit: 3, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } };

/** The operation that asks Argo CD for a sync, to be recognized by its word. */
export function requestedSync(word: string): Record<string, unknown> {
    return {
        initiatedBy: { username: "eks-gitops-fleet" },
        info: [{ name: REQUEST, value: word }],
        retry: RETRY,
        sync: { prune: true },
    };
}

/** Where a requested sync is. */
export type Progress =
    /** Argo CD works on another operation. */
    | { readonly kind: "busy" }
    /** Nothing of the request is there: it was not made, or another operation took its place. */
    | { readonly kind: "absent" }
    | { readonly kind: "running"; readonly message: string }
    | { readonly kind: "succeeded" }
    /** Argo CD has given up, after its retries. */
    | { readonly kind: "failed"; readonly message: string };

/** What became of the sync that was requested with a word. */
export function progressOf(application: ApplicationObject, word: string): Progress {
    const { operation } = application;
    const state = application.status?.operationState;
    const isOurs = carries(state?.operation?.info, word);
    if (state !== undefined && isOurs) {
        switch (state.phase) {
            case "Succeeded":
                return { kind: "succeeded" };
            case "Failed":
            case "Error":
                return {
                    kind: "failed",
                    message: `${state.phase}: ${state.message ?? "no message"}`,
                };
            default:
                return { kind: "running", message: state.message ?? state.phase };
        }
    }
    if (operation === undefined || operation === null) {
        return isUnfinished(state) ? { kind: "busy" } : { kind: "absent" };
    }
    const requested = (operation as OperationState["operation"])?.info;
    return carries(requested, word)
        ? { kind: "running", message: "Argo CD has not begun with the sync" }
        : { kind: "busy" };
}

function carries(
    info: NonNullable<OperationState["operation"]>["info"] | undefined,
    word: string,
): boolean {
    return info?.some(({ name, value }) => name === REQUEST && value === word) ?? false;
}

/** Whether Argo CD works on an operation: it has begun with it, and not come to an end. */
export function isUnfinished(state: OperationState | undefined): boolean {
    return state !== undefined && !["Succeeded", "Failed", "Error"].includes(state.phase);
}

/** Whether an Application is as it should be after its sync: Synced, and Healthy if that is wanted. */
export function isSettled({ status }: ApplicationObject, health: boolean): boolean {
    return status?.sync?.status === "Synced" && (!health || status.health?.status === "Healthy");
}

/** An Application's state in one line: sync, health, and what Argo CD says of either. */
export function stateText({ status }: ApplicationObject): string {
    const unhealthy = (status?.resources ?? [])
        .filter(({ health }) => health?.status !== undefined && health.status !== "Healthy")
        .map(({ kind, name, health }) =>
            [`${kind} ${name} is ${health!.status}`, health!.message].filter(Boolean).join(": "),
        );
    return [
        `sync ${status?.sync?.status ?? "unknown"}, health ${status?.health?.status ?? "unknown"}`,
        ...unhealthy,
        ...conditionTexts(status?.conditions),
    ].join("; ");
}

/** Conditions of an Application, each with its message. Argo CD sets none that means well. */
export function conditionTexts(conditions: readonly Condition[] | undefined): readonly string[] {
    return (conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
}
