/**
 * What a stack with a management cluster tells the stacks of its targets, as its output `hub`. A public contract:
 * docs/stacks.md explains every field; a field may be added, none removed or changed in meaning without a new version.
 */
import { z } from "zod";

/** Version of the contract of a hub with Argo CD, and of one with Harness's agent. */
export const HUB_CONTRACT_VERSIONS = { argocd: 1, harness: 2 } as const;

/** Harness's agent on the hub, and how it knows clusters. */
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
 * A hub with Argo CD says version 1, as it always did. One with Harness's agent says 2: a program that knows version 1 only
 * would register targets with an Argo CD that isn't its own, and refuses instead.
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

/** What a hub says of Harness's agent; undefined for one with Argo CD. */
export function harnessOf(contract: HubContract): HarnessHub | undefined {
    return "harness" in contract ? contract.harness : undefined;
}

/**
 * Reads a hub stack's output.
 * @returns the contract, or what is wrong with the output and what to do, as one sentence
 */
export function readHubContract(output: unknown, stack: string): HubContract | string {
    if (output === undefined || output === null) {
        return `stack ${stack} has no output "hub": it has no management cluster, or was never brought up. Run pulumi up there first.`;
    }
    const version = (output as { readonly version?: unknown }).version;
    const known: readonly unknown[] = Object.values(HUB_CONTRACT_VERSIONS);
    if (!known.includes(version)) {
        return `stack ${stack} speaks version ${JSON.stringify(version)} of the contract between stacks, this program versions ${known.join(" and ")}. Run both with the same release, the hub first.`;
    }
    const parsed = hubContract.safeParse(output);
    return parsed.success
        ? parsed.data
        : `stack ${stack}'s output "hub" is incomplete (${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}). Run pulumi up there again.`;
}
