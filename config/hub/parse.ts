/** From the sections to the hub as configured. */
import { hubAgent } from "../agent";
import { existingManagementConfig } from "../../lib/cluster/clusterConfig";
import { createdArgs, createdConfig, existingArgs, isCreated } from "../cluster";
import type { Sections } from "../schema";
import type { HubConfig } from "./types";

export function hubConfig(sections: Sections): HubConfig {
    const { hub, management } = sections;
    if (management !== undefined) {
        return {
            kind: "own",
            management: isCreated(management)
                ? createdConfig("management", management, sections)
                : existingManagementConfig(management, sections),
            args: isCreated(management)
                ? createdArgs(management, sections)
                : {
                      ...existingArgs(management, sections),
                      egressCidrs: management.egressCidrs,
                  },
            agent: hubAgent(sections),
        };
    }
    if (hub === undefined) {
        return { kind: "none" };
    }
    const { stack, provisionerRoleArn } = hub;
    const { provisionerRoleName } = sections;
    return {
        kind: "referred",
        stack,
        ...(provisionerRoleArn === undefined ? {} : { provisionerRoleArn }),
        ...(provisionerRoleName === undefined ? {} : { provisionerRoleName }),
    };
}
