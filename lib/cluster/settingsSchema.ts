/** The keys of a cluster's control plane: logs, encryption, ranges of Services. */
import { z } from "zod";

import { knownCidr } from "../network/cidr";
import * as field from "../fields";

/** https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

const LOG_TYPES_ALLOWED = `allowed: a list of different ones of ${LOG_TYPES.join(", ")}.`;

const KEY_ARN =
    /^arn:(aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const keyArn = field.text(
    'allowed: the ARN of a KMS key, such as "arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"; an alias can be pointed at another key.',
    KEY_ARN,
);

export const logs = field.record({
    types: field
        .listOf(field.oneOf(LOG_TYPES), 0, LOG_TYPES_ALLOWED)
        .refine((types) => new Set(types).size === types.length, {
            error: () => LOG_TYPES_ALLOWED,
        })
        .meta({ uniqueItems: true })
        .default(["api", "audit", "authenticator"])
        .meta({
            description:
                "Control plane logs that EKS writes to CloudWatch; the default shows who did what",
        }),
    retentionInDays: field.logRetention
        .default(90)
        .meta({ description: "Days that CloudWatch keeps the logs" }),
    kmsKeyArn: keyArn.optional().meta({
        description:
            "KMS key that encrypts the logs, in the cluster's region; its policy must allow CloudWatch Logs to use it",
    }),
});

const DELETION_WINDOW = "allowed: a whole number of days from 7 to 30.";

const ENCRYPTION_ALLOWED =
    "allowed: awsOwned, or { createKey: true }, or { keyArn: ... } for an existing key.";

/** https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html */
export const encryption = z.union(
    [
        z.literal("awsOwned", { error: () => ENCRYPTION_ALLOWED }),
        field.record({
            createKey: z
                .literal(true, { error: () => "allowed: true." })
                .meta({ description: "A KMS key is created for the cluster" }),
            deletionWindowInDays: field.wholeNumber(DELETION_WINDOW, 7, 30).default(30).meta({
                description:
                    "Days that the key is kept, disabled but recoverable, after the cluster is destroyed",
            }),
        }),
        field.record({
            keyArn: keyArn.meta({ description: "Existing KMS key in the cluster's region" }),
        }),
    ],
    { error: () => ENCRYPTION_ALLOWED },
);

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(knownCidr);

export const serviceIpv4Cidr = field.cidr(
    'allowed: an IPv4 range between /12 and /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, such as "172.20.0.0/16".',
    12,
    24,
    PRIVATE_RANGES,
);

export type LogsSection = z.output<typeof logs>;
export type EncryptionSection = z.output<typeof encryption>;
