/** Makes generated targets satisfy the rules between them. */
import fc from "fast-check";

import { DNS_LABEL } from "../../../lib/fields";
import { isKubernetesNamespace } from "../../../lib/kubernetes/systemNamespaces";
import type { Raw } from "../config";
import { matching, type Overrides } from "./fromSchema";

/** Targets of a stack with or without its own management cluster. */
export function settledTargets(targets: Raw, stack: Raw): Readonly<Record<string, Raw>> {
    const own = stack["management"] !== undefined;
    const taken = new Set(Object.keys(targets));
    let managementIsTarget = false;
    return Object.fromEntries(
        Object.entries(targets as Record<string, Raw>)
            .filter(([, target]) => {
                const again = managementIsTarget;
                managementIsTarget ||= "management" in target;
                return !("management" in target) || (own && !again);
            })
            .map(([key, target]) => [key, settledTarget(target, stack, taken)]),
    );
}

function settledTarget(target: Raw, stack: Raw, taken: Set<string>): Raw {
    const settled = { ...target };
    for (const name of ["formerKey", "displayName"]) {
        if (taken.has(String(settled[name]))) {
            delete settled[name];
        } else {
            taken.add(String(settled[name]));
        }
    }
    if ((stack["rolePath"] ?? "/") !== "/") {
        delete settled["awsAuth"];
    }
    settled["access"] =
        "management" in settled
            ? {
                  namespaces: {
                      shop: { podSecurity: "restricted" },
                      default: { existing: true },
                  },
              }
            : settledAccess(settled["access"], agentNamespace(stack));
    return settled;
}

/** Undefined if the agent belongs to another stack. */
function agentNamespace(stack: Raw): unknown {
    const agent = stack[stack["engine"] === "harness" ? "harness" : "argocd"] as Raw | undefined;
    return stack["management"] === undefined ? undefined : (agent?.["namespace"] ?? "argocd");
}

/**
 * The switch is set for namespaces with the agent's name and those of Kubernetes, which exist in every cluster, and for
 * no other.
 */
function settledAccess(access: unknown, agent: unknown): unknown {
    const { namespaces } = access as { readonly namespaces?: Record<string, Raw> };
    if (namespaces === undefined) {
        return access;
    }
    const settled = Object.entries(namespaces).map(([name, options]) => [
        name,
        {
            ...options,
            ...("allowSystemNamespace" in options ? { allowSystemNamespace: false } : {}),
            ...(isKubernetesNamespace(name) ? { existing: true } : {}),
            ...(isKubernetesNamespace(name) || name === agent
                ? { allowSystemNamespace: true }
                : {}),
        },
    ]);
    return { namespaces: Object.fromEntries(settled) as Raw };
}

/** Namespaces of targets, including those of Kubernetes. */
export const NAMESPACE_OVERRIDES: Overrides = {
    "targets.<key>.access.namespaces.<key>:": fc.oneof(
        fc.constantFrom("kube-system", "kube-public", "kube-node-lease"),
        matching(DNS_LABEL.source),
    ),
};
