/** Workload identities: ServiceAccounts whose pods get permissions in AWS accounts. */
import { z } from "zod";

import type { WorkPlace } from "../lib/aws/accounts";
import { awsManagedPolicyArn, parsePrincipalArn, partitionOf } from "../lib/aws/arn";
import { existingConfig } from "../lib/cluster/clusterConfig";
import * as field from "../lib/fields";
import { provisionerRoleArn } from "../lib/fleet/names";
import { roleSettings } from "../lib/iam/settings";
import { POD_SECURITY_LEVELS } from "../lib/kubernetes/podSecurity";
import { runnerRoleName } from "../lib/naming/names";
import { problemIf, repeated, shown, type Problem } from "../lib/problems";
import {
    managedPolicyArn,
    maxSessionDuration,
    serviceAccount,
    tokenExpirationSeconds,
} from "../lib/workloadIdentity/fields";
import type { WorkloadAccountConfig, WorkloadIdentityConfig } from "../lib/workloadIdentity/types";
import { allClusters, createdClusters } from "./cluster";
import { inlinePolicy } from "./inlinePolicy";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";

/** Keys of identities and of their accounts are parts of the names of roles, ServiceAccounts and resources. */
const KEY = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
const KEY_ALLOWED =
    "1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen.";

const existingCluster = field.record({
    accountId: field.accountId.meta({ description: "AWS account that the cluster is in" }),
    region: field.region.meta({ description: "AWS region that the cluster is in" }),
    clusterName: field.clusterName.meta({
        description: "Name of an existing EKS cluster, which the program looks up and never owns",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description:
            "Role that Pulumi assumes for this cluster, instead of provisionerRoleName; it must be able to create namespaces and ServiceAccounts there",
    }),
});

const cluster = z.union([z.literal("management"), existingCluster], {
    error: () =>
        "allowed: management, or a map that names a cluster: { accountId: ..., region: ..., clusterName: ... }.",
});

const namespace = field.record({
    name: field.namespace.meta({
        description: "Name of the namespace; Torque's runner-namespace",
    }),
    existing: field.trueOrFalse.default(false).meta({
        description: "The namespace exists already: the program uses it and never deletes it",
    }),
    podSecurity: field.oneOf(POD_SECURITY_LEVELS).optional().meta({
        description:
            "Pod Security level that the namespace enforces, if the program creates it; defaults to baseline. Must not be privileged on the management cluster",
    }),
});

const account = field.record({
    accountId: field.accountId.meta({
        description: "AWS account that the pods get permissions in",
    }),
    region: field.region.optional().meta({
        description: "Region of Pulumi's API calls in the account; defaults to that of the cluster",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description: "Role that Pulumi assumes in this account, instead of provisionerRoleName",
    }),
    serviceAccount: serviceAccount.optional().meta({
        description:
            "Name of this account's ServiceAccount; defaults to that of the identity, with the account's key appended if the identity has several accounts",
    }),
    managedPolicies: field
        .listOf(field.policyName, 0, "allowed: a list of names of AWS managed policies.")
        .default([])
        .meta({
            description:
                "AWS managed policies by name, including the path if any: ReadOnlyAccess, job-function/Billing",
        }),
    managedPolicyArns: field
        .listOf(managedPolicyArn, 0, "allowed: a list of ARNs of managed policies.")
        .default([])
        .meta({ description: "Managed policies of the account or of AWS, by ARN" }),
    inlinePolicy: inlinePolicy.optional().meta({
        description: "Inline policy of the role, as a policy document",
    }),
    permissionsBoundary: field.policyName.optional().meta({
        description:
            "Managed policy of the account that is the role's permissions boundary, instead of the stack's permissionsBoundary",
    }),
    tokenExpirationSeconds: tokenExpirationSeconds.optional().meta({
        description: "Seconds until a pod's token is renewed; defaults to the webhook's 86400",
    }),
    maxSessionDuration: maxSessionDuration
        .optional()
        .meta({ description: "Longest session of the role, in seconds; defaults to IAM's 3600" }),
    stsRegionalEndpoints: field.trueOrFalse.default(true).meta({
        description:
            "SDKs in the pods call the regional STS endpoint instead of the global one in us-east-1",
    }),
    oidcProvider: field.oneOf(["auto", "managed", "existing"]).default("auto").meta({
        description:
            "Who manages the account's IAM OIDC provider: auto uses an existing one and creates a missing one, managed always creates it, existing never does",
    }),
    addAudience: field.trueOrFalse.default(false).meta({
        description:
            "Adds the audience sts.amazonaws.com to an existing provider without it, and changes nothing else",
    }),
});

export const workloadIdentity = field.record({
    cluster: cluster.default("management").meta({
        description:
            "Cluster that the pods run on: the management cluster, or another existing cluster",
    }),
    namespace: namespace.meta({ description: "The pods' namespace" }),
    serviceAccount: serviceAccount.optional().meta({
        description: "Name of the ServiceAccount; defaults to the identity's key",
    }),
    torqueAgent: field
        .text("allowed: the name of an agent in Torque.", /^\S(.{0,98}\S)?$/)
        .optional()
        .meta({
            description:
                "Name of the agent in Torque, for the lines of the blueprint; defaults to the identity's key",
        }),
    accounts: field
        .mapOf(KEY, `allowed as an account's key: ${KEY_ALLOWED}`, account)
        .refine((accounts) => Object.keys(accounts).length > 0, {
            error: () => "allowed: a map of at least one account.",
        })
        .meta({
            minProperties: 1,
            description:
                "Accounts that the pods get permissions in, by key; the key must never change. Each account has its own role and ServiceAccount",
        }),
});

export const workloadIdentities = field
    .mapOf(KEY, `allowed as a workload identity's key: ${KEY_ALLOWED}`, workloadIdentity)
    .default({});

export type WorkloadIdentitySection = z.output<typeof workloadIdentity>;
type WorkloadAccountSection = z.output<typeof account>;

export function workloadIdentityConfig(
    key: string,
    section: WorkloadIdentitySection,
    sections: Sections,
): WorkloadIdentityConfig {
    const { accounts, cluster, namespace, torqueAgent = key } = section;
    return {
        cluster:
            cluster === "management" ? { kind: "management" } : existingConfig(cluster, sections),
        namespace,
        torqueAgent,
        accounts: Object.fromEntries(
            Object.keys(accounts).map((accountKey) => [
                accountKey,
                accountConfig(key, accountKey, section, sections),
            ]),
        ),
    };
}

function accountConfig(
    key: string,
    accountKey: string,
    identity: WorkloadIdentitySection,
    sections: Sections,
): WorkloadAccountConfig {
    const account = identity.accounts[accountKey]!;
    // requireRegion rejects an account without a region of its own or of its cluster.
    const region = accountRegion(account, identity, sections)!;
    const partition = partitionOf(region);
    const { accountId, inlinePolicy, maxSessionDuration, tokenExpirationSeconds } = account;
    const policyArns = [
        ...account.managedPolicies.map((name) =>
            awsManagedPolicyArn(partition, name.replace(/^\//, "")),
        ),
        ...account.managedPolicyArns,
    ];
    return {
        accountId,
        region,
        provisionerRoleArn: provisionerRoleArn({ ...account, region }, sections),
        roleName: runnerRoleName(sections.fleet, key, accountKey),
        roleSettings: roleSettings(partition, accountId, {
            rolePath: sections.rolePath,
            permissionsBoundary: account.permissionsBoundary ?? sections.permissionsBoundary,
        }),
        serviceAccount: serviceAccountName(key, accountKey, identity),
        policyArns: [...new Set(policyArns)].sort(),
        inlinePolicy: inlinePolicy && JSON.stringify(inlinePolicy),
        tokenExpirationSeconds,
        maxSessionDuration,
        stsRegionalEndpoints: account.stsRegionalEndpoints,
        oidcProvider: account.oidcProvider,
        addAudience: account.addAudience,
    };
}

/** Region of an account, by default that of the cluster. Undefined if the cluster is another stack's hub. */
function accountRegion(
    account: Pick<WorkloadAccountSection, "region">,
    identity: Pick<WorkloadIdentitySection, "cluster">,
    sections: Partial<Pick<Sections, "management">>,
): string | undefined {
    const cluster = identity.cluster === "management" ? sections.management : identity.cluster;
    return account.region ?? cluster?.region;
}

/** Each account has its own ServiceAccount, because a ServiceAccount has one role. */
function serviceAccountName(
    key: string,
    accountKey: string,
    { accounts, serviceAccount = key }: WorkloadIdentitySection,
): string {
    const isOnly = Object.keys(accounts).length === 1;
    return (
        accounts[accountKey]?.serviceAccount ??
        (isOnly ? serviceAccount : `${serviceAccount}-${accountKey}`)
    );
}

/** One account of one identity. */
interface AccountEntry {
    readonly path: string;
    readonly key: string;
    readonly identity: WorkloadIdentitySection;
    readonly accountKey: string;
    readonly account: WorkloadAccountSection;
}

export function identitiesOf(
    sections: Partial<Sections>,
): readonly (readonly [path: string, identity: WorkloadIdentitySection])[] {
    return Object.entries(sections.workloadIdentities ?? {}).map(([key, identity]) => [
        `workloadIdentities.${key}`,
        identity,
    ]);
}

function accountsOf(sections: Partial<Sections>): readonly AccountEntry[] {
    return Object.entries(sections.workloadIdentities ?? {}).flatMap(([key, identity]) =>
        Object.entries(identity.accounts).map(([accountKey, account]) => ({
            path: `workloadIdentities.${key}.accounts.${accountKey}`,
            key,
            identity,
            accountKey,
            account,
        })),
    );
}

/** A place of an identity. */
interface IdentityPlace extends WorkPlace {
    /** Undefined for an account in the region of its cluster. */
    readonly region?: string | undefined;
}

/** Every cluster that an identity names, except the management cluster, and every account. */
export function identityPlaces(sections: Partial<Sections>): readonly IdentityPlace[] {
    const clusters = identitiesOf(sections).flatMap(([path, { cluster }]) =>
        cluster === "management" ? [] : [{ ...cluster, path: `${path}.cluster` }],
    );
    const accounts = accountsOf(sections).map(({ path, account }) => ({ ...account, path }));
    return [...clusters, ...accounts].map(({ accountId, path, provisionerRoleArn, region }) => ({
        accountId,
        path,
        provisionerRoleArn,
        region,
    }));
}

/** Identifies a cluster: `management`, or account, region and name. */
export function clusterId(
    cluster:
        | "management"
        | { readonly accountId: string; readonly region: string; readonly clusterName: string },
): string {
    return cluster === "management"
        ? cluster
        : [cluster.accountId, cluster.region, cluster.clusterName].join("/");
}

export const WORKLOAD_IDENTITY_RULES: readonly Rule[] = [
    requireCluster,
    requireRegion,
    requireOnePartition,
    requireProvisionersOfTheirAccounts,
    refuseOwnClusters,
    requireDistinctRoles,
    requireDistinctServiceAccounts,
    refuseDefaultServiceAccount,
    requireOneProviderChoice,
    requirePoliciesOfTheAccount,
    limitPolicies,
];

function requireCluster(sections: Partial<Sections>): readonly Problem[] {
    // A section that is not in sections is there, but invalid.
    const areKnown = "management" in sections && "hub" in sections;
    const hasHub = sections.management !== undefined || sections.hub !== undefined;
    return identitiesOf(sections).flatMap(([path, { cluster }]) =>
        problemIf(areKnown && !hasHub && cluster === "management", {
            path: `${path}.cluster`,
            remedy: "missing; this stack has no management cluster: set the cluster that the pods run on, as { accountId: ..., region: ..., clusterName: ... }.",
        }),
    );
}

function requireRegion(sections: Partial<Sections>): readonly Problem[] {
    // Without any cluster, the missing cluster is the problem to solve first.
    return accountsOf(sections).flatMap(({ path, account, identity }) =>
        problemIf(sections.hub !== undefined && !accountRegion(account, identity, sections), {
            path: `${path}.region`,
            remedy: "missing; the management cluster belongs to the hub stack, so its region is not known in advance: set the region of API calls in this account.",
        }),
    );
}

function requireOnePartition(sections: Partial<Sections>): readonly Problem[] {
    const identities = identityPlaces(sections);
    const [first] = [
        ...allClusters(sections).map(([path, { region }]) => ({ path, region })),
        ...identities,
    ].filter(({ region }) => region !== undefined);
    if (first === undefined) {
        return [];
    }
    const partition = partitionOf(first.region!);
    return identities.flatMap(({ path, region }) =>
        problemIf(region !== undefined && partitionOf(region) !== partition, {
            path: `${path}.region`,
            found: shown(region)!,
            remedy: `must be a region of partition ${partition}, like ${first.path}: an account trusts only issuers of its own partition.`,
        }),
    );
}

function requireProvisionersOfTheirAccounts(sections: Partial<Sections>): readonly Problem[] {
    return identityPlaces(sections).flatMap(({ path, accountId, provisionerRoleArn: arn }) =>
        problemIf(arn !== undefined && parsePrincipalArn(arn)?.accountId !== accountId, {
            path: `${path}.provisionerRoleArn`,
            found: shown(arn)!,
            remedy: `must be a role in account ${accountId}, in which the provisioner acts.`,
        }),
    );
}

/** The identity's cluster is looked up, so it must exist before this stack does. */
function refuseOwnClusters(sections: Partial<Sections>): readonly Problem[] {
    const { management } = sections;
    const created = new Map(
        createdClusters(sections).map(([path, cluster]) => [clusterId(cluster), path]),
    );
    return identitiesOf(sections).flatMap(([path, { cluster }]) => {
        if (cluster === "management") {
            return [];
        }
        const at = { path: `${path}.cluster`, found: shown(cluster.clusterName)! };
        if (management !== undefined && clusterId(management) === clusterId(cluster)) {
            return [{ ...at, remedy: "this is the management cluster: set cluster: management." }];
        }
        const target = created.get(clusterId(cluster));
        return problemIf(target !== undefined, {
            ...at,
            remedy: `must be an existing cluster, but ${target ?? ""} creates this one: move the identity to a stack of its own.`,
        });
    });
}

/** `a-b` in account `c` has the same role name as `a` in account `b-c`. */
function requireDistinctRoles(sections: Partial<Sections>): readonly Problem[] {
    const { fleet = "" } = sections;
    const roles = accountsOf(sections).map(({ path, key, accountKey, account }) => ({
        path,
        name: runnerRoleName(fleet, key, accountKey),
        accountId: account.accountId,
    }));
    return repeated(roles, ({ accountId, name }) => `${accountId}/${name}`).map(
        ([{ path, name }, first]) => ({
            path,
            remedy: `its role would have the same name as that of ${first.path} (${name}): give one of them another key.`,
        }),
    );
}

function requireDistinctServiceAccounts(sections: Partial<Sections>): readonly Problem[] {
    const serviceAccounts = accountsOf(sections).map(({ path, key, accountKey, identity }) => ({
        path,
        name: serviceAccountName(key, accountKey, identity),
        where: `${clusterId(identity.cluster)}/${identity.namespace.name}`,
    }));
    return repeated(serviceAccounts, ({ name, where }) => `${where}/${name}`).map(
        ([{ path, name }, first]) => ({
            path: `${path}.serviceAccount`,
            found: shown(name)!,
            remedy: `${first.path} has the ServiceAccount of this name in the same namespace, and a ServiceAccount has one role: give each its own.`,
        }),
    );
}

/** The name defaults to the key, which may be `default`. */
function refuseDefaultServiceAccount(sections: Partial<Sections>): readonly Problem[] {
    return accountsOf(sections).flatMap(({ path, key, accountKey, identity }) =>
        problemIf(serviceAccountName(key, accountKey, identity) === "default", {
            path: `${path}.serviceAccount`,
            remedy: 'missing; the name would default to the identity\'s key, and every pod that names no ServiceAccount has the one called "default": set a name.',
        }),
    );
}

/** An account has one provider for an issuer, so everything that needs it must make the same choice. */
function requireOneProviderChoice(sections: Partial<Sections>): readonly Problem[] {
    return repeated(
        accountsOf(sections),
        ({ account, identity }) => `${clusterId(identity.cluster)}/${account.accountId}`,
    ).flatMap(([{ path, account }, first]) =>
        problemIf(account.oidcProvider !== first.account.oidcProvider, {
            path: `${path}.oidcProvider`,
            found: shown(account.oidcProvider)!,
            remedy: `${first.path} needs the same provider and has ${first.account.oidcProvider}; set the same value in both.`,
        }),
    );
}

function requirePoliciesOfTheAccount(sections: Partial<Sections>): readonly Problem[] {
    return accountsOf(sections).flatMap(({ path, account: { accountId, managedPolicyArns } }) =>
        managedPolicyArns.flatMap((arn, index) =>
            problemIf(!["aws", accountId].includes(arn.split(":")[4]!), {
                path: `${path}.managedPolicyArns.${index}`,
                found: shown(arn)!,
                remedy: `must be a policy of account ${accountId} or of AWS: a role cannot have policies of another account.`,
            }),
        ),
    );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: the default quota, and the largest. */
const MANAGED_POLICIES_PER_ROLE = { default: 10, largest: 20 };

function limitPolicies(sections: Partial<Sections>): readonly Problem[] {
    return accountsOf(sections).flatMap(({ path, account }) =>
        problemIf(policiesOf(account).length > MANAGED_POLICIES_PER_ROLE.largest, {
            path: `${path}.managedPolicyArns`,
            found: `${policiesOf(account).length} policies`,
            remedy: `allowed: at most ${MANAGED_POLICIES_PER_ROLE.largest} on a role, or ${MANAGED_POLICIES_PER_ROLE.default} unless the account's quota was raised.`,
        }),
    );
}

function policiesOf(account: WorkloadAccountSection): readonly string[] {
    return [...account.managedPolicies, ...account.managedPolicyArns];
}

export const WORKLOAD_IDENTITY_WARNINGS: readonly Warning[] = [
    warnOfNoPolicy,
    warnOfAdministrators,
    warnOfPolicyQuota,
];

function warnOfNoPolicy(sections: Sections): readonly string[] {
    return accountsOf(sections)
        .filter(({ account }) => policiesOf(account).length === 0 && !account.inlinePolicy)
        .map(({ path }) => `${path}: has no policy, so the pods' sessions there may do nothing.`);
}

function warnOfAdministrators(sections: Sections): readonly string[] {
    return accountsOf(sections)
        .filter(({ account }) =>
            policiesOf(account).some((policy) =>
                /(^|:aws:policy\/)AdministratorAccess$/.test(policy),
            ),
        )
        .map(
            ({ path, identity }) =>
                `${path}: AdministratorAccess makes anyone who may start pods in namespace ${identity.namespace.name} administrator of the account; use narrower policies, or a permissionsBoundary.`,
        );
}

function warnOfPolicyQuota(sections: Sections): readonly string[] {
    return accountsOf(sections)
        .map(({ path, account }) => ({ path, count: policiesOf(account).length }))
        .filter(({ count }) => count > MANAGED_POLICIES_PER_ROLE.default)
        .map(
            ({ path, count }) =>
                `${path}: ${count} managed policies exceed the default quota of ${MANAGED_POLICIES_PER_ROLE.default} per role; raise the account's quota first.`,
        );
}
