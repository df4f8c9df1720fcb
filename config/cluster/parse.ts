/** From a cluster's section to the cluster as configured. */
import { partitionOf } from "../../lib/aws/arn";
import { provisionerRoleArn } from "../../lib/fleet/names";
import { roleSettings } from "../../lib/iam/settings";
import { fleetTags } from "../../lib/naming/owner";
import type { Sections } from "../schema";
import { addonPlan, addonsConfig } from "./addonsParse";
import { clusterDefaults } from "./environment";
import type { ExistingManagementSection } from "./existing";
import { networkConfig } from "./networkParse";
import { nodesConfig } from "./nodesParse";
import type { ClusterSection } from "./schema";
import { encryptionConfig, logsConfig } from "./settingsParse";
import type {
    ClusterConfig,
    ClusterPlace,
    EndpointAccess,
    ExistingClusterConfig,
    ExistingManagementConfig,
} from "../../lib/cluster/types";

/**
 * A cluster that is created.
 * @param identity what the cluster is known by, whatever its key becomes
 */
export function clusterConfig(
    identity: string,
    section: ClusterSection,
    sections: Sections,
): ClusterConfig {
    const role = provisionerRoleArn(section, sections);
    const defaults = clusterDefaults(sections.environment);
    return {
        kind: "created",
        ...clusterPlace(section, sections),
        kubernetesVersion: section.kubernetesVersion,
        upgradePolicy: section.upgradePolicy,
        endpointAccess: endpointAccess(section, sections),
        network: networkConfig(identity, section.network, sections),
        ...(section.serviceIpv4Cidr === undefined
            ? {}
            : { serviceIpv4Cidr: section.serviceIpv4Cidr }),
        nodes: nodesConfig(section.nodes, sections.environment),
        addons: addonsConfig(addonPlan(section, section === sections.management, sections)),
        admins: { ...section.admins, ...(role === undefined ? {} : { provisioner: role }) },
        logs: logsConfig(section.logs),
        encryption:
            section.encryption === undefined
                ? defaults.encryption
                : encryptionConfig(section.encryption),
        deletionProtection: section.deletionProtection ?? defaults.deletionProtection,
        tags: { ...sections.tags, ...fleetTags(sections.fleet) },
    };
}

/** A cluster that exists. */
export function existingConfig(
    section: Pick<ClusterSection, "accountId" | "region" | "clusterName" | "provisionerRoleArn">,
    sections: Sections,
): ExistingClusterConfig {
    return { kind: "existing", ...clusterPlace(section, sections) };
}

/** An existing cluster that runs the agent. */
export function existingManagementConfig(
    section: ExistingManagementSection,
    sections: Sections,
): ExistingManagementConfig {
    return {
        ...existingConfig(section, sections),
        ...(section.egressCidrs === undefined ? {} : { egressCidrs: section.egressCidrs }),
    };
}

function clusterPlace(
    section: Pick<ClusterSection, "accountId" | "region" | "clusterName" | "provisionerRoleArn">,
    sections: Sections,
): ClusterPlace {
    const role = provisionerRoleArn(section, sections);
    return {
        accountId: section.accountId,
        region: section.region,
        ...(role === undefined ? {} : { provisionerRoleArn: role }),
        clusterName: section.clusterName,
        roleSettings: roleSettings(partitionOf(section.region), section.accountId, sections),
    };
}

function endpointAccess(section: ClusterSection, sections: Sections): EndpointAccess {
    return section.endpointAccess === "allowList"
        ? { kind: "allowList", cidrs: sections.operatorCidrs }
        : { kind: section.endpointAccess };
}
