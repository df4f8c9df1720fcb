import type { V1Pod } from "@kubernetes/client-node";
import { allContainers } from "./references";
import type { PodReport } from "./report";

const identityVariables = [
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/** Volumes the pod identity webhook mounts. @see https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough */
const identityVolumes = ["aws-iam-token", "eks-pod-identity-token"];

/** What a pod's spec says about its identity, and which of its fields are not enforced here. */
export function inspectPod(
    pod: V1Pod,
): Pick<PodReport, "injectedVariables" | "tokenAudience" | "notEnforced"> {
    const containers = allContainers(pod);
    const names = new Set(
        containers.flatMap(({ env }) => (env ?? []).map((variable) => variable.name)),
    );
    const audience = (pod.spec?.volumes ?? [])
        .filter(({ name }) => identityVolumes.includes(name))
        .flatMap(({ projected }) => projected?.sources ?? [])
        .find(({ serviceAccountToken }) => serviceAccountToken !== undefined)
        ?.serviceAccountToken?.audience;
    const settings = [
        ...Object.keys(pod.spec?.securityContext ?? {}).map((key) => `securityContext.${key}`),
        ...containers.flatMap(({ name, securityContext, resources }) => [
            ...Object.keys(securityContext ?? {}).map(
                (key) => `containers[${name}].securityContext.${key}`,
            ),
            ...(resources?.limits === undefined ? [] : [`containers[${name}].resources.limits`]),
        ]),
    ];
    return {
        injectedVariables: identityVariables.filter((name) => names.has(name)),
        ...(audience === undefined ? {} : { tokenAudience: audience }),
        notEnforced: settings,
    };
}
