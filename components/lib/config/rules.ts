/** Rules between keys of the configuration. Each looks only at the sections that parsed, so that none hides another. */
import { parsePrincipalArn, partitionOf } from "../arn";
import { deployerRoleArns, provisionerRoleArn } from "../fleet";
import { deployerPacks, MAX_ATTACHED_POLICIES } from "../iam/packs";
import { hint, shown, type Problem } from "./problems";
import type { ClusterSection, Sections } from "./schema";

/** @param targetKeys keys of all targets, those that did not parse among them */
type Rule = (sections: Partial<Sections>, targetKeys: readonly string[]) => readonly Problem[];

const RULES: readonly Rule[] = [
    distinctClusters,
    onePartition,
    operatorsForAllowLists,
    provisionerInItsAccount,
    someAdministrator,
    noSecondProvisioner,
    distinctAdministrators,
    nodeSizesInOrder,
    distinctDisplayNames,
    guestbookTargetsExist,
    guestbookNamespaceInScope,
    packsWithinQuota,
];

/** Every problem between keys. */
export function crossProblems(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    return RULES.flatMap((rule) => rule(sections, targetKeys));
}

/** Clusters by their path, the management cluster first. */
function clusters(sections: Partial<Sections>): readonly (readonly [string, ClusterSection])[] {
    const management = sections.management;
    return [
        ...(management === undefined ? [] : [["management", management] as const]),
        ...Object.entries(sections.targets ?? {}).map(
            ([key, target]) => [`targets.${key}`, target] as const,
        ),
    ];
}

function distinctClusters(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return clusters(sections).flatMap(([path, cluster]) => {
        const identity = [cluster.accountId, cluster.region, cluster.clusterName].join("/");
        const first = seen.get(identity);
        seen.set(identity, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path: `${path}.clusterName`,
                      found: shown(cluster.clusterName)!,
                      remedy: `${first} is the same cluster (account, region and name); give each its own.`,
                  },
              ];
    });
}

function onePartition(sections: Partial<Sections>): readonly Problem[] {
    const management = sections.management;
    if (management === undefined) {
        return [];
    }
    const partition = partitionOf(management.region);
    return clusters(sections)
        .filter(([, cluster]) => partitionOf(cluster.region) !== partition)
        .map(([path, cluster]) => ({
            path: `${path}.region`,
            found: shown(cluster.region)!,
            remedy: `a region of partition ${partition} is needed, the management cluster's: roles can't be assumed across partitions.`,
        }));
}

function operatorsForAllowLists(sections: Partial<Sections>): readonly Problem[] {
    const listed = clusters(sections).filter(
        ([, { endpointAccess }]) => endpointAccess === "allowList",
    );
    return sections.operatorCidrs?.length === 0 && listed.length > 0
        ? [
              {
                  path: "operatorCidrs",
                  remedy: `missing; name the IPv4 ranges from which Pulumi and operators reach the API endpoints (of ${listed.map(([path]) => path).join(", ")}), or say endpointAccess: private there.`,
              },
          ]
        : [];
}

function provisionerInItsAccount(sections: Partial<Sections>): readonly Problem[] {
    return clusters(sections).flatMap(([path, cluster]) => {
        const arn = cluster.provisionerRoleArn;
        const principal = arn === undefined ? undefined : parsePrincipalArn(arn);
        return principal === undefined || principal.accountId === cluster.accountId
            ? []
            : [
                  {
                      path: `${path}.provisionerRoleArn`,
                      found: shown(arn)!,
                      remedy: `a role in account ${cluster.accountId} is needed: the provisioner acts in the cluster's own account.`,
                  },
              ];
    });
}

function someAdministrator(sections: Partial<Sections>): readonly Problem[] {
    if (!("provisionerRoleName" in sections)) {
        // One was named, if wrongly.
        return [];
    }
    return clusters(sections)
        .filter(
            ([, cluster]) =>
                Object.keys(cluster.admins).length === 0 &&
                cluster.provisionerRoleArn === undefined &&
                sections.provisionerRoleName === undefined,
        )
        .map(([path]) => ({
            path: `${path}.admins`,
            remedy: "missing; nobody could reach the cluster. Name at least one administrator, the role Pulumi runs as among them, or set provisionerRoleName.",
        }));
}

function noSecondProvisioner(sections: Partial<Sections>): readonly Problem[] {
    return clusters(sections)
        .filter(([, { admins }]) => Object.hasOwn(admins, "provisioner"))
        .map(([path, { admins }]) => ({
            path: `${path}.admins.provisioner`,
            found: shown(admins["provisioner"])!,
            remedy: "this name is the provisioner role's own; choose another.",
        }));
}

/** EKS takes one access entry a principal and answers 409 to a second. */
function distinctAdministrators(sections: Partial<Sections>): readonly Problem[] {
    return clusters(sections).flatMap(([path, cluster]) => {
        const provisioner = provisionerRoleArn(cluster, sections);
        const seen = new Map(provisioner === undefined ? [] : [[provisioner, "the provisioner"]]);
        return Object.entries(cluster.admins).flatMap(([name, arn]) => {
            const first = seen.get(arn);
            seen.set(arn, first ?? name);
            return first === undefined
                ? []
                : [
                      {
                          path: `${path}.admins.${name}`,
                          found: shown(arn)!,
                          remedy: `${first} is the same principal and an administrator already; leave one of them out.`,
                      },
                  ];
        });
    });
}

function nodeSizesInOrder(sections: Partial<Sections>): readonly Problem[] {
    return clusters(sections)
        .filter(
            ([, { nodes }]) =>
                nodes.minSize > nodes.desiredSize || nodes.desiredSize > nodes.maxSize,
        )
        .map(([path, { nodes }]) => ({
            path: `${path}.nodes`,
            found: `minSize ${nodes.minSize}, desiredSize ${nodes.desiredSize}, maxSize ${nodes.maxSize}`,
            remedy: "allowed: minSize <= desiredSize <= maxSize.",
        }));
}

function distinctDisplayNames(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return Object.entries(sections.targets ?? {}).flatMap(([key, target]) => {
        const name = target.displayName ?? key;
        const first = seen.get(name);
        seen.set(name, first ?? key);
        return first === undefined
            ? []
            : [
                  {
                      path: `targets.${key}.displayName`,
                      found: shown(name)!,
                      remedy: `target ${first} has the same name in Argo CD; give each its own.`,
                  },
              ];
    });
}

function guestbookTargetsExist(
    { guestbook }: Partial<Sections>,
    known: readonly string[],
): readonly Problem[] {
    if (guestbook === undefined) {
        return [];
    }
    return guestbook.targets.flatMap((key, index) =>
        known.includes(key)
            ? []
            : [
                  {
                      path: `guestbook.targets.${index}`,
                      found: shown(key)!,
                      remedy: `no such target.${hint(key, known)} Targets: ${known.join(", ") || "none"}.`,
                  },
              ],
    );
}

function guestbookNamespaceInScope(sections: Partial<Sections>): readonly Problem[] {
    const { guestbook, targets } = sections;
    if (guestbook === undefined || targets === undefined) {
        return [];
    }
    return guestbook.targets.flatMap((key) => {
        const access = targets[key]?.access;
        return access === undefined ||
            access === "cluster" ||
            Object.hasOwn(access.namespaces, guestbook.namespace)
            ? []
            : [
                  {
                      path: "guestbook.namespace",
                      found: shown(guestbook.namespace)!,
                      remedy: `target ${key} is deployed to in ${Object.keys(access.namespaces).join(", ")} only; choose one of these or add it there.`,
                  },
              ];
    });
}

/** A changed membership attaches its new packs before the old ones go: there must be room for both. */
function packsWithinQuota(sections: Partial<Sections>): readonly Problem[] {
    const { fleet, management, targets } = sections;
    if (fleet === undefined || management === undefined || targets === undefined) {
        return [];
    }
    const packs = deployerPacks(deployerRoleArns(fleet, partitionOf(management.region), targets));
    return packs.length * 2 <= MAX_ATTACHED_POLICIES
        ? []
        : [
              {
                  path: "targets",
                  found: `${Object.keys(targets).length} targets`,
                  remedy: `role argocd's permission for them takes ${packs.length} policies; allowed: ${MAX_ATTACHED_POLICIES / 2}, since a change attaches new ones before the old ones go. Put some of the targets into a fleet of their own.`,
              },
          ];
}
