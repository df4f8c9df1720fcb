/** Decisions about an EKS cluster, on plain values. */
import type { EndpointAccess } from "./types";
import type { Problem } from "../problems";

/** EKS's way to say everybody. */
const WORLD = "0.0.0.0/0";

/**
 * Ranges from which the public endpoint is reached, sorted; undefined for a private one, where EKS refuses ranges.
 * @param egressCidrs ranges of the management cluster's egress: without them Argo CD could never reach a target
 */
export function publicAccessCidrs(
    access: EndpointAccess,
    egressCidrs: readonly string[],
): string[] | undefined {
    switch (access.kind) {
        case "private":
            return undefined;
        case "world":
            return [WORLD];
        case "allowList":
            return [...new Set([...access.cidrs, ...egressCidrs])].sort();
    }
}

/** Most ranges of a public endpoint. https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
export const MAX_ENDPOINT_RANGES = 40;

/** What is wrong where targets that are created would let in more ranges than EKS takes. */
export function endpointRangeProblems(
    targets: Readonly<
        Record<
            string,
            {
                readonly cluster: {
                    readonly kind: string;
                    readonly endpointAccess?: EndpointAccess;
                };
            }
        >
    >,
    egressCidrs: readonly string[],
): readonly Problem[] {
    return Object.entries(targets).flatMap(
        ([
            key,
            {
                cluster: { endpointAccess },
            },
        ]) => {
            const ranges =
                endpointAccess === undefined
                    ? 0
                    : (publicAccessCidrs(endpointAccess, egressCidrs)?.length ?? 0);
            return ranges <= MAX_ENDPOINT_RANGES
                ? []
                : [
                      {
                          path: `targets.${key}.endpointAccess`,
                          found: `${ranges} ranges`,
                          remedy: `EKS takes ${MAX_ENDPOINT_RANGES} at an endpoint, the management cluster's ${egressCidrs.length} addresses among them: join neighbouring operatorCidrs, or come from fewer.`,
                      },
                  ];
        },
    );
}

/** Name of the log group EKS writes a cluster's logs to. */
export function controlPlaneLogGroup(clusterName: string): string {
    return `/aws/eks/${clusterName}/cluster`;
}

/**
 * Inputs of an EKS cluster without the creator as a hidden administrator. @pulumi/eks has no argument for it.
 * @param type the resource's type token; others than EKS clusters pass unchanged
 */
export function withoutCreatorAdmin(
    type: string,
    props: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
    if (type !== "aws:eks/cluster:Cluster") {
        return props;
    }
    return {
        ...props,
        accessConfig: {
            ...(props["accessConfig"] as object | undefined),
            bootstrapClusterCreatorAdminPermissions: false,
        },
    };
}
