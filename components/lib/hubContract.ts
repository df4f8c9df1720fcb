/**
 * What a stack with a management cluster tells the stacks of its targets, as its output `hub`. A public contract:
 * docs/stacks.md explains every field; a field may be added, none removed or changed in meaning without a new version.
 */
import { z } from "zod";

export const HUB_CONTRACT_VERSION = 1 as const;

const hubContract = z.object({
    version: z.literal(HUB_CONTRACT_VERSION),
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
});

export type HubContract = Readonly<z.infer<typeof hubContract>>;

/**
 * Reads a hub stack's output.
 * @returns the contract, or what is wrong with the output and what to do, as one sentence
 */
export function readHubContract(output: unknown, stack: string): HubContract | string {
    if (output === undefined || output === null) {
        return `stack ${stack} has no output "hub": it has no management cluster, or was never brought up. Run pulumi up there first.`;
    }
    const version = (output as { readonly version?: unknown }).version;
    if (version !== HUB_CONTRACT_VERSION) {
        return `stack ${stack} speaks version ${JSON.stringify(version)} of the contract between stacks, this program version ${HUB_CONTRACT_VERSION}. Run both with the same release, the hub first.`;
    }
    const parsed = hubContract.safeParse(output);
    return parsed.success
        ? parsed.data
        : `stack ${stack}'s output "hub" is incomplete (${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}). Run pulumi up there again.`;
}
