/** Facts about an existing cluster, and what follows from them. */
import type { ExistingTargetConfig } from "./types";
import { shown, type Problem } from "../problems";
import { UserError } from "../userError";

/** How a cluster maps IAM principals. https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html */
export type AuthenticationMode = "CONFIG_MAP" | "API_AND_CONFIG_MAP" | "API";

export interface ExistingClusterFacts {
    /** API server, `https://...`. */
    readonly endpoint: string;
    /** base64 of the PEM, as EKS returns it. */
    readonly certificateAuthorityData: string;
    /** `https://oidc.eks...` */
    readonly oidcIssuerUrl: string;
    readonly authenticationMode: AuthenticationMode;
    readonly vpcId: string;
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: string;
    readonly endpointPublicAccess: boolean;
    readonly publicAccessCidrs: readonly string[];
}

/** A cluster as `aws.eks.getCluster` returns it. */
export interface DescribedCluster {
    readonly status: string;
    readonly endpoint: string;
    readonly certificateAuthorities: readonly { readonly data: string }[];
    readonly identities: readonly { readonly oidcs: readonly { readonly issuer: string }[] }[];
    readonly accessConfigs: readonly { readonly authenticationMode: string }[];
    readonly version: string;
    readonly vpcConfig: {
        readonly vpcId: string;
        readonly endpointPublicAccess: boolean;
        readonly publicAccessCidrs: readonly string[];
    };
}

/** Why a cluster cannot be used yet; undefined for one that can. */
export function unusable({ status }: Pick<DescribedCluster, "status">): string | undefined {
    return status === "ACTIVE" || status === "UPDATING"
        ? undefined
        : `the cluster is ${status}; wait until it is ACTIVE.`;
}

/**
 * The facts about a cluster that a component looked up with the provider that it was given.
 * @param wanted ARN of the cluster
 * @throws UserError for another cluster, or one that cannot be used yet
 */
export function lookedUpFacts(
    wanted: string,
    found: DescribedCluster & { readonly arn: string },
): ExistingClusterFacts {
    const problem =
        found.arn === wanted
            ? unusable(found)
            : `the provider finds ${found.arn}; pass the provider of the cluster's account and region.`;
    if (problem !== undefined) {
        throw new UserError(`Cluster ${wanted}: ${problem}`);
    }
    return existingClusterFacts(found);
}

/** The facts about a cluster that can be used. */
export function existingClusterFacts(found: DescribedCluster): ExistingClusterFacts {
    return {
        endpoint: found.endpoint,
        certificateAuthorityData: found.certificateAuthorities[0]!.data,
        oidcIssuerUrl: found.identities[0]!.oidcs[0]!.issuer,
        authenticationMode: found.accessConfigs[0]!.authenticationMode as AuthenticationMode,
        vpcId: found.vpcConfig.vpcId,
        kubernetesVersion: found.version,
        endpointPublicAccess: found.vpcConfig.endpointPublicAccess,
        publicAccessCidrs: found.vpcConfig.publicAccessCidrs,
    };
}

/** How a Deployer role becomes a Kubernetes user. */
export type Mapping = "accessEntry" | "awsAuthPatch" | "awsAuthManual";

/**
 * Why an existing cluster can't be a target as it is configured.
 * @param path of the target in the configuration
 */
export function existingTargetProblems(
    path: string,
    target: Pick<ExistingTargetConfig, "clusterName" | "awsAuth">,
    facts: Pick<ExistingClusterFacts, "authenticationMode">,
): readonly Problem[] {
    const { awsAuth, clusterName } = target;
    if (facts.authenticationMode === "CONFIG_MAP" && awsAuth === undefined) {
        return [
            {
                path: `${path}.awsAuth`,
                remedy: `missing; cluster ${clusterName} knows only the ConfigMap aws-auth (authentication mode CONFIG_MAP). Say patch to have our one entry added there and taken away again, manual to paste it yourself, or move the cluster to access entries: aws eks update-cluster-config --name ${clusterName} --access-config authenticationMode=API_AND_CONFIG_MAP.`,
            },
        ];
    }
    if (facts.authenticationMode === "API" && awsAuth !== undefined) {
        return [
            {
                path: `${path}.awsAuth`,
                found: shown(awsAuth)!,
                remedy: `cluster ${clusterName} doesn't read aws-auth (authentication mode API); leave it out.`,
            },
        ];
    }
    return [];
}

/** How the Deployer of a target is mapped. @param awsAuth undefined for clusters with access entries */
export function mappingOf(awsAuth: ExistingTargetConfig["awsAuth"]): Mapping {
    switch (awsAuth) {
        case undefined:
            return "accessEntry";
        case "patch":
            return "awsAuthPatch";
        case "manual":
            return "awsAuthManual";
    }
}

/**
 * What may keep Argo CD from reaching an existing cluster: its endpoint is not ours to open.
 * @param egressCidrs ranges that Argo CD is seen from; undefined where they are not known yet
 */
export function reachWarnings(
    path: string,
    facts: Pick<ExistingClusterFacts, "endpointPublicAccess" | "publicAccessCidrs">,
    egressCidrs: readonly string[] | undefined,
): readonly string[] {
    if (!facts.endpointPublicAccess) {
        return [
            `${path}: the endpoint is private; the management cluster needs a network path of your own into its VPC.`,
        ];
    }
    const open = facts.publicAccessCidrs.includes("0.0.0.0/0");
    const missing = (egressCidrs ?? []).filter((cidr) => !facts.publicAccessCidrs.includes(cidr));
    if (open || (egressCidrs !== undefined && missing.length === 0)) {
        return [];
    }
    const who =
        egressCidrs === undefined ? "the management cluster's NAT addresses" : missing.join(", ");
    return [
        `${path}: the endpoint lets in ${facts.publicAccessCidrs.join(", ")} only; see to it that ${who}, from where Argo CD comes, are among them.`,
    ];
}
