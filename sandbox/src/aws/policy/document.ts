/** A policy document as the evaluator reads it: everything optional in JSON has a value here. Types only. */

import type { Condition } from "./conditions";
import type { PolicyVersion } from "./version";

export type Effect = "Allow" | "Deny";

/** `Action` or `Resource`, or their negation (`NotAction`, `NotResource`). */
export interface Patterns {
    readonly negated: boolean;
    readonly patterns: readonly string[];
}

/** One entry of a `Principal` element. `{ type: "AWS", value: "*" }` is everyone. */
export interface PolicyPrincipal {
    readonly type: "AWS" | "Federated" | "Service";
    /** ARN, account id, unique id of a role (`AROA...`), `*`, or a service's name. */
    readonly value: string;
}

export interface Statement {
    readonly sid?: string;
    readonly effect: Effect;
    /** Absent in identity policies, which apply to the principal they are attached to. */
    readonly principals?: readonly PolicyPrincipal[];
    readonly actions: Patterns;
    /** Absent in trust policies, which apply to the role they belong to. */
    readonly resources?: Patterns;
    readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
    readonly version: PolicyVersion;
    readonly statements: readonly Statement[];
}
