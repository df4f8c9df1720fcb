/** The sample application as configured. */

export interface GuestbookConfig {
    /** Keys of the targets that get the guestbook. */
    readonly targets: readonly string[];
    readonly repoUrl: string;
    readonly path: string;
    readonly targetRevision: string;
    /** Whether the workload is deleted with the Application (cascade) or kept (orphan). */
    readonly deletion: "cascade" | "orphan";
    /** Namespace that the guestbook is deployed into. */
    readonly namespace: string;
}
