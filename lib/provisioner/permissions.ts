/**
 * What a provisioner may do: the permissions, in one account, of the role that Pulumi works with, and the boundary of
 * the roles that it creates. Derived from what the program creates; tests/e2e/provisioner.spec.ts compares them with
 * every call.
 */
import {
    policyDocument,
    policyText,
    type PolicyDocument,
    type PolicyStatement,
} from "../iam/documents";
import { DEFAULT_MANAGED_POLICIES_PER_ROLE, MAX_MANAGED_POLICY_CHARACTERS } from "../iam/packs";
import { UserError } from "../userError";
import { issuerStatements, protectProvisioner, packStatements } from "./account";
import { clusterRoleStatements } from "./clusterRoles";
import { clusterStatements } from "./clusters";
import { identityStatements } from "./identity";
import { keyStatements, serviceLinkedRoleStatements } from "./keys";
import { networkStatements } from "./network";
import type { ProvisionerScope } from "./scope";
import { usedClusterStatements } from "./usedClusters";

export { boundaryPolicy } from "./boundary";
export type { ProvisionerScope } from "./scope";

/** Clusters per document. Even with the longest names and paths, a document fits IAM's limits. */
const CLUSTERS_PER_DOCUMENT = 3;
const CLUSTERS_PER_ROLES_DOCUMENT = 2;
const USED_CLUSTERS_PER_DOCUMENT = 8;

/**
 * Policies of a provisioner, by the suffix of their names. Every statement is limited by a name with the prefix of the
 * fleet or of one of its clusters, or by the tag that every resource of the fleet has.
 * @throws UserError if the policies exceed a role's quota, or a document exceeds the size of a policy
 */
export function provisionerPolicies(
    scope: ProvisionerScope,
): Readonly<Record<string, PolicyDocument>> {
    const policies = policiesOf(scope);
    const excess = excessOf(scope, policies);
    if (excess !== undefined) {
        throw new UserError(`${excess.reason}: ${excess.remedy}.`);
    }
    return policies;
}

/** Why IAM would reject the policies for this scope; undefined if it would not. No full stop. */
export function provisionerExcess(scope: ProvisionerScope): string | undefined {
    return excessOf(scope, policiesOf(scope))?.reason;
}

function policiesOf(scope: ProvisionerScope): Readonly<Record<string, PolicyDocument>> {
    const { clusterNames, usedClusterNames = [] } = scope;
    // Networks, keys and service-linked roles are only needed for created clusters.
    const makesClusters = clusterNames.length > 0;
    const documents: Readonly<Record<string, readonly PolicyStatement[]>> = {
        ...(makesClusters ? { network: networkStatements(scope) } : {}),
        identity: identityStatements(scope),
        account: [
            ...(makesClusters
                ? [...keyStatements(scope), ...serviceLinkedRoleStatements(scope)]
                : []),
            ...packStatements(scope),
            ...issuerStatements(scope),
            ...protectProvisioner(scope),
        ],
        ...inGroups("clusters", CLUSTERS_PER_DOCUMENT, clusterNames, (names) =>
            clusterStatements(scope, names),
        ),
        ...inGroups("roles", CLUSTERS_PER_ROLES_DOCUMENT, clusterNames, (names) =>
            clusterRoleStatements(scope, names),
        ),
        ...inGroups("used", USED_CLUSTERS_PER_DOCUMENT, usedClusterNames, (names) =>
            usedClusterStatements(scope, names),
        ),
    };
    return Object.fromEntries(
        Object.entries(documents).map(([suffix, statements]) => [
            suffix,
            policyDocument(...statements),
        ]),
    );
}

function excessOf(
    { accountId, clusterNames, fleet, usedClusterNames = [] }: ProvisionerScope,
    policies: Readonly<Record<string, PolicyDocument>>,
): { readonly reason: string; readonly remedy: string } | undefined {
    const count = Object.keys(policies).length;
    if (count > DEFAULT_MANAGED_POLICIES_PER_ROLE) {
        return {
            reason: `the fleet has ${clusterNames.length + usedClusterNames.length} clusters in account ${accountId}, and a provisioner for them needs ${count} policies, but a role can have only ${DEFAULT_MANAGED_POLICIES_PER_ROLE}`,
            remedy: `name them by patterns, such as "${fleet}-*"`,
        };
    }
    const lengths = Object.entries(policies).map(
        ([suffix, document]) => [suffix, policyText(document).length] as const,
    );
    const tooLong = lengths.find(([, length]) => length > MAX_MANAGED_POLICY_CHARACTERS);
    return tooLong === undefined
        ? undefined
        : {
              reason: `the provisioner's policy ${tooLong[0]} has ${tooLong[1]} characters, but IAM allows only ${MAX_MANAGED_POLICY_CHARACTERS}`,
              remedy: "use a shorter rolePath",
          };
}

function inGroups(
    suffix: string,
    size: number,
    clusterNames: readonly string[],
    statements: (clusterNames: readonly string[]) => readonly PolicyStatement[],
): Readonly<Record<string, readonly PolicyStatement[]>> {
    const groups = Array.from({ length: Math.ceil(clusterNames.length / size) }, (_, index) =>
        clusterNames.slice(index * size, (index + 1) * size),
    );
    return Object.fromEntries(
        groups.map((names, index) => [
            index === 0 ? suffix : `${suffix}-${index + 1}`,
            statements(names),
        ]),
    );
}
