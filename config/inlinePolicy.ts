/**
 * An inline policy of a role as a map: IAM's policy language without the elements that an identity policy can't have.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { z } from "zod";

import * as field from "../lib/fields";

/** Limit of all inline policies of a role together, without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_INLINE_POLICY_CHARACTERS = 10_240;

const ACTION_ALLOWED =
    'allowed: an action such as "s3:GetObject", with or without wildcards, or a list of actions.';
const ACTION = field.text(ACTION_ALLOWED, /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/);
const RESOURCE_ALLOWED =
    'allowed: an ARN such as "arn:aws:s3:::artifacts", with or without wildcards, "*", or a list of these.';
const RESOURCE = field.text(RESOURCE_ALLOWED, /^(\*|arn:[^\s:]+:[^\s]+)$/);

function oneOrMore(value: z.ZodString, allowed: string): z.ZodType<string | string[]> {
    return z.union([value, field.listOf(value, 1, allowed)], { error: () => allowed });
}

const CONDITION_VALUE_ALLOWED = "allowed: a string, a number, true or false, or a list of these.";
const single = z.union([z.string(), z.number(), z.boolean()], {
    error: () => CONDITION_VALUE_ALLOWED,
});
const conditionValue = z.union([single, z.array(single)], {
    error: () => CONDITION_VALUE_ALLOWED,
});

const condition = field.mapOf(
    /^(ForAllValues:|ForAnyValue:)?[A-Z][A-Za-z]+$/,
    "allowed as a condition's operator: one of IAM's, such as StringEquals.",
    field.mapOf(
        /^\S+$/,
        "allowed as a condition's key: a string without spaces, such as aws:RequestedRegion.",
        conditionValue,
    ),
);

const PRINCIPAL =
    "a role's own policy can't have a Principal: only the ServiceAccount may assume the role; remove it.";

const statement = field
    .record(
        {
            Sid: field
                .text("allowed: letters and digits.", /^[A-Za-z0-9]*$/)
                .optional()
                .meta({ description: "Name of the statement" }),
            Effect: field
                .oneOf(["Allow", "Deny"])
                .meta({ description: "Whether the statement allows or denies" }),
            Action: oneOrMore(ACTION, ACTION_ALLOWED)
                .optional()
                .meta({ description: "Actions that the statement applies to" }),
            NotAction: oneOrMore(ACTION, ACTION_ALLOWED).optional().meta({
                description: "Actions that the statement does not apply to, instead of Action",
            }),
            Resource: oneOrMore(RESOURCE, RESOURCE_ALLOWED)
                .optional()
                .meta({ description: "Resources that the statement applies to" }),
            NotResource: oneOrMore(RESOURCE, RESOURCE_ALLOWED).optional().meta({
                description: "Resources that the statement does not apply to, instead of Resource",
            }),
            Condition: condition
                .optional()
                .meta({ description: "When the statement applies: values by operator and key" }),
        },
        (key) => (/^(Not)?Principal$/.test(key) ? PRINCIPAL : undefined),
    )
    .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
        error: () => "allowed: exactly one of Action and NotAction.",
    })
    .refine(
        ({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined),
        { error: () => "allowed: exactly one of Resource and NotResource." },
    );

export const inlinePolicy = field
    .record({
        Version: z
            .literal("2012-10-17", { error: () => 'allowed: "2012-10-17", quoted.' })
            .default("2012-10-17")
            .meta({ description: "Version of the policy language" }),
        Statement: field
            .listOf(statement, 1, "allowed: a list of at least one statement.")
            .refine(haveDistinctSids, {
                error: () => "allowed: statements with different Sids.",
            })
            .meta({ description: "Statements that allow and deny" }),
    })
    .refine((policy) => policyCharacters(policy) <= MAX_INLINE_POLICY_CHARACTERS, {
        error: () =>
            `allowed: at most ${MAX_INLINE_POLICY_CHARACTERS} characters without white space, IAM's limit for the inline policies of a role; use managed policies instead, in managedPolicyArns.`,
    });

/** IAM rejects a policy in which two statements have the same Sid. An empty Sid counts as none. */
function haveDistinctSids(statements: readonly { readonly Sid?: string | undefined }[]): boolean {
    const sids = statements.flatMap(({ Sid }) => (Sid ? [Sid] : []));
    return new Set(sids).size === sids.length;
}

function policyCharacters(policy: unknown): number {
    return JSON.stringify(policy).replace(/\s/g, "").length;
}
