/** From the sections to the hub as configured. */
import { hubAgent } from "../agent/parse";
import { clusterConfig, existingManagementConfig } from "../cluster/parse";
import { isCreated } from "../cluster/sections";
import type { Sections } from "../schema";
import type { HubConfig } from "./types";

export function hubConfig(sections: Sections): HubConfig {
    const { hub, management } = sections;
    if (management !== undefined) {
        return {
            kind: "own",
            management: isCreated(management)
                ? clusterConfig("management", management, sections)
                : existingManagementConfig(management, sections),
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
