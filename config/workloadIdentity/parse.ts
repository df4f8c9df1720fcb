/** From a workload identity's section to the identity as configured. */
import { awsManagedPolicyArn, partitionOf } from "../../lib/aws/arn";
import { provisionerRoleArn } from "../../lib/fleet/names";
import { roleSettings } from "../../lib/iam/settings";
import { runnerRoleName } from "../../lib/naming/names";
import { existingConfig } from "../../lib/cluster/clusterConfig";
import type { Sections } from "../schema";
import type { WorkloadAccountSection, WorkloadIdentitySection } from "./schema";
import type {
    WorkloadAccountConfig,
    WorkloadIdentityConfig,
    WorkloadNamespace,
} from "../../lib/workloadIdentity/types";

export function workloadIdentityConfig(
    key: string,
    section: WorkloadIdentitySection,
    sections: Sections,
): WorkloadIdentityConfig {
    return {
        cluster:
            section.cluster === "management"
                ? { kind: "management" }
                : existingConfig(section.cluster, sections),
        namespace: namespaceOf(section),
        torqueAgent: section.torqueAgent ?? key,
        accounts: Object.fromEntries(
            Object.entries(section.accounts).map(([accountKey, account]) => [
                accountKey,
                accountConfig(key, accountKey, account, section, sections),
            ]),
        ),
    };
}

function namespaceOf({ namespace }: WorkloadIdentitySection): WorkloadNamespace {
    const { existing, name, podSecurity } = namespace;
    return { name, existing, ...(podSecurity === undefined ? {} : { podSecurity }) };
}

function accountConfig(
    key: string,
    accountKey: string,
    account: WorkloadAccountSection,
    identity: WorkloadIdentitySection,
    sections: Sections,
): WorkloadAccountConfig {
    // A rule refuses an account without a region where no cluster's is known.
    const region = accountRegion(account, identity, sections)!;
    const partition = partitionOf(region);
    const place = { ...account, region };
    const provisioner = provisionerRoleArn(place, sections);
    const { inlinePolicy, maxSessionDuration, tokenExpirationSeconds } = account;
    return {
        accountId: account.accountId,
        region,
        ...(provisioner === undefined ? {} : { provisionerRoleArn: provisioner }),
        roleName: runnerRoleName(sections.fleet, key, accountKey),
        roleSettings: roleSettings(partition, account.accountId, {
            rolePath: sections.rolePath,
            permissionsBoundary: account.permissionsBoundary ?? sections.permissionsBoundary,
        }),
        serviceAccount: serviceAccountName(key, accountKey, identity),
        policyArns: [
            ...new Set([
                ...account.managedPolicies.map((name) =>
                    awsManagedPolicyArn(partition, name.replace(/^\//, "")),
                ),
                ...account.managedPolicyArns,
            ]),
        ].sort(),
        ...(inlinePolicy === undefined ? {} : { inlinePolicy: JSON.stringify(inlinePolicy) }),
        ...(tokenExpirationSeconds === undefined ? {} : { tokenExpirationSeconds }),
        ...(maxSessionDuration === undefined ? {} : { maxSessionDuration }),
        stsRegionalEndpoints: account.stsRegionalEndpoints,
        oidcProvider: account.oidcProvider,
        addAudience: account.addAudience,
    };
}

/** Region of an account: its own, or that of the cluster; undefined where the cluster is another stack's hub. */
export function accountRegion(
    account: Pick<WorkloadAccountSection, "region">,
    identity: Pick<WorkloadIdentitySection, "cluster">,
    sections: Partial<Pick<Sections, "management">>,
): string | undefined {
    const cluster = identity.cluster === "management" ? sections.management : identity.cluster;
    return account.region ?? cluster?.region;
}

/** Name of an account's ServiceAccount. One carries one role, so that each account has its own. */
export function serviceAccountName(
    key: string,
    accountKey: string,
    identity: Pick<WorkloadIdentitySection, "serviceAccount" | "accounts">,
): string {
    const own = identity.accounts[accountKey]?.serviceAccount;
    const base = identity.serviceAccount ?? key;
    const only = Object.keys(identity.accounts).length === 1;
    return own ?? (only ? base : `${base}-${accountKey}`);
}
