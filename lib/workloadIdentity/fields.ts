/** What single settings of a workload identity must be, for the stack file and for code. */
import type { z } from "zod";

import { shown, type Problem } from "../problems";
import * as field from "../fields";

const SECONDS = "a whole number of seconds";

/** Not `default`: every pod without a ServiceAccount of its own has that one. */
export const serviceAccount = field.text(
    'allowed: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen; not "default", the ServiceAccount of every pod that names none.',
    /^(?!default$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const managedPolicyArn = field.text(
    'allowed: the ARN of a managed policy, such as "arn:aws:iam::111111111111:policy/Deploy".',
    /^arn:(aws|aws-cn|aws-us-gov):iam::(aws|\d{12}):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
);

export const tokenExpirationSeconds = field.wholeNumber(
    `allowed: ${SECONDS} from 600 to 86400.`,
    600,
    86_400,
);

export const maxSessionDuration = field.wholeNumber(
    `allowed: ${SECONDS} from 3600 to 43200.`,
    3600,
    43_200,
);

/** Settings that are checked. */
export interface CheckedSettings {
    readonly accountId: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly policyArns?: readonly string[];
    readonly tokenExpirationSeconds?: number;
    readonly maxSessionDuration?: number;
}

/** Everything that is wrong with the settings of a workload identity in one account. */
export function workloadIdentityProblems(settings: CheckedSettings): readonly Problem[] {
    const { policyArns = [] } = settings;
    return [
        ...fieldProblems("accountId", settings.accountId, field.accountId),
        ...fieldProblems("namespace", settings.namespace, field.namespace),
        ...fieldProblems("serviceAccount", settings.serviceAccount, serviceAccount),
        ...policyArns.flatMap((arn, index) =>
            fieldProblems(`policyArns.${index}`, arn, managedPolicyArn),
        ),
        ...fieldProblems(
            "tokenExpirationSeconds",
            settings.tokenExpirationSeconds,
            tokenExpirationSeconds.optional(),
        ),
        ...fieldProblems(
            "maxSessionDuration",
            settings.maxSessionDuration,
            maxSessionDuration.optional(),
        ),
    ];
}

function fieldProblems(path: string, value: unknown, type: z.ZodType): readonly Problem[] {
    const { error } = type.safeParse(value);
    return error === undefined
        ? []
        : error.issues.map(({ message }) => ({ path, found: shown(value), remedy: message }));
}
