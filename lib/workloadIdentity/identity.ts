/** What pods and users need to know about a workload identity. */
import type { WorkloadAccountConfig } from "./types";
import { STS_AUDIENCE } from "../iam/trust";

/**
 * Annotations of a ServiceAccount that uses a role. The webhook reads them as strings.
 * https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
 * @param roleArn known before the role exists
 */
export function serviceAccountAnnotations(
    roleArn: string,
    account: Pick<WorkloadAccountConfig, "stsRegionalEndpoints" | "tokenExpirationSeconds">,
): Readonly<Record<string, string>> {
    const { stsRegionalEndpoints, tokenExpirationSeconds } = account;
    return {
        "eks.amazonaws.com/role-arn": roleArn,
        "eks.amazonaws.com/audience": STS_AUDIENCE,
        "eks.amazonaws.com/sts-regional-endpoints": String(stsRegionalEndpoints),
        ...(tokenExpirationSeconds === undefined
            ? {}
            : { "eks.amazonaws.com/token-expiration": String(tokenExpirationSeconds) }),
    };
}

/**
 * Lines of a Torque blueprint that make its runners use an identity; paste them under `spec`.
 * https://docs.qtorque.io/blueprint-designer-guide/blueprints/blueprints-yaml-structure
 */
export function torqueBlueprint(lines: {
    readonly agent: string;
    readonly serviceAccount: string;
    readonly namespace: string;
}): string {
    return [
        "agent:",
        `  name: ${yamlText(lines.agent)}`,
        `  service-account: ${yamlText(lines.serviceAccount)}`,
        `  runner-namespace: ${yamlText(lines.namespace)}`,
        "",
    ].join("\n");
}

/** Renders a YAML string, quoted if it could be read as something else, such as `007`, `yes` or `a: b`. */
function yamlText(value: string): string {
    const plain = /^[A-Za-z][A-Za-z0-9._/-]*$/.test(value);
    const word = /^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
    return plain && !word ? value : JSON.stringify(value);
}
