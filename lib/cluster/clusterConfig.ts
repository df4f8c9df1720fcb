/** From the checked keys of a cluster to the cluster, every default filled in. */
import { partitionOf } from "../aws/arn";
import { provisionerRoleArn } from "../aws/provisioner";
import { roleSettings } from "../iam/settings";
import { fleetTags } from "../naming/owner";
import { addonPlan, addonsConfig } from "./addonPlan";
import { clusterDefaults } from "./environment";
import type { ExistingManagementSection } from "./existingSchema";
import type { FleetSection } from "./fleetSchema";
import { networkConfig } from "./networkConfig";
import { nodesConfig } from "./nodesConfig";
import type { ClusterUse } from "./rules";
import type { ClusterSection } from "./schema";
import type { EncryptionSection, LogsSection } from "./settingsSchema";
import type {
    ClusterConfig,
    ClusterPlace,
    EncryptionConfig,
    EndpointAccess,
    ExistingClusterConfig,
    ExistingManagementConfig,
    LogsConfig,
} from "./types";

type PlaceSection = Pick<
    ClusterSection,
    "accountId" | "region" | "clusterName" | "provisionerRoleArn"
>;

/** What the keys of a fleet decide about a cluster that exists. */
export type FleetOfExisting = Omit<FleetSection, "operatorCidrs">;

/** A cluster to create. Its keys have passed the rules of rules.ts. */
export function clusterConfig(
    section: ClusterSection,
    fleet: FleetSection,
    use: ClusterUse,
): ClusterConfig {
    const role = provisionerRoleArn(section, fleet);
    const defaults = clusterDefaults(fleet.environment);
    return {
        kind: "created",
        ...clusterPlace(section, fleet),
        kubernetesVersion: section.kubernetesVersion,
        upgradePolicy: section.upgradePolicy,
        endpointAccess: endpointAccess(section, fleet),
        network: networkConfig(use.identity, section.network, fleet),
        serviceIpv4Cidr: section.serviceIpv4Cidr,
        nodes: nodesConfig(section.nodes, fleet.environment),
        addons: addonsConfig(addonPlan(section, use.agentIdentity)),
        admins: { ...section.admins, ...(role === undefined ? {} : { provisioner: role }) },
        logs: logsConfig(section.logs),
        encryption:
            section.encryption === undefined
                ? defaults.encryption
                : encryptionConfig(section.encryption),
        deletionProtection: section.deletionProtection ?? defaults.deletionProtection,
        tags: { ...fleet.tags, ...fleetTags(fleet.fleet) },
    };
}

/** A cluster that exists. */
export function existingConfig(
    section: PlaceSection,
    fleet: FleetOfExisting,
): ExistingClusterConfig {
    return { kind: "existing", ...clusterPlace(section, fleet) };
}

/** A management cluster that exists. */
export function existingManagementConfig(
    section: ExistingManagementSection,
    fleet: FleetOfExisting,
): ExistingManagementConfig {
    return { ...existingConfig(section, fleet), egressCidrs: section.egressCidrs };
}

function clusterPlace(section: PlaceSection, fleet: FleetOfExisting): ClusterPlace {
    const { accountId, clusterName, region } = section;
    return {
        accountId,
        region,
        provisionerRoleArn: provisionerRoleArn(section, fleet),
        clusterName,
        roleSettings: roleSettings(partitionOf(region), accountId, fleet),
    };
}

function endpointAccess(section: ClusterSection, fleet: FleetSection): EndpointAccess {
    return section.endpointAccess === "allowList"
        ? { kind: "allowList", cidrs: fleet.operatorCidrs }
        : { kind: section.endpointAccess };
}

function logsConfig({ types, retentionInDays, kmsKeyArn }: LogsSection): LogsConfig {
    return { types: [...types].sort(), retentionInDays, kmsKeyArn };
}

function encryptionConfig(section: EncryptionSection): EncryptionConfig {
    if (section === "awsOwned") {
        return { kind: "awsOwned" };
    }
    return "keyArn" in section
        ? { kind: "brought", keyArn: section.keyArn }
        : { kind: "created", deletionWindowInDays: section.deletionWindowInDays };
}
