/** Argo CD as configured. */

export interface ArgoCdConfig {
    readonly namespace: string;
    /** Directory with upstream's `manifests`; absent: the official address. */
    readonly manifests?: string;
}
