/** Makes generated clusters satisfy the rules between their keys. */
import fc from "fast-check";

import type { Partition } from "../../../lib/aws/arn";
import type { Raw } from "../config";
import type { Overrides } from "./fromSchema";
import { nodesOverrides, settledNodes, type NodeNeeds } from "./nodes";
import { ACCOUNTS, cidr, REGIONS } from "./places";

export interface Surroundings extends NodeNeeds {
    readonly partition: Partition;
    readonly provisionerRoleName: unknown;
    /** Number of the cluster in its stack, which determines names and ranges. */
    readonly index: number;
}

/** Overrides that apply to every cluster of a fleet, by the paths of clusters. */
export function clusterOverrides(partition: Partition): Overrides {
    return Object.assign(
        {},
        ...["management", "targets.<key>"].map((path) => ({
            [`${path}.accountId`]: fc.constantFrom(...ACCOUNTS),
            [`${path}.region`]: fc.constantFrom(...REGIONS[partition]),
            [`${path}.egressCidrs`]: fc.array(cidr, { minLength: 1, maxLength: 2 }),
            [`${path}.network.egressCidrs`]: fc.array(cidr, { minLength: 1, maxLength: 2 }),
            [`${path}.serviceIpv4Cidr`]: fc.constantFrom("192.168.0.0/20", "10.96.0.0/12"),
            ...nodesOverrides(path),
        })),
    ) as Overrides;
}

/** A cluster that is consistent with the others of its stack. */
export function settledCluster(cluster: Raw, around: Surroundings): Raw {
    const { index, partition } = around;
    const role = (name: string): string =>
        `arn:${partition}:iam::${String(cluster["accountId"])}:role/${name}`;
    const settled: Raw = {
        ...cluster,
        clusterName: `${String(cluster["clusterName"]).slice(0, 90)}-${index}`,
        ...("provisionerRoleArn" in cluster
            ? { provisionerRoleArn: role(`provisioners/p-${index}`) }
            : {}),
    };
    return "existing" in cluster
        ? settled
        : {
              ...settled,
              ...settledNodes(settled, around),
              ...settledKeys(settled),
              admins: settledAdmins(settled, around, role),
              network: settledNetwork(settled, around),
          };
}

function settledAdmins(
    cluster: Raw,
    { provisionerRoleName }: Surroundings,
    role: (name: string) => string,
): Raw {
    const provisioned =
        provisionerRoleName !== undefined || cluster["provisionerRoleArn"] !== undefined;
    const given = Object.keys(cluster["admins"] ?? {});
    const others = given.filter((name) => name !== "provisioner");
    const names = others.length === 0 && !provisioned ? ["oncall"] : others;
    return Object.fromEntries(names.map((name) => [name, role(`admins/"{}/${name}`)]));
}

function settledNetwork(cluster: Raw, { index, isHub }: Surroundings): Raw {
    const network = (cluster["network"] ?? {}) as Raw;
    if ("vpcId" in network) {
        const { privateSubnetIds, publicSubnetIds = [] } = network as Record<string, string[]>;
        return {
            ...(isHub ? { egressCidrs: ["198.51.100.0/28"] } : {}),
            ...network,
            publicSubnetIds: publicSubnetIds.filter((id) => !privateSubnetIds!.includes(id)),
        };
    }
    const { availabilityZones, natGateway } = network;
    const zones = ["a", "b", "c"].map((zone) => `${String(cluster["region"])}${zone}`);
    return {
        ...network,
        // The default could overlap between clusters.
        cidr: `172.${16 + index}.0.0/16`,
        ...(Array.isArray(availabilityZones)
            ? { availabilityZones: zones.slice(0, availabilityZones.length) }
            : {}),
        ...(isHub && natGateway === "none" ? { natGateway: "single" } : {}),
    };
}

/** Moves keys to the cluster's own region. */
function settledKeys(cluster: Raw): Raw {
    const here = (arn: unknown): string =>
        String(arn).replace(/^(arn:[^:]+:kms):[^:]+:/, `$1:${String(cluster["region"])}:`);
    const { encryption, logs } = cluster as Record<string, Raw | undefined>;
    return {
        ...(encryption?.["keyArn"] === undefined
            ? {}
            : { encryption: { keyArn: here(encryption["keyArn"]) } }),
        ...(logs?.["kmsKeyArn"] === undefined
            ? {}
            : { logs: { ...logs, kmsKeyArn: here(logs["kmsKeyArn"]) } }),
    };
}
