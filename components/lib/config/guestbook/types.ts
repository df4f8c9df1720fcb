/** The sample application as configured. */

export interface GuestbookConfig {
    /** Keys of the targets that get the guestbook. */
    readonly targets: readonly string[];
    readonly repoUrl: string;
    readonly path: string;
    readonly targetRevision: string;
    /** Namespace it is deployed into. */
    readonly namespace: string;
}
