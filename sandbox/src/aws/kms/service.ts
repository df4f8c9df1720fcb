/** KMS: customer managed symmetric keys, their aliases, rotation and pending deletion. */
import { randomUUID } from "node:crypto";

import { checked } from "../checks";
import { AwsError } from "../errors";
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { regionalArn, regionalScope, timestamp } from "../regional";
import type { Action, Params, RequestContext, Result, Service } from "../service";
import type { Store } from "../store";
import { aliasActions } from "./aliases";
import { kmsChecks } from "./checks";
import { existingKey, keysOf, updateKey, usableKey } from "./keys";
import type { Key } from "./keys";
import { keyTagActions } from "./tags";

const DAY = 24 * 60 * 60 * 1000;

/** KMS's actions. Parameters and results are named as in its API reference. */
export function kmsService({ store }: { readonly store: Store }): Service {
    return checked(
        {
            ...keyActions(store),
            ...stateActions(store),
            ...policyActions(store),
            ...aliasActions(store),
            ...keyTagActions(store),
        },
        kmsChecks(store),
    );
}

function keyActions(store: Store): Service {
    return {
        "kms:CreateKey": {
            resource: () => "*",
            run: (params, request) => {
                const given = readParams(params, (reader) => {
                    reader.maybeOneOf("KeyUsage", ["ENCRYPT_DECRYPT"]);
                    reader.maybeOneOf("KeySpec", ["SYMMETRIC_DEFAULT"]);
                    reader.maybeOneOf("Origin", ["AWS_KMS"]);
                    reader.maybeBoolean("BypassPolicyLockoutSafetyCheck");
                    if (reader.maybeBoolean("MultiRegion") === true) {
                        throw new AwsError(
                            "UnsupportedOperationException",
                            "The sandbox has no multi-Region keys",
                        );
                    }
                    return {
                        description: reader.maybeString("Description") ?? "",
                        policy: reader.maybeString("Policy"),
                        tags: reader.tagList("Tags", "TagKey", "TagValue"),
                    };
                });
                const id = randomUUID();
                const key: Key = {
                    id,
                    arn: regionalArn(request, "kms", `key/${id}`),
                    account: request.account,
                    createdAt: timestamp(),
                    description: given.description,
                    policy: checkedPolicy(given.policy ?? defaultPolicy(request)),
                    state: "Enabled",
                    tags: given.tags,
                };
                keysOf(store, regionalScope(request)).set(id, key);
                return { KeyMetadata: metadata(key) };
            },
        },
        "kms:DescribeKey": onKey(store, (params, request) => {
            const id = readParams(params, keyId);
            return { KeyMetadata: metadata(existingKey(store, request, id)) };
        }),
        "kms:ListKeys": {
            resource: () => "*",
            run: (params, request) => {
                readParams(params, () => undefined);
                const keys = [...keysOf(store, regionalScope(request)).values()];
                return { Keys: keys.map((key) => ({ KeyId: key.id, KeyArn: key.arn })) };
            },
        },
        "kms:UpdateKeyDescription": onKey(store, (params, request) => {
            const { id, description } = readParams(params, (reader) => ({
                id: keyId(reader),
                description: reader.maybeString("Description") ?? "",
            }));
            updateKey(store, request, usableKey(store, request, id), { description });
            return {};
        }),
    };
}

function stateActions(store: Store): Service {
    return {
        "kms:ScheduleKeyDeletion": onKey(store, (params, request) => {
            const { id, days } = readParams(params, (reader) => ({
                id: keyId(reader),
                days: reader.maybeInteger("PendingWindowInDays") ?? 30,
            }));
            // KMS API Reference, ScheduleKeyDeletion: 7 to 30 days, 30 when absent.
            if (days < 7 || days > 30) {
                throw new AwsError(
                    "ValidationException",
                    `Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: between 7 and 30`,
                );
            }
            const key = updateKey(store, request, usableKey(store, request, id), {
                state: "PendingDeletion",
                deletionDate: new Date(Date.now() + days * DAY).toISOString(),
            });
            return {
                KeyId: key.arn,
                DeletionDate: key.deletionDate,
                KeyState: key.state,
                PendingWindowInDays: days,
            };
        }),
        "kms:CancelKeyDeletion": onKey(store, (params, request) => {
            const key = existingKey(store, request, readParams(params, keyId));
            if (key.state !== "PendingDeletion") {
                throw new AwsError(
                    "KMSInvalidStateException",
                    `${key.arn} is not pending deletion.`,
                );
            }
            updateKey(store, request, key, { state: "Disabled", deletionDate: undefined });
            return { KeyId: key.arn };
        }),
        "kms:EnableKey": switchState(store, "Enabled"),
        "kms:DisableKey": switchState(store, "Disabled"),
        "kms:EnableKeyRotation": onKey(store, (params, request) => {
            const { id, days } = readParams(params, (reader) => ({
                id: keyId(reader),
                days: reader.maybeInteger("RotationPeriodInDays") ?? 365,
            }));
            // KMS API Reference, EnableKeyRotation.
            if (days < 90 || days > 2560) {
                throw new AwsError(
                    "ValidationException",
                    `Value '${days}' at 'rotationPeriodInDays' failed to satisfy constraint: between 90 and 2560`,
                );
            }
            updateKey(store, request, enabledKey(store, request, id), { rotationDays: days });
            return {};
        }),
        "kms:DisableKeyRotation": onKey(store, (params, request) => {
            const key = enabledKey(store, request, readParams(params, keyId));
            updateKey(store, request, key, { rotationDays: undefined });
            return {};
        }),
        "kms:GetKeyRotationStatus": onKey(store, (params, request) => {
            const key = existingKey(store, request, readParams(params, keyId));
            return {
                KeyId: key.arn,
                KeyRotationEnabled: key.state === "Enabled" && key.rotationDays !== undefined,
                RotationPeriodInDays: key.rotationDays,
            };
        }),
    };
}

function policyActions(store: Store): Service {
    return {
        "kms:GetKeyPolicy": onKey(store, (params, request) => {
            const id = readParams(params, (reader) => {
                reader.maybeOneOf("PolicyName", ["default"]);
                return keyId(reader);
            });
            return { Policy: existingKey(store, request, id).policy, PolicyName: "default" };
        }),
        "kms:PutKeyPolicy": onKey(store, (params, request) => {
            const { id, policy } = readParams(params, (reader) => {
                reader.maybeOneOf("PolicyName", ["default"]);
                reader.maybeBoolean("BypassPolicyLockoutSafetyCheck");
                return { id: keyId(reader), policy: checkedPolicy(reader.string("Policy")) };
            });
            updateKey(store, request, usableKey(store, request, id), { policy });
            return {};
        }),
    };
}

function switchState(store: Store, state: "Enabled" | "Disabled"): Action {
    return onKey(store, (params, request) => {
        updateKey(store, request, usableKey(store, request, readParams(params, keyId)), { state });
        return {};
    });
}

/** An action on one key, checked against the key's ARN. */
function onKey(store: Store, run: (params: Params, request: RequestContext) => Result): Action {
    return {
        resource: (params, request) =>
            typeof params.KeyId === "string"
                ? existingKey(store, request, params.KeyId).arn
                : regionalArn(request, "kms", "key/*"),
        run,
    };
}

function keyId(reader: ParamReader): string {
    return reader.string("KeyId");
}

/** Rotation can only be changed while the key is enabled. KMS developer guide, "Key states". */
function enabledKey(store: Store, request: RequestContext, id: string): Key {
    const key = usableKey(store, request, id);
    if (key.state === "Disabled") {
        throw new AwsError("DisabledException", `${key.arn} is disabled.`);
    }
    return key;
}

/** KMS developer guide, "Default key policy": the account, and through it IAM, decides. */
function defaultPolicy(request: RequestContext): string {
    const principal = { AWS: `arn:${request.partition}:iam::${request.account}:root` };
    return JSON.stringify({
        Version: "2012-10-17",
        Id: "key-default-1",
        Statement: [
            {
                Sid: "Enable IAM User Permissions",
                Effect: "Allow",
                Principal: principal,
                Action: "kms:*",
                Resource: "*",
            },
        ],
    });
}

function checkedPolicy(text: string): string {
    try {
        const document: unknown = JSON.parse(text);
        if (typeof document === "object" && document !== null && "Statement" in document) {
            return text;
        }
    } catch {
        // Same answer as for JSON that is no policy.
    }
    throw new AwsError("MalformedPolicyDocumentException", "The policy document is not valid.");
}

function metadata(key: Key): object {
    return {
        AWSAccountId: key.account,
        KeyId: key.id,
        Arn: key.arn,
        CreationDate: key.createdAt,
        Enabled: key.state === "Enabled",
        Description: key.description,
        KeyUsage: "ENCRYPT_DECRYPT",
        KeySpec: "SYMMETRIC_DEFAULT",
        KeyState: key.state,
        KeyManager: "CUSTOMER",
        Origin: "AWS_KMS",
        MultiRegion: false,
        DeletionDate: key.deletionDate,
    };
}
