/** A local AWS without clusters for tests of identity: a clock that stands still, a log to look at. */
import assert from "node:assert/strict";

import { createAwsCore, type AwsCore, type AwsCoreOptions } from "../../src/aws/core";
import type { Credentials } from "../../src/aws/contract";
import { AwsError } from "../../src/aws/errors";
import type { LogEntry } from "../../src/aws/log";
import type { Params, Result } from "../../src/aws/service";
import { Store } from "../../src/aws/store";

export const HUB = "111111111111";
export const TARGET = "222222222222";
export const REGION = "eu-west-1";
export const START = new Date("2026-03-04T05:06:07.000Z");

export type Call = (action: string, params?: Params) => Promise<Result>;

export interface Fixture {
    readonly aws: AwsCore;
    readonly log: LogEntry[];
    /** Calls as an administrator of an account. */
    readonly as: (account: string) => Call;
    /** Calls with given credentials. */
    readonly using: (credentials: Credentials, region?: string) => Call;
    readonly advance: (seconds: number) => void;
    readonly now: () => Date;
}

/** Two accounts beside the operator's. */
export function fixture(options: Partial<AwsCoreOptions> = {}): Fixture {
    const log: LogEntry[] = [];
    let time = START.getTime();
    const now = (): Date => new Date(time);
    const aws = createAwsCore({
        store: new Store(),
        log: (entry) => log.push(entry),
        services: [],
        issuerKeys: () => Promise.resolve(undefined),
        onProvidersChanged: () => Promise.resolve(),
        onRolesChanged: () => Promise.resolve(),
        now,
        ...options,
    });
    aws.organisation.ensureAccount(HUB);
    aws.organisation.ensureAccount(TARGET);
    const using =
        (credentials: Credentials, region = REGION): Call =>
        (action, params = {}) =>
            aws.call({ credentials, region, action, params });
    return {
        aws,
        log,
        using,
        as: (account) =>
            using(aws.organisation.operatorCredentials({ account, durationSeconds: 43200 })),
        advance: (seconds) => {
            time += seconds * 1000;
        },
        now,
    };
}

/** A document of the current version. */
export function policy(...statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A trust policy for AWS principals. */
export function trusting(...principals: readonly string[]): string {
    return policy({ Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole" });
}

/** A trust policy for EC2: valid, and of no use to anyone in a test. */
export const TRUST_EC2 = policy({
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
});

/** An identity policy that allows an action on resources. */
export function allowing(action: string | readonly string[], resource: string): string {
    return policy({ Effect: "Allow", Action: action, Resource: resource });
}

/** Asserts that something is refused with a code and a text that contains the given one. */
export async function refused(
    outcome: Promise<unknown> | (() => unknown),
    code: string,
    text: string | RegExp = "",
): Promise<AwsError> {
    let caught: unknown;
    try {
        await (typeof outcome === "function" ? outcome() : outcome);
    } catch (error) {
        caught = error;
    }
    assert.ok(caught instanceof AwsError, `not refused with an AwsError: ${String(caught)}`);
    assert.equal(caught.code, code, caught.message);
    if (typeof text === "string") {
        assert.ok(caught.message.includes(text), `"${caught.message}" lacks "${text}"`);
    } else {
        assert.match(caught.message, text);
    }
    return caught;
}

/** Credentials in an answer of STS. */
export function credentialsIn({ Credentials: given }: Result): Required<Credentials> {
    const { AccessKeyId, SecretAccessKey, SessionToken } = given as Readonly<
        Record<string, string>
    >;
    return {
        accessKeyId: AccessKeyId ?? "",
        secretAccessKey: SecretAccessKey ?? "",
        sessionToken: SessionToken ?? "",
    };
}
