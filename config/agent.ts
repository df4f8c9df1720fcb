/** The agent in the stack file: which engine there is, and what all of them share. */
import { isHighlyAvailable as agentIsHighlyAvailable } from "../lib/agent/resolve";
import type { AgentConfig } from "../lib/agent/types";
import { HIGHLY_AVAILABLE_NODES } from "../lib/argocd/release";
import { argocd } from "../lib/argocd/schema";
import { argoCdConfig } from "../lib/argocd/resolve";
import type { HubAgent } from "../lib/fleet/agent";
import { harnessConfig } from "../lib/harness/resolve";
import { DEFAULT_MANAGED_POLICIES_PER_ROLE } from "../lib/iam/packs";
import {
    isKubernetesNamespace,
    KUBERNETES_NAMESPACES_TEXT,
} from "../lib/kubernetes/systemNamespaces";
import { shown, type Problem } from "../lib/problems";
import { desiredSize } from "../lib/cluster/nodesConfig";
import type { Rule } from "./rule";
import type { Sections } from "./schema";

/** The agent as configured, with every default. */
export function hubAgent(sections: Sections): HubAgent {
    const { environment } = sections;
    return sections.engine === "harness"
        ? // A rule requires the section of the chosen engine.
          { engine: "harness", config: harnessConfig(sections.harness!, environment) }
        : {
              engine: "argocd",
              config: argoCdConfig(sections.argocd ?? argocd.parse({}), environment),
          };
}

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

/** Whether the agent is highly available, as set or by the environment's default. */
export function isHighlyAvailable(sections: Partial<Sections>): boolean {
    return agentIsHighlyAvailable(chosen(sections), sections.environment);
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

export const AGENT_RULES: readonly Rule[] = [
    otherEnginesSection,
    enginesOwnSection,
    nodesForHighAvailability,
    secretsHaveNamesOfTheirOwn,
    refuseSystemNamespaces,
];

const ENGINES = ["argocd", "harness"] as const;

function otherEnginesSection(sections: Partial<Sections>): readonly Problem[] {
    const { engine } = sections;
    if (engine === undefined) {
        return [];
    }
    return ENGINES.filter((other) => other !== engine && sections[other] !== undefined).map(
        (other) => ({
            path: other,
            remedy: `engine is ${engine}, and this is the other one's section: leave it out, or say engine: ${other}.`,
        }),
    );
}

/** Argo CD has a default for everything; who the agent is in Harness nobody can guess. */
function enginesOwnSection(sections: Partial<Sections>): readonly Problem[] {
    const isMissing = "harness" in sections && sections.harness === undefined;
    return sections.engine === "harness" && sections.management !== undefined && isMissing
        ? [
              {
                  path: "harness",
                  remedy: "missing; engine is harness: give accountIdentifier, agentIdentifier and tokenSecret.",
              },
          ]
        : [];
}

/** Other strategies make nodes as pods ask for them; an existing cluster's are its owner's to count. */
function nodesForHighAvailability(sections: Partial<Sections>): readonly Problem[] {
    const { engine = "argocd", management } = sections;
    if (
        management === undefined ||
        !(engine in sections) ||
        !hasThreeRedis(sections) ||
        "existing" in management ||
        management.nodes.strategy !== "managed"
    ) {
        return [];
    }
    const nodes = desiredSize(management.nodes, sections.environment ?? "nonproduction");
    if (nodes >= HIGHLY_AVAILABLE_NODES) {
        return [];
    }
    const why =
        sections[engine]?.highAvailability === true
            ? `${engine}.highAvailability`
            : "Argo CD's high availability, the default in production,";
    return [
        {
            path: "management.nodes.desiredSize",
            found: shown(nodes)!,
            remedy: `${why} needs at least ${HIGHLY_AVAILABLE_NODES} nodes, since each of its three redis servers insists on one of its own; raise desiredSize, or say ${engine}.highAvailability: false.`,
        },
    ];
}

/** A connected Argo CD has its own redis. */
function hasThreeRedis(sections: Partial<Sections>): boolean {
    const { engine, harness } = sections;
    return (
        isHighlyAvailable(sections) && !(engine === "harness" && harness?.argoCd === "connected")
    );
}

/** A secret's name is a top-level key; one of the configuration's own holds something else. */
function secretsHaveNamesOfTheirOwn(sections: Partial<Sections>): readonly Problem[] {
    return ENGINES.flatMap((engine) => secretsIn(sections[engine] ?? {}, engine))
        .filter(([, key]) => Object.hasOwn(sections, key))
        .map(([path, key]) => ({
            path,
            found: shown(key)!,
            remedy: `${key} is a key of the configuration itself: give the secret a name of its own.`,
        }));
}

function secretsIn(value: object, path: string): readonly (readonly [string, string])[] {
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
        const at = `${path}.${name}`;
        if (typeof inner === "object" && inner !== null) {
            return secretsIn(inner, at);
        }
        return name.endsWith("Secret") && typeof inner === "string" ? [[at, inner] as const] : [];
    });
}

/** The agent writes what it likes in its own namespace, and there the bootstrap deploys to. */
function refuseSystemNamespaces(sections: Partial<Sections>): readonly Problem[] {
    return ENGINES.flatMap((engine) => {
        const namespace = sections[engine]?.namespace;
        return namespace !== undefined && isKubernetesNamespace(namespace)
            ? [
                  {
                      path: `${engine}.namespace`,
                      found: shown(namespace)!,
                      remedy: `must not be a system namespace (${KUBERNETES_NAMESPACES_TEXT}): the agent's permissions there would be permissions over Kubernetes itself. Choose a namespace of its own, such as argocd.`,
                  },
              ]
            : [];
    });
}
