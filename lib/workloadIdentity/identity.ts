/** What pods and people are told of a workload identity. */
import type { WorkloadAccountConfig } from "./types";
import { STS_AUDIENCE } from "../iam/trust";

/**
 * Annotations of a ServiceAccount that carries a role. The webhook reads them as text.
 * https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
 * @param roleArn known before the role is there
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
 * The lines of a Torque blueprint that make its runners pods of an identity, to be pasted under `spec`.
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

/** A text as YAML reads it back: quoted where it could be read as something else, such as `007`, `yes` or `a: b`. */
function yamlText(value: string): string {
    const plain = /^[A-Za-z][A-Za-z0-9._/-]*$/.test(value);
    const word = /^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
    return plain && !word ? value : JSON.stringify(value);
}
