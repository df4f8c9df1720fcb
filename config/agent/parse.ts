/** From the sections to the agent as configured. */
import { argoCdConfig } from "../argocd/parse";
import { harnessConfig } from "../harness/parse";
import type { Sections } from "../schema";
import { isHighlyAvailable } from "./sections";
import type { HubAgent } from "../../lib/fleet/agent";

export function hubAgent(sections: Sections): HubAgent {
    const highAvailability = isHighlyAvailable(sections);
    return sections.engine === "harness"
        ? // A rule wants the section where the engine is chosen.
          { engine: "harness", config: harnessConfig(sections.harness!, highAvailability) }
        : { engine: "argocd", config: argoCdConfig(sections.argocd, highAvailability) };
}
