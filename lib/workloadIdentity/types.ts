/**
 * Workload identities as configured: pods on a cluster that assume roles in AWS accounts through their ServiceAccounts.
 */
import type { OidcProviderChoice } from "../iam/trustedIssuer";
import type { PodSecurityLevel } from "../kubernetes/podSecurity";
import type { RoleSettings } from "../iam/settings";
import type { AccountConfig, ExistingClusterConfig } from "../cluster/types";

export interface WorkloadIdentityConfig {
    /** The management cluster of this stack or of the hub, or an existing cluster. */
    readonly cluster: { readonly kind: "management" } | ExistingClusterConfig;
    readonly namespace: WorkloadNamespace;
    /** Name of the agent in Torque. */
    readonly torqueAgent: string;
    /** By account key. A key never changes: it is part of names and of the state. */
    readonly accounts: Readonly<Record<string, WorkloadAccountConfig>>;
}

export interface WorkloadNamespace {
    readonly name: string;
    /** The namespace exists: it is used and never deleted. */
    readonly existing: boolean;
    /** Level that the namespace enforces, if this program creates it. @default baseline */
    readonly podSecurity?: PodSecurityLevel;
}

/** What pods may do in one account, and the ServiceAccount they use. */
export interface WorkloadAccountConfig extends AccountConfig {
    readonly roleName: string;
    readonly roleSettings: RoleSettings;
    readonly serviceAccount: string;
    /** ARNs of managed policies, without duplicates. */
    readonly policyArns: readonly string[];
    /** A policy document as text. */
    readonly inlinePolicy?: string;
    /** Seconds. Unset: the webhook's default. */
    readonly tokenExpirationSeconds?: number;
    /** Seconds. Unset: IAM's default. */
    readonly maxSessionDuration?: number;
    readonly stsRegionalEndpoints: boolean;
    readonly oidcProvider: OidcProviderChoice;
    /** The audience may be added to a provider that someone else created. */
    readonly addAudience: boolean;
}
