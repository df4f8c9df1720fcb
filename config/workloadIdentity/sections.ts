/** Workload identities of a configuration, by their paths: rules go through these. */
import type { WorkPlace } from "../../lib/aws/accounts";
import type { Sections } from "../schema";
import type { WorkloadAccountSection, WorkloadIdentitySection } from "./schema";

/** One account of one identity. */
export interface AccountEntry {
    readonly path: string;
    readonly key: string;
    readonly identity: WorkloadIdentitySection;
    readonly accountKey: string;
    readonly account: WorkloadAccountSection;
}

/** Every identity by its path. */
export function identitiesOf(
    sections: Partial<Sections>,
): readonly (readonly [path: string, identity: WorkloadIdentitySection])[] {
    return Object.entries(sections.workloadIdentities ?? {}).map(([key, identity]) => [
        `workloadIdentities.${key}`,
        identity,
    ]);
}

/** Every account of every identity. */
export function accountsOf(sections: Partial<Sections>): readonly AccountEntry[] {
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

/** Every place that an identity names: its cluster, unless that is the management cluster, and its accounts. */
export function identityPlaces(sections: Partial<Sections>): readonly WorkPlace[] {
    return [
        ...identitiesOf(sections).flatMap(([path, { cluster }]) =>
            cluster === "management" ? [] : [{ ...placeOf(cluster), path: `${path}.cluster` }],
        ),
        ...accountsOf(sections).map(({ path, account }) => ({ ...placeOf(account), path })),
    ];
}

function placeOf({
    accountId,
    provisionerRoleArn,
}: Omit<WorkPlace, "path">): Omit<WorkPlace, "path"> {
    return { accountId, provisionerRoleArn };
}

/** What tells one cluster from every other: `management`, or account, region and name. */
export function clusterId(
    cluster:
        | "management"
        | { readonly accountId: string; readonly region: string; readonly clusterName: string },
): string {
    return cluster === "management"
        ? cluster
        : [cluster.accountId, cluster.region, cluster.clusterName].join("/");
}

/** Every region that an identity names. */
export function identityRegions(sections: Partial<Sections>): readonly string[] {
    return [
        ...identitiesOf(sections).flatMap(([, { cluster }]) =>
            cluster === "management" ? [] : [cluster.region],
        ),
        ...accountsOf(sections).flatMap(({ account: { region } }) =>
            region === undefined ? [] : [region],
        ),
    ];
}
