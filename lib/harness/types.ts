/** Harness's GitOps agent as configured: the section of the stack file, checked, with every default. */
import type { z } from "zod";

import type { AgentConfig, AgentWorkload } from "../agent/types";
import type { harness } from "./schema";

/** The section after parsing; `highAvailability` and `networkPolicy` still unset unless the user set them. */
export type HarnessSection = z.output<typeof harness>;

export interface HarnessConfig
    extends AgentConfig, Readonly<Omit<HarnessSection, keyof AgentConfig>> {}

/** The Argo CD that comes with the agent and belongs to it, or one of your own that it is connected to. */
export type HarnessArgoCd = HarnessConfig["argoCd"];

/** Where in Harness the agent is: in an account, an organization of it, or a project of that. */
export interface HarnessScope {
    readonly accountIdentifier: string;
    readonly orgIdentifier?: string;
    readonly projectIdentifier?: string;
    /** As Harness shows it, without the prefix of its scope. */
    readonly agentIdentifier: string;
}

/** The parts that reach clusters. */
export type HarnessPart = "controller" | "agent";

export type HarnessWorkloads = Readonly<Record<HarnessPart, AgentWorkload>>;
