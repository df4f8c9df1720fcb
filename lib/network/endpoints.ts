/**
 * VPC endpoints of a network without internet access.
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
import { partitionOf } from "../aws/arn";

/** Services that nodes and pods call: network interfaces, images, role credentials, logs. */
export const INTERFACE_ENDPOINTS = [
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks-auth",
    "logs",
    "sts",
] as const;

/** Image layers: a gateway endpoint, which is free of charge. */
export const GATEWAY_ENDPOINT = "s3";

export type EndpointService = (typeof INTERFACE_ENDPOINTS)[number] | typeof GATEWAY_ENDPOINT;

export const ALL_ENDPOINTS: readonly EndpointService[] = [...INTERFACE_ENDPOINTS, GATEWAY_ENDPOINT];

/** Services whose endpoints in China have the usual name prefix; others have one of their own. */
const COMMON_IN_CHINA: readonly EndpointService[] = ["logs", "s3"];

/** AWS's name of a service's endpoint in a region. */
export function endpointServiceName(region: string, service: EndpointService): string {
    const prefix =
        partitionOf(region) === "aws-cn" && !COMMON_IN_CHINA.includes(service) ? "cn." : "";
    return `${prefix}com.amazonaws.${region}.${service}`;
}
