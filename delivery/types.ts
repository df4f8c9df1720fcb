/** Delivery as configured: stacks that Pulumi Deployments brings up. */
import type { OidcProviderChoice } from "../lib/iam/trustedIssuer";
import type { OPERATIONS } from "./schema";

export interface DeliveryConfig {
    /** Fleet in the tag of every AWS resource. */
    readonly fleet: string;
    /** Tags of every AWS resource, the fleet's own included. */
    readonly tags: Readonly<Record<string, string>>;
    /** Pulumi organization, in its exact case. */
    readonly organization: string;
    /** Pulumi project of the stacks. */
    readonly project: string;
    readonly repository: RepositoryConfig;
    /** Folder of the fleet's Pulumi.yaml within the repository; `.` for its root. */
    readonly folder: string;
    readonly preRunCommands: readonly string[];
    readonly cachedDependencies: boolean;
    /** Who manages the accounts' IAM OIDC providers. */
    readonly oidcProvider: OidcProviderChoice;
    /** Whether to add the audience to a provider that this stack does not manage. */
    readonly addAudience: boolean;
    /** Role to assume in the home accounts. Undefined: Pulumi's own credentials are used. */
    readonly provisionerRoleName?: string | undefined;
    /** Path of the deploy roles, `/` or `/some/path/`. */
    readonly rolePath: string;
    /** Permissions boundary of the deploy roles, by name in each account. */
    readonly permissionsBoundary?: string | undefined;
    /** By name of the stack. */
    readonly stacks: Readonly<Record<string, StackConfig>>;
    /** What works but deserves attention, one line each. */
    readonly warnings: readonly string[];
}

export type RepositoryConfig =
    /** `owner/name` */
    | { readonly kind: "github"; readonly name: string }
    /** `https://...`, public */
    | { readonly kind: "git"; readonly url: string };

/** A delivered stack. */
export interface StackConfig {
    readonly branch: string;
    /** Globs over changed files. Undefined: derived from the program. */
    readonly paths?: readonly string[] | undefined;
    readonly pushToDeploy: boolean;
    readonly prPreviews: boolean;
    readonly agentPool?: AgentPoolConfig | undefined;
    /** Operations that may assume the deploy role, each once, in the order of OPERATIONS. */
    readonly operations: readonly PulumiOperation[];
    readonly driftDetection?:
        { readonly cron: string; readonly autoRemediate: boolean } | undefined;
    readonly ttl?: { readonly timestamp: string; readonly deleteAfterDestroy: boolean } | undefined;
    /** Seconds. */
    readonly sessionDuration: number;
    /** Twelve digits. Undefined: derived from the stack file. */
    readonly homeAccountId?: string | undefined;
    readonly githubActions?: GithubActionsConfig | undefined;
}

export interface AgentPoolConfig {
    readonly id: string;
    /** IPv4 ranges that the runners connect from. */
    readonly cidrs: readonly string[];
}

/** Jobs of GitHub Actions that deploy the stack. */
export interface GithubActionsConfig {
    readonly environment: string;
    /** Ids that GitHub puts into the subject. Undefined: it puts none there. */
    readonly ids?: { readonly owner: string; readonly repository: string } | undefined;
}

/** An operation as Pulumi names it in the subject of a deployment's token. */
export type PulumiOperation = (typeof OPERATIONS)[number];
