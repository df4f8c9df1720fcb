/** Argo CD as configured. */

export interface ArgoCdConfig {
    readonly namespace: string;
    /** Quota of managed policies per role in the management account. */
    readonly managedPoliciesPerRole: number;
    /** Directory with upstream's `manifests`; absent: the official address. */
    readonly manifests?: string;
}
