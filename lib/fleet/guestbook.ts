/** The sample application as configured. */

export interface GuestbookConfig {
    /** Keys of the targets that get the guestbook. */
    readonly targets: readonly string[];
    readonly repoUrl: string;
    readonly path: string;
    readonly targetRevision: string;
    /** Whether the workload goes with the Application, or stays. */
    readonly deletion: "cascade" | "orphan";
    /** Namespace it is deployed into. */
    readonly namespace: string;
}
