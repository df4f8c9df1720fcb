/** Asks the evaluator without a call, as IAM's policy simulator does, trust policies included. */
import { authorize, authorizeByTrust, explain } from "./iam/access";
import { findRole } from "./iam/roles";
import { parseArn } from "./policy/arn";
import type { ContextValues } from "./policy/context";
import type { Decision } from "./policy/evaluate";
import type { Store } from "./store";
import { assumedRoleArn } from "./sts/sessions";

export interface Simulation {
    /** ARN of a role or of an OIDC provider, or a service's principal such as `pods.eks.amazonaws.com`. */
    readonly principalArn: string;
    readonly action: string;
    readonly resource: string;
    /** Condition keys of the request: `{ "<issuer>:sub": "system:serviceaccount:..." }`. */
    readonly context?: ContextValues;
}

export interface SimulationResult extends Partial<Decision> {
    readonly allowed: boolean;
    readonly explanation: string;
}

/** Whether the principal could do it now, and why. */
export function simulate(store: Store, simulation: Simulation): SimulationResult {
    const { principalArn, action, resource } = simulation;
    const decision = decisionFor(store, simulation);
    if (decision === undefined) {
        return { allowed: false, explanation: `there is no principal ${principalArn}` };
    }
    // the evaluator sees policies only; a missing role cannot be assumed whatever they allow
    const missing = /^sts:AssumeRole/i.test(action) && findRole(store, resource) === undefined;
    return missing
        ? { ...decision, allowed: false, explanation: `there is no role ${resource}` }
        : { ...decision, explanation: explain(decision, { action, resource }) };
}

function decisionFor(
    store: Store,
    { principalArn, ...question }: Simulation,
): Decision | undefined {
    if (parseArn(principalArn)?.resource.startsWith("oidc-provider/") === true) {
        const requester = { kind: "federated", provider: principalArn } as const;
        return authorizeByTrust(store, requester, question);
    }
    if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principalArn)) {
        return authorizeByTrust(store, { kind: "service", name: principalArn }, question);
    }
    const role = findRole(store, principalArn);
    if (role === undefined) {
        return undefined;
    }
    const caller = {
        account: role.account,
        arn: assumedRoleArn(role, "simulated"),
        principalArn: role.arn,
        userId: `${role.id}:simulated`,
    };
    return authorize(store, caller, question);
}
