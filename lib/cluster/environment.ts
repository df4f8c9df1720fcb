/** What `environment` moves: defaults, and nothing else. Each can be said by itself. */
import type { EncryptionConfig, NatGateway } from "./types";

export const ENVIRONMENTS = ["nonproduction", "production"] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

export interface ClusterDefaults {
    /** Number of availability zones. */
    readonly zones: 2 | 3;
    readonly natGateway: NatGateway;
    /** Managed nodes at first. Three in three zones: what runs in threes has a node for each. */
    readonly desiredNodes: number;
    readonly encryption: EncryptionConfig;
    readonly deletionProtection: boolean;
}

const DEFAULTS: Readonly<Record<Environment, ClusterDefaults>> = {
    nonproduction: {
        zones: 2,
        natGateway: "single",
        desiredNodes: 2,
        encryption: { kind: "awsOwned" },
        deletionProtection: false,
    },
    production: {
        zones: 3,
        natGateway: "perZone",
        desiredNodes: 3,
        encryption: { kind: "created", deletionWindowInDays: 30 },
        deletionProtection: true,
    },
};

/** Defaults of a cluster's keys. */
export function clusterDefaults(environment: Environment): ClusterDefaults {
    return DEFAULTS[environment];
}
