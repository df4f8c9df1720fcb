/** Rules between the keys of clusters. */
import { parsePrincipalArn, partitionOf } from "../../lib/aws/arn";
import { provisionerRoleArn } from "../../lib/fleet/names";
import { provisioningNames } from "../../lib/provisioner/scope";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { ADDONS_RULES } from "./addonsRules";
import { NETWORK_RULES } from "./networkRules";
import { NODES_RULES } from "./nodesRules";
import { allClusters, createdClusters } from "./sections";
import { SETTINGS_RULES } from "./settingsRules";

export const CLUSTER_RULES: readonly Rule[] = [
    distinctClusters,
    noProvisioningNames,
    onePartition,
    operatorsForAllowLists,
    provisionerInItsAccount,
    someAdministrator,
    noSecondProvisioner,
    distinctAdministrators,
    ...NETWORK_RULES,
    ...NODES_RULES,
    ...ADDONS_RULES,
    ...SETTINGS_RULES,
];

function distinctClusters(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return allClusters(sections).flatMap(([path, cluster]) => {
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

/** The roles around such a cluster would be taken for those that provision the fleet, which nobody changes from within it. */
function noProvisioningNames(sections: Partial<Sections>): readonly Problem[] {
    const { fleet } = sections;
    return fleet === undefined
        ? []
        : createdClusters(sections).flatMap(([path, { clusterName }]) => {
              const taken = provisioningNames(fleet).find((name) => clusterName.startsWith(name));
              return taken === undefined
                  ? []
                  : [
                        {
                            path: `${path}.clusterName`,
                            found: shown(clusterName)!,
                            remedy: `names that begin with "${taken}" are those of the roles that provision the fleet; choose another.`,
                        },
                    ];
          });
}

function onePartition(sections: Partial<Sections>): readonly Problem[] {
    const [first, ...others] = allClusters(sections);
    if (first === undefined) {
        return [];
    }
    const partition = partitionOf(first[1].region);
    return others
        .filter(([, cluster]) => partitionOf(cluster.region) !== partition)
        .map(([path, cluster]) => ({
            path: `${path}.region`,
            found: shown(cluster.region)!,
            remedy: `a region of partition ${partition} is needed, that of ${first[0]}: roles can't be assumed across partitions.`,
        }));
}

function operatorsForAllowLists(sections: Partial<Sections>): readonly Problem[] {
    const listed = createdClusters(sections).filter(
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
    return allClusters(sections).flatMap(([path, cluster]) => {
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
    return createdClusters(sections)
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
    return createdClusters(sections)
        .filter(([, { admins }]) => Object.hasOwn(admins, "provisioner"))
        .map(([path, { admins }]) => ({
            path: `${path}.admins.provisioner`,
            found: shown(admins["provisioner"])!,
            remedy: "this name is the provisioner role's own; choose another.",
        }));
}

/** EKS takes one access entry a principal and answers 409 to a second. */
function distinctAdministrators(sections: Partial<Sections>): readonly Problem[] {
    return createdClusters(sections).flatMap(([path, cluster]) => {
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
