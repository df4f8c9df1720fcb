/** From a cluster's section to the cluster as configured. */
import { partitionOf } from "../../arn";
import { provisionerRoleArn } from "../../fleet";
import { roleSettings } from "../../iam/settings";
import type { Sections } from "../schema";
import type { ExistingManagementSection } from "./existing";
import type { ClusterSection } from "./schema";
import type {
    ClusterConfig,
    ClusterPlace,
    EndpointAccess,
    ExistingClusterConfig,
    ExistingManagementConfig,
} from "./types";

/**
 * A cluster that is created.
 * @param identity what the cluster is known by, whatever its key becomes
 */
export function clusterConfig(
    _identity: string,
    section: ClusterSection,
    sections: Sections,
): ClusterConfig {
    const role = provisionerRoleArn(section, sections);
    return {
        kind: "created",
        ...clusterPlace(section, sections),
        kubernetesVersion: section.kubernetesVersion,
        endpointAccess: endpointAccess(section, sections),
        network: section.network,
        nodes: section.nodes,
        admins: { ...section.admins, ...(role === undefined ? {} : { provisioner: role }) },
        logRetentionInDays: section.logRetentionInDays,
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
