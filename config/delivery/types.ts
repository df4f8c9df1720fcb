/** Delivery as configured: stacks that Pulumi Deployments brings up. */
import type { OidcProviderChoice } from "../../lib/iam/trustedIssuer";
import type { OPERATIONS } from "./schema";

export interface DeliveryConfig {
    /** Pulumi organization, in its exact case. */
    readonly organization: string;
    /** Pulumi project of the stacks; absent: this stack's. */
    readonly project?: string;
    readonly repository: RepositoryConfig;
    /** Folder of Pulumi.yaml within the repository; `.` for its root. */
    readonly folder: string;
    readonly preRunCommands: readonly string[];
    readonly cachedDependencies: boolean;
    /** Whose the accounts' IAM OIDC providers are. */
    readonly oidcProvider: OidcProviderChoice;
    /** An audience may be added to a provider that somebody else made. */
    readonly addAudience: boolean;
    /** Role that this stack assumes in the home accounts; absent: its own credentials are theirs. */
    readonly provisionerRoleName?: string;
    /** Policy that bounds the deploy roles, by name in each account. */
    readonly permissionsBoundary?: string;
    /** By name of the stack. */
    readonly stacks: Readonly<Record<string, DeliveredStackConfig>>;
}

export type RepositoryConfig =
    /** `owner/name` */
    | { readonly kind: "github"; readonly name: string }
    /** `https://...`, which anybody can read */
    | { readonly kind: "git"; readonly url: string };

export interface DeliveredStackConfig {
    readonly branch: string;
    /** Globs over changed files; absent: they follow from the program. */
    readonly paths?: readonly string[];
    readonly pushToDeploy: boolean;
    readonly prPreviews: boolean;
    readonly agentPool?: AgentPoolConfig;
    /** What the deploy role may be taken on for, each once, in the order of OPERATIONS. */
    readonly operations: readonly PulumiOperation[];
    readonly driftDetection?: { readonly cron: string; readonly autoRemediate: boolean };
    readonly ttl?: { readonly timestamp: string; readonly deleteAfterDestroy: boolean };
    /** Seconds. */
    readonly sessionDuration: number;
    /** Twelve digits; absent: it follows from the stack file. */
    readonly homeAccountId?: string;
    readonly githubActions?: GithubActionsConfig;
}

export interface AgentPoolConfig {
    readonly id: string;
    /** IPv4 ranges that the runners are seen from. */
    readonly cidrs: readonly string[];
}

/** Jobs of GitHub Actions that deploy the stack. */
export interface GithubActionsConfig {
    readonly environment: string;
    /** Numbers that GitHub puts into the subject; absent: it doesn't. */
    readonly ids?: { readonly owner: string; readonly repository: string };
}

/** An operation as Pulumi names it in the subject of a deployment's token. */
export type PulumiOperation = (typeof OPERATIONS)[number];
