/** ServiceAccount tokens as EKS Pod Identity takes them. */
import { decodeJwt } from "jose";

import { AwsError } from "../errors";

/** The claims of a token that is bound to a pod, unverified. */
export interface PodTokenClaims {
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly pod: { readonly name: string; readonly uid: string };
    /** Name of the node the pod is on. */
    readonly node: string;
}

/**
 * Claims of Kubernetes in a bound token: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
 * @throws AwsError InvalidTokenException for a token that is bound to no pod on a node
 */
export function podTokenClaims(token: string): PodTokenClaims {
    const kubernetes = at(payloadOf(token), "kubernetes.io");
    const claims = {
        namespace: textAt(kubernetes, "namespace"),
        serviceAccount: textAt(at(kubernetes, "serviceaccount"), "name"),
        pod: {
            name: textAt(at(kubernetes, "pod"), "name"),
            uid: textAt(at(kubernetes, "pod"), "uid"),
        },
        node: textAt(at(kubernetes, "node"), "name"),
    };
    const parts = [claims.namespace, claims.serviceAccount, claims.pod.name, claims.node];
    if (parts.some((part) => part === "")) {
        throw invalidToken("it is bound to no pod");
    }
    return claims;
}

/** EKS Auth's refusal of a token. EKS API Reference, AssumeRoleForPodIdentity. */
export function invalidToken(why: string): AwsError {
    return new AwsError(
        "InvalidTokenException",
        `The token included in the request is invalid: ${why}`,
    );
}

function payloadOf(token: string): unknown {
    try {
        return decodeJwt(token);
    } catch {
        throw invalidToken("it is no JSON Web Token");
    }
}

function at(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined;
}

function textAt(value: unknown, key: string): string {
    const text = at(value, key);
    return typeof text === "string" ? text : "";
}
