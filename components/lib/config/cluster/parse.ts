/** From a cluster's section to the cluster as configured. */
import { provisionerRoleArn } from "../../fleet";
import type { Sections } from "../schema";
import type { ClusterSection } from "./schema";
import type { ClusterConfig, EndpointAccess } from "./types";

export function clusterConfig(section: ClusterSection, sections: Sections): ClusterConfig {
    const role = provisionerRoleArn(section, sections);
    return {
        accountId: section.accountId,
        region: section.region,
        ...(role === undefined ? {} : { provisionerRoleArn: role }),
        clusterName: section.clusterName,
        kubernetesVersion: section.kubernetesVersion,
        endpointAccess: endpointAccess(section, sections),
        network: section.network,
        nodes: section.nodes,
        admins: { ...section.admins, ...(role === undefined ? {} : { provisioner: role }) },
        logRetentionInDays: section.logRetentionInDays,
    };
}

function endpointAccess(section: ClusterSection, sections: Sections): EndpointAccess {
    return section.endpointAccess === "allowList"
        ? { kind: "allowList", cidrs: sections.operatorCidrs }
        : { kind: section.endpointAccess };
}
