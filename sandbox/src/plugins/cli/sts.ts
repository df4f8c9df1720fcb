/** Calls of STS and what they answer. */
import { readFile } from "node:fs/promises";

import type { Credentials } from "../../aws/contract";
import { post, type HttpsAnswer, type Network } from "./https";
import { signedAction, unsignedAction } from "./signing";

export type StsCall = (
    credentials: Credentials,
    region: string,
    action: string,
    params: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Calls STS over HTTPS. */
export function stsOver(network: Network): StsCall {
    return async (credentials, region, action, params) => {
        const { host, headers, body } = await signedAction(
            credentials,
            region,
            action,
            params,
            new Date(),
        );
        return stsResult(action, await post(network, host, headers, body));
    };
}

/**
 * The result in an answer of STS.
 * @throws Error with the AWS CLI's text for a refusal
 */
export function stsResult(action: string, answer: HttpsAnswer): Readonly<Record<string, unknown>> {
    const body = parsed(answer.body);
    if (answer.status !== 200) {
        const { Code: code = "Unknown", Message: message = answer.body } = (body.Error ?? {}) as {
            readonly Code?: string;
            readonly Message?: string;
        };
        throw new Error(
            `An error occurred (${code}) when calling the ${action} operation: ${message}`,
        );
    }
    const response = (body[`${action}Response`] ?? {}) as Readonly<Record<string, unknown>>;
    return (response[`${action}Result`] ?? {}) as Readonly<Record<string, unknown>>;
}

/**
 * Credentials of a role's session named like the AWS CLI names it.
 * @throws Error
 */
export async function assumeRole(
    call: StsCall,
    credentials: Credentials,
    region: string,
    roleArn: string,
): Promise<Credentials> {
    const { Credentials: issued } = await call(credentials, region, "AssumeRole", {
        RoleArn: roleArn,
        RoleSessionName: "EKSGetTokenAuth",
    });
    const { AccessKeyId, SecretAccessKey, SessionToken } = (issued ?? {}) as Readonly<
        Record<string, string | undefined>
    >;
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
        throw new Error("STS answered AssumeRole without credentials");
    }
    return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
    };
}

/**
 * What STS answers a web identity, whose token is in a file. It needs no credential.
 * @throws Error with the AWS CLI's text for a refusal
 */
export async function assumeRoleWithWebIdentity(
    network: Network,
    region: string,
    { tokenFile, roleArn, sessionName }: WebIdentity,
): Promise<Readonly<Record<string, unknown>>> {
    const action = "AssumeRoleWithWebIdentity";
    const { host, headers, body } = unsignedAction(region, action, {
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        WebIdentityToken: await readFile(tokenFile, "utf8"),
    });
    return stsResult(action, await post(network, host, headers, body));
}

export interface WebIdentity {
    readonly tokenFile: string;
    readonly roleArn: string;
    readonly sessionName: string;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
    try {
        return JSON.parse(body) as Readonly<Record<string, unknown>>;
    } catch {
        return {};
    }
}
