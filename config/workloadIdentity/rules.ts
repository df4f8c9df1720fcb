/** Rules between the keys of workload identities, and between these and the rest. */
import { parsePrincipalArn, partitionOf } from "../../lib/aws/arn";
import { runnerRoleName } from "../../lib/naming/names";
import { allClusters, createdClusters } from "../cluster";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { accountRegion, serviceAccountName } from "./parse";
import { NAMESPACE_RULES } from "./namespaceRules";
import { accountsOf, clusterId, identitiesOf, identityPlaces } from "./sections";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: 10, and 20 where the quota was raised. */
const MOST_MANAGED_POLICIES = 20;

export const WORKLOAD_IDENTITY_RULES: readonly Rule[] = [
    clusterIsThere,
    regionIsKnown,
    onePartition,
    provisionersInTheirAccounts,
    otherStacksClustersOnly,
    distinctRoles,
    distinctServiceAccounts,
    noDefaultServiceAccount,
    oneDecisionAboutAProvider,
    policiesOfTheAccount,
    ...NAMESPACE_RULES,
];

function clusterIsThere(sections: Partial<Sections>): readonly Problem[] {
    if (!("management" in sections) || !("hub" in sections)) {
        return [];
    }
    return sections.management !== undefined || sections.hub !== undefined
        ? []
        : identitiesOf(sections)
              .filter(([, { cluster }]) => cluster === "management")
              .map(([path]) => ({
                  path: `${path}.cluster`,
                  remedy: "missing; this stack has no management cluster: name the cluster that the pods run on, as { accountId: ..., region: ..., clusterName: ... }.",
              }));
}

function regionIsKnown(sections: Partial<Sections>): readonly Problem[] {
    // Where there is no cluster at all, that is the problem to solve first.
    return sections.hub === undefined
        ? []
        : accountsOf(sections)
              .filter(({ account, identity }) => !accountRegion(account, identity, sections))
              .map(({ path }) => ({
                  path: `${path}.region`,
                  remedy: "missing; the management cluster is the hub stack's, and its region is not known before anything is looked up: name the region to talk to the account in.",
              }));
}

function onePartition(sections: Partial<Sections>): readonly Problem[] {
    const places = [
        ...allClusters(sections).map(([path, { region }]) => ({ path, region })),
        ...identitiesOf(sections).flatMap(([path, { cluster }]) =>
            cluster === "management" ? [] : [{ path: `${path}.cluster`, region: cluster.region }],
        ),
        ...accountsOf(sections).flatMap(({ path, account: { region } }) =>
            region === undefined ? [] : [{ path, region }],
        ),
    ];
    const [first, ...others] = places;
    if (first === undefined) {
        return [];
    }
    const partition = partitionOf(first.region);
    return others
        .filter(
            ({ path, region }) =>
                path.startsWith("workloadIdentities.") && partitionOf(region) !== partition,
        )
        .map(({ path, region }) => ({
            path: `${path}.region`,
            found: shown(region)!,
            remedy: `a region of partition ${partition} is needed, that of ${first.path}: an account trusts issuers of its own partition.`,
        }));
}

function provisionersInTheirAccounts(sections: Partial<Sections>): readonly Problem[] {
    return identityPlaces(sections).flatMap(({ path, accountId, provisionerRoleArn }) =>
        provisionerRoleArn === undefined ||
        parsePrincipalArn(provisionerRoleArn)?.accountId === accountId
            ? []
            : [
                  {
                      path: `${path}.provisionerRoleArn`,
                      found: shown(provisionerRoleArn)!,
                      remedy: `a role in account ${accountId} is needed: the provisioner acts in that account.`,
                  },
              ],
    );
}

/** What is looked up must be there before this stack is: its own clusters are named otherwise, or not at all. */
function otherStacksClustersOnly(sections: Partial<Sections>): readonly Problem[] {
    const { management } = sections;
    const created = new Map(
        createdClusters(sections).map(([path, cluster]) => [clusterId(cluster), path]),
    );
    return identitiesOf(sections).flatMap(([path, { cluster }]) => {
        if (cluster === "management") {
            return [];
        }
        const found = shown(cluster.clusterName)!;
        const at = { path: `${path}.cluster`, found };
        if (management !== undefined && clusterId(management) === clusterId(cluster)) {
            return [{ ...at, remedy: "this is the management cluster: say cluster: management." }];
        }
        const target = created.get(clusterId(cluster));
        return target === undefined
            ? []
            : [
                  {
                      ...at,
                      remedy: `${target} creates this cluster, and one that exists is needed: put the identity into a stack of its own.`,
                  },
              ];
    });
}

/** `a-b` in account `c` and `a` in account `b-c` have the same name. */
function distinctRoles(sections: Partial<Sections>): readonly Problem[] {
    const { fleet = "" } = sections;
    const seen = new Map<string, string>();
    return accountsOf(sections).flatMap(({ path, key, accountKey, account }) => {
        const name = runnerRoleName(fleet, key, accountKey);
        const first = seen.get(`${account.accountId}/${name}`);
        seen.set(`${account.accountId}/${name}`, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path,
                      remedy: `its role would have the same name as that of ${first} (${name}): give one of them another key.`,
                  },
              ];
    });
}

function distinctServiceAccounts(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return accountsOf(sections).flatMap(({ path, key, accountKey, identity }) => {
        const name = serviceAccountName(key, accountKey, identity);
        const where = `${clusterId(identity.cluster)}/${identity.namespace.name}/${name}`;
        const first = seen.get(where);
        seen.set(where, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path: `${path}.serviceAccount`,
                      found: shown(name)!,
                      remedy: `${first} has the ServiceAccount of this name in the same namespace, and one carries one role: give each its own.`,
                  },
              ];
    });
}

/** A key can be default, and is the name where no other is given. */
function noDefaultServiceAccount(sections: Partial<Sections>): readonly Problem[] {
    return accountsOf(sections)
        .filter(
            ({ key, accountKey, identity }) =>
                serviceAccountName(key, accountKey, identity) === "default",
        )
        .map(({ path }) => ({
            path: `${path}.serviceAccount`,
            remedy: 'missing; the identity\'s key would be the name, and every pod that names none has the ServiceAccount "default": name one.',
        }));
}

/** There is one provider of an issuer in an account: whoever needs it must say the same of it. */
function oneDecisionAboutAProvider(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, { readonly path: string; readonly said: string }>();
    return accountsOf(sections).flatMap(({ path, identity, account }) => {
        const where = `${clusterId(identity.cluster)}/${account.accountId}`;
        const said = account.oidcProvider;
        const first = seen.get(where);
        seen.set(where, first ?? { path, said });
        return first === undefined || first.said === said
            ? []
            : [
                  {
                      path: `${path}.oidcProvider`,
                      found: shown(said)!,
                      remedy: `${first.path} needs the same provider and says ${first.said}; say the same.`,
                  },
              ];
    });
}

function policiesOfTheAccount(sections: Partial<Sections>): readonly Problem[] {
    return accountsOf(sections).flatMap(({ path, account }): readonly Problem[] => {
        const { accountId, managedPolicies, managedPolicyArns } = account;
        const count = managedPolicies.length + managedPolicyArns.length;
        const foreign = managedPolicyArns.flatMap((arn, index) =>
            ["aws", accountId].includes(arn.split(":")[4]!)
                ? []
                : [
                      {
                          path: `${path}.managedPolicyArns.${index}`,
                          found: shown(arn)!,
                          remedy: `a policy of account ${accountId} or of AWS is needed: a role takes no other account's.`,
                      },
                  ],
        );
        return count <= MOST_MANAGED_POLICIES
            ? foreign
            : [
                  ...foreign,
                  {
                      path: `${path}.managedPolicyArns`,
                      found: `${count} policies`,
                      remedy: `allowed: ${MOST_MANAGED_POLICIES} on a role at most, and 10 where the account's quota was not raised.`,
                  },
              ];
    });
}
