/** Names EKS derives from a cluster's region and id. */
import type { ClusterSpec } from "../aws/contract";
import { partitionOf } from "../aws/policy/arn";

/** What the names depend on. */
export type ClusterIdentity = Pick<ClusterSpec, "id" | "region">;

/** Host name of the API endpoint, with the id in upper case as EKS writes it. */
export function endpointHost({ id, region }: ClusterIdentity): string {
    return `${id}.gr7.${region}.eks.${domainOf(region)}`;
}

/** Issuer of the cluster's ServiceAccount tokens. */
export function issuerUrl({ id, region }: ClusterIdentity): string {
    return `https://oidc.eks.${region}.${domainOf(region)}/id/${id}`;
}

/** Address of the cluster's public keys, named in its discovery document. */
export function keysUrl(identity: ClusterIdentity): string {
    return `${issuerUrl(identity)}/keys`;
}

function domainOf(region: string): string {
    return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
