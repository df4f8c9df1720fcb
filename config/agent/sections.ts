/** The section of the engine that is chosen: rules go through it. */
import { DEFAULT_MANAGED_POLICIES_PER_ROLE } from "../../lib/iam/packs";
import type { Sections } from "../schema";
import type { AgentConfig } from "../../lib/agent/types";

/** What both engines' sections have. */
export type AgentSection = Pick<AgentConfig, "identity" | "managedPoliciesPerRole" | "namespace">;

const DEFAULTS: AgentSection = {
    namespace: "argocd",
    identity: "irsa",
    managedPoliciesPerRole: DEFAULT_MANAGED_POLICIES_PER_ROLE,
};

/** The engine's section; what it is by default where there is none, or none that parsed. */
export function agentSection(sections: Partial<Sections>): AgentSection {
    return chosen(sections) ?? DEFAULTS;
}

/** Namespace of this stack's own agent; undefined where the agent is another stack's, or its section did not parse. */
export function ownAgentNamespace(sections: Partial<Sections>): string | undefined {
    const { engine = "argocd", hub } = sections;
    const isKnown = "hub" in sections && hub === undefined && engine in sections;
    return isKnown ? agentSection(sections).namespace : undefined;
}

/** Whether the agent is highly available, said or by the environment's default; one that exists is its owner's affair. */
export function isHighlyAvailable(sections: Partial<Sections>): boolean {
    const section = chosen(sections);
    return (
        section?.install !== "existing" &&
        (section?.highAvailability ?? sections.environment === "production")
    );
}

function chosen({
    engine,
    argocd,
    harness,
}: Partial<Sections>): Sections["argocd"] | Sections["harness"] {
    return engine === "harness" ? harness : argocd;
}

/** Keys that say what the agent is. */
export function agentKeys({ argocd, engine, harness }: Partial<Sections>): readonly string[] {
    return [
        ...(argocd === undefined ? [] : ["argocd"]),
        ...(harness === undefined ? [] : ["harness"]),
        ...(engine === "harness" ? ["engine"] : []),
    ];
}
