/** What the sandbox reports about a pod. */
export interface PodReport {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    /** `real`: its processes run. `standIn`: nothing runs; the pod is only reported Running and Ready. */
    readonly kind: "real" | "standIn";
    /** Every process of its containers, by ids in the daemon's pid namespace. */
    readonly pids: readonly number[];
    readonly restarts: number;
    readonly ready: boolean;
    /** Of the variables by which the pod identity webhook gives a pod its role, those that are there. */
    readonly injectedVariables: readonly string[];
    /** Audience of the token that the webhook put in. */
    readonly tokenAudience?: string;
    /** Fields of the pod that the sandbox records but does not enforce. */
    readonly notEnforced: readonly string[];
    /** Directory with `<container>/log` and `<container>/env.json` of a real pod. */
    readonly directory?: string;
}
