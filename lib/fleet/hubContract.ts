/**
 * What a hub stack exports to the stacks of its targets, as its output `hub`. A public contract: docs/stacks.md
 * explains every field; fields may be added, but none may be removed or change its meaning without a new version.
 */
import { z } from "zod";

/** Version of the contract of a hub with Argo CD, and of one with Harness's agent. */
export const HUB_CONTRACT_VERSIONS = { argocd: 1, harness: 2 } as const;

/** Harness's agent on the hub, and how it refers to clusters. */
const harnessHub = z.object({
    argoCd: z.enum(["managed", "connected"]),
    scope: z.object({
        accountIdentifier: z.string(),
        orgIdentifier: z.string().exactOptional(),
        projectIdentifier: z.string().exactOptional(),
        agentIdentifier: z.string(),
    }),
});

export type HarnessHub = Readonly<z.infer<typeof harnessHub>>;

const common = {
    fleet: z.string(),
    accountId: z.string(),
    region: z.string(),
    clusterName: z.string(),
    clusterArn: z.string(),
    clusterEndpoint: z.string(),
    clusterCertificateAuthorityData: z.string(),
    kubernetesVersion: z.string(),
    vpcId: z.string(),
    oidcIssuerUrl: z.string(),
    egressCidrs: z.array(z.string()),
    agentNamespace: z.string(),
    argoRoleName: z.string(),
    argoRoleArn: z.string(),
    argoRoleUniqueId: z.string(),
    argoRoleTrustPolicy: z.string(),
    identity: z.enum(["irsa", "podIdentity"]),
    managedPoliciesPerRole: z.number(),
};

/**
 * A hub with Argo CD exports version 1, one with Harness's agent version 2: a program that only knows version 1 rejects
 * it instead of registering targets with an Argo CD that it does not manage.
 */
const hubContract = z.discriminatedUnion("version", [
    z.object({ version: z.literal(HUB_CONTRACT_VERSIONS.argocd), ...common }),
    z.object({
        version: z.literal(HUB_CONTRACT_VERSIONS.harness),
        ...common,
        harness: harnessHub,
    }),
]);

export type HubContract = Readonly<z.infer<typeof hubContract>>;

/** The contract's Harness fields; undefined for a hub with Argo CD. */
export function harnessOf(contract: HubContract): HarnessHub | undefined {
    return "harness" in contract ? contract.harness : undefined;
}

/**
 * Parses a hub stack's output.
 * @returns the contract, or one sentence that says what is wrong with the output and what to do
 */
export function readHubContract(output: unknown, stack: string): HubContract | string {
    if (output === undefined || output === null) {
        return `stack ${stack} has no output "hub": it has no management cluster, or pulumi up has never run there. Run pulumi up in that stack first.`;
    }
    const version = (output as { readonly version?: unknown }).version;
    const known: readonly unknown[] = Object.values(HUB_CONTRACT_VERSIONS);
    if (!known.includes(version)) {
        return `stack ${stack} uses version ${JSON.stringify(version)} of the contract between stacks, but this program supports versions ${known.join(" and ")}. Run both stacks with the same release, the hub first.`;
    }
    const parsed = hubContract.safeParse(output);
    return parsed.success
        ? parsed.data
        : `stack ${stack}'s output "hub" is incomplete (${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}). Run pulumi up in that stack again.`;
}
