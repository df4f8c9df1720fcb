/** Rules between the keys of one cluster. Each looks only at keys that parsed, so that no problem hides another. */
import type { AgentIdentity } from "../agent/types";
import { parsePrincipalArn } from "../aws/arn";
import { provisionerRoleArn } from "../aws/provisioner";
import { provisioningNames } from "../naming/names";
import { knownCidr, overlap } from "../network/cidr";
import { shown, type Problem } from "../problems";
import { ADDON_NAMES } from "./addonNames";
import { addonNames, addonPlan, unversionedAddons } from "./addonPlan";
import { clusterDefaults } from "./environment";
import { MAX_ENDPOINT_RANGES } from "./eks";
import type { FleetSection } from "./fleetSchema";
import { vpcCidr } from "./networkConfig";
import { architectureOf, architectureOfImage } from "./nodes";
import { desiredSize } from "./nodesConfig";
import type { ManagedNodesSection } from "./nodesSchema";
import type { ClusterSection } from "./schema";
import { POD_IDENTITY_AGENT, strategyProblems } from "./strategyTable";
import { KUBERNETES_VERSIONS } from "./versions";

/** What a cluster is in its fleet. */
export interface ClusterUse {
    /** Name that never changes: the default range of the VPC follows from it. */
    readonly identity: string;
    /** How the agent's pods get their role; undefined on a cluster without the agent. */
    readonly agentIdentity: AgentIdentity | undefined;
}

/** A rule between the keys of a cluster to create. Paths of its problems begin at the cluster. */
export type ClusterRule = (
    cluster: ClusterSection,
    fleet: Partial<FleetSection>,
    use: ClusterUse,
) => readonly Problem[];

export const ONE_CLUSTER_RULES: readonly ClusterRule[] = [
    rejectProvisioningNames,
    requireProvisionerOfTheAccount,
    requireAdministrator,
    rejectSecondProvisioner,
    requireDistinctAdministrators,
    requireSeparateServices,
    requireZonesOfTheRegion,
    requireSubnetsOfOneUse,
    requireWayOutOfTheHub,
    requireSizesInOrder,
    requireOneProcessor,
    requireImageOfTheProcessor,
    requireTolerableTaints,
    requireLegalStrategy,
    requireAgentOfTheVolumes,
    requireKnownVersions,
    requireKeysOfTheRegion,
];

/** The roles of such a cluster would be mistaken for those that provision the fleet, which nobody changes from within it. */
function rejectProvisioningNames(
    { clusterName }: ClusterSection,
    { fleet }: Partial<FleetSection>,
): readonly Problem[] {
    const names = fleet === undefined ? [] : provisioningNames(fleet);
    const taken = names.find((name) => clusterName.startsWith(name));
    return taken === undefined
        ? []
        : [
              {
                  path: "clusterName",
                  found: shown(clusterName)!,
                  remedy: `names that begin with "${taken}" are reserved for the roles that provision the fleet; choose another.`,
              },
          ];
}

/** Applies to existing clusters as well. */
export function requireProvisionerOfTheAccount(
    cluster: Pick<ClusterSection, "accountId" | "provisionerRoleArn">,
): readonly Problem[] {
    const arn = cluster.provisionerRoleArn;
    const principal = arn === undefined ? undefined : parsePrincipalArn(arn);
    return principal === undefined || principal.accountId === cluster.accountId
        ? []
        : [
              {
                  path: "provisionerRoleArn",
                  found: shown(arn)!,
                  remedy: `a role in account ${cluster.accountId} is required: the provisioner acts in the cluster's own account.`,
              },
          ];
}

function requireAdministrator(
    { admins, provisionerRoleArn: role }: ClusterSection,
    fleet: Partial<FleetSection>,
): readonly Problem[] {
    // A name that did not parse is a name nonetheless.
    const named = !("provisionerRoleName" in fleet) || fleet.provisionerRoleName !== undefined;
    return named || Object.keys(admins).length > 0 || role !== undefined
        ? []
        : [
              {
                  path: "admins",
                  remedy: "missing; nobody could reach the cluster. Set at least one administrator, including the role Pulumi runs as, or set provisionerRoleName.",
              },
          ];
}

function rejectSecondProvisioner({ admins }: ClusterSection): readonly Problem[] {
    return Object.hasOwn(admins, "provisioner")
        ? [
              {
                  path: "admins.provisioner",
                  found: shown(admins["provisioner"])!,
                  remedy: "this name is reserved for the provisioner role; choose another.",
              },
          ]
        : [];
}

/** EKS takes one access entry per principal and answers 409 to a second. */
function requireDistinctAdministrators(
    cluster: ClusterSection,
    fleet: Partial<FleetSection>,
): readonly Problem[] {
    const provisioner = provisionerRoleArn(cluster, fleet);
    const seen = new Map(provisioner === undefined ? [] : [[provisioner, "the provisioner"]]);
    return Object.entries(cluster.admins).flatMap(([name, arn]) => {
        const first = seen.get(arn);
        seen.set(arn, first ?? name);
        return first === undefined
            ? []
            : [
                  {
                      path: `admins.${name}`,
                      found: shown(arn)!,
                      remedy: `${first} is the same principal and already an administrator; remove one of them.`,
                  },
              ];
    });
}

function requireSeparateServices(
    { network, serviceIpv4Cidr }: ClusterSection,
    { fleet }: Partial<FleetSection>,
    { identity }: ClusterUse,
): readonly Problem[] {
    if (serviceIpv4Cidr === undefined || fleet === undefined || "vpcId" in network) {
        return [];
    }
    const vpc = vpcCidr(identity, network, { fleet });
    return overlap(knownCidr(serviceIpv4Cidr), knownCidr(vpc))
        ? [
              {
                  path: "serviceIpv4Cidr",
                  found: shown(serviceIpv4Cidr)!,
                  remedy: `the cluster's VPC has ${shown(vpc)!}, which overlaps; choose a range outside of it.`,
              },
          ]
        : [];
}

function requireZonesOfTheRegion({ network, region }: ClusterSection): readonly Problem[] {
    const zones = "vpcId" in network ? undefined : network.availabilityZones;
    return typeof zones === "object"
        ? zones.flatMap((zone, index) =>
              zone.slice(0, -1) === region
                  ? []
                  : [
                        {
                            path: `network.availabilityZones.${index}`,
                            found: shown(zone)!,
                            remedy: `a zone of region ${region} is needed, such as "${region}a".`,
                        },
                    ],
          )
        : [];
}

function requireSubnetsOfOneUse({ network }: ClusterSection): readonly Problem[] {
    return "vpcId" in network
        ? network.publicSubnetIds.flatMap((id, index) =>
              network.privateSubnetIds.includes(id)
                  ? [
                        {
                            path: `network.publicSubnetIds.${index}`,
                            found: shown(id)!,
                            remedy: "it is also in privateSubnetIds; a subnet is either public or private.",
                        },
                    ]
                  : [],
          )
        : [];
}

/** Whether the nodes of a created network reach AWS's own services only. */
export function isClosed(
    { network }: ClusterSection,
    { environment = "nonproduction" }: Partial<FleetSection>,
): boolean {
    return (
        !("vpcId" in network) &&
        (network.natGateway ?? clusterDefaults(environment).natGateway) === "none"
    );
}

function requireWayOutOfTheHub(
    cluster: ClusterSection,
    fleet: Partial<FleetSection>,
    { agentIdentity }: ClusterUse,
): readonly Problem[] {
    return agentIdentity !== undefined && isClosed(cluster, fleet)
        ? [
              {
                  path: "network.natGateway",
                  found: shown("none")!,
                  remedy: "Argo CD reaches registries, git repositories and the targets' endpoints from here; allowed for the management cluster: single, perZone, or an existing VPC with a route there.",
              },
          ]
        : [];
}

function requireSizesInOrder(
    { nodes }: ClusterSection,
    { environment = "nonproduction" }: Partial<FleetSection>,
): readonly Problem[] {
    return managed(nodes).flatMap((group) => {
        const { minSize, maxSize } = group;
        const desired = desiredSize(group, environment);
        return minSize <= desired && desired <= maxSize
            ? []
            : [
                  {
                      path: "nodes",
                      found: `minSize ${minSize}, desiredSize ${desired}, maxSize ${maxSize}`,
                      remedy: "allowed: minSize <= desiredSize <= maxSize.",
                  },
              ];
    });
}

/** One image starts all nodes of a group. */
function requireOneProcessor({ nodes }: ClusterSection): readonly Problem[] {
    return managed(nodes)
        .filter(({ instanceTypes }) => new Set(instanceTypes.map(architectureOf)).size > 1)
        .map(({ instanceTypes }) => ({
            path: "nodes.instanceTypes",
            found: shown(instanceTypes)!,
            remedy: "some of these are Graviton instances (arm64) and some are not; one group's nodes have one processor.",
        }));
}

function requireImageOfTheProcessor({ nodes }: ClusterSection): readonly Problem[] {
    return managed(nodes).flatMap(({ amiType, instanceTypes }) => {
        const processors = new Set(instanceTypes.map(architectureOf));
        return amiType === undefined ||
            processors.size > 1 ||
            processors.has(architectureOfImage(amiType))
            ? []
            : [
                  {
                      path: "nodes.amiType",
                      found: shown(amiType)!,
                      remedy: `the instance types are ${[...processors].join()}; choose an image for that, or remove amiType.`,
                  },
              ];
    });
}

/** The group is the only one that this program creates: a pod that it repels runs nowhere. */
function requireTolerableTaints(
    { addons, nodes }: ClusterSection,
    _: Partial<FleetSection>,
    { agentIdentity }: ClusterUse,
): readonly Problem[] {
    const agent = agentIdentity === undefined ? [] : ["Argo CD"];
    const dns = addons.coredns;
    const tolerant = dns === false || dns?.configuration?.["tolerations"] !== undefined;
    const pods = [...agent, ...(tolerant ? [] : ["CoreDNS"])];
    return managed(nodes).flatMap(({ taints }) =>
        taints.flatMap(({ key, effect }, index) =>
            effect === "PREFER_NO_SCHEDULE" || key === "CriticalAddonsOnly" || pods.length === 0
                ? []
                : [
                      {
                          path: `nodes.taints.${index}`,
                          found: shown(key)!,
                          remedy: `it keeps ${pods.join(" and ")} from the only nodes there are: allowed here: PREFER_NO_SCHEDULE${agent.length > 0 ? "" : ", or any effect that addons.coredns.configuration.tolerations names"}.`,
                      },
                  ],
        ),
    );
}

function managed(nodes: ClusterSection["nodes"]): readonly ManagedNodesSection[] {
    return nodes.strategy === "managed" ? [nodes] : [];
}

/** The table of strategies. An explanation stands at the add-on that it names, or at the strategy. */
function requireLegalStrategy(
    cluster: ClusterSection,
    _: Partial<FleetSection>,
    { agentIdentity }: ClusterUse,
): readonly Problem[] {
    const plan = addonPlan(cluster, agentIdentity);
    const problems = strategyProblems({
        strategy: plan.strategy,
        identity: agentIdentity ?? "irsa",
        addons: addonNames(plan),
        isHub: agentIdentity !== undefined,
    });
    return problems.map((remedy): Problem => {
        const addon = ADDON_NAMES.find((name) => remedy.includes(name));
        return addon === undefined
            ? { path: "nodes.strategy", found: shown(plan.strategy)!, remedy }
            : { path: `addons.${addon}`, found: shown(plan.addons[addon]), remedy };
    });
}

function requireAgentOfTheVolumes(
    cluster: ClusterSection,
    _: Partial<FleetSection>,
    { agentIdentity }: ClusterUse,
): readonly Problem[] {
    const plan = addonPlan(cluster, agentIdentity);
    return plan.strategy === "managed" &&
        addonNames(plan).includes("aws-ebs-csi-driver") &&
        plan.addons[POD_IDENTITY_AGENT] === false
        ? [
              {
                  path: `addons.${POD_IDENTITY_AGENT}`,
                  found: "false",
                  remedy: "aws-ebs-csi-driver gets its role by EKS Pod Identity, whose agent this is: remove the key.",
              },
          ]
        : [];
}

function requireKnownVersions(
    cluster: ClusterSection,
    _: Partial<FleetSection>,
    { agentIdentity }: ClusterUse,
): readonly Problem[] {
    const plan = addonPlan(cluster, agentIdentity);
    return unversionedAddons(plan).map((addon) => ({
        path: `addons.${addon}.version`,
        remedy: `missing; Kubernetes ${plan.kubernetesVersion} is newer than this program, which knows the add-on versions of ${KUBERNETES_VERSIONS.join(", ")}: set a version that \`aws eks describe-addon-versions --addon-name ${addon} --kubernetes-version ${plan.kubernetesVersion}\` lists.`,
    }));
}

/** Neither EKS nor CloudWatch Logs takes a key of another region. */
function requireKeysOfTheRegion({ encryption, logs, region }: ClusterSection): readonly Problem[] {
    const secrets =
        typeof encryption === "object" && "keyArn" in encryption ? encryption.keyArn : undefined;
    return [
        ["encryption.keyArn", secrets] as const,
        ["logs.kmsKeyArn", logs.kmsKeyArn] as const,
    ].flatMap(([path, arn]) =>
        arn === undefined || arn.split(":")[3] === region
            ? []
            : [
                  {
                      path,
                      found: shown(arn)!,
                      remedy: `a key in region ${region} is required, the cluster's own.`,
                  },
              ],
    );
}

/**
 * Requires operatorCidrs for endpoints with an allow-list.
 * @param clusters the clusters that have one, as the message names them
 */
export function requireOperators(
    { operatorCidrs }: Partial<FleetSection>,
    clusters: readonly string[],
): readonly Problem[] {
    return operatorCidrs?.length === 0 && clusters.length > 0
        ? [
              {
                  path: "operatorCidrs",
                  remedy: `missing; set the IPv4 ranges from which Pulumi and operators reach the API endpoints (of ${clusters.join(", ")}), or set endpointAccess: private there.`,
              },
          ]
        : [];
}

/**
 * Rejects more ranges than EKS takes at the endpoint of one cluster.
 * @param hubRanges number of the management cluster's addresses among them
 */
export function requireRangesWithinQuota(
    { operatorCidrs }: Partial<FleetSection>,
    cluster: string,
    hubRanges: number,
): readonly Problem[] {
    const operators = new Set(operatorCidrs ?? []).size;
    return operators + hubRanges <= MAX_ENDPOINT_RANGES
        ? []
        : [
              {
                  path: "operatorCidrs",
                  found: `${operators} ranges`,
                  remedy: `${hubRanges === 0 ? "these" : `with the management cluster's ${hubRanges} addresses they`} are more than the ${MAX_ENDPOINT_RANGES} that EKS takes at an endpoint (of ${cluster}): merge neighboring ranges, or use fewer.`,
              },
          ];
}
