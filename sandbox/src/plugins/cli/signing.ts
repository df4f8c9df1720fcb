/** Requests to STS, signed. */
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Credentials } from "../../aws/contract";

/** Seconds a presigned request is good for: awscli/customizations/eks/get_token.py, URL_TIMEOUT. */
const URL_TIMEOUT = 60;

const API_VERSION = "2011-06-15";

/** A request with its body, to be sent to https://<host>/. */
export interface StsRequest {
    readonly host: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** Regional host of STS. */
export function stsHost(region: string): string {
    return `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/**
 * A URL for sts:GetCallerIdentity, signed together with the cluster's name, so that the token is good for one cluster.
 * Form: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export async function presignedIdentityUrl(
    credentials: Credentials,
    region: string,
    clusterName: string,
    now: Date,
): Promise<string> {
    const host = stsHost(region);
    const signed = await signer(credentials, region).presign(
        {
            method: "GET",
            protocol: "https:",
            hostname: host,
            path: "/",
            query: { Action: "GetCallerIdentity", Version: API_VERSION },
            headers: { host, "x-k8s-aws-id": clusterName },
        },
        { expiresIn: URL_TIMEOUT, signingDate: now },
    );
    const query = Object.entries(signed.query ?? {})
        .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
        .join("&");
    return `https://${host}/?${query}`;
}

/** An action of STS as a POST without a signature: a web identity vouches for itself. */
export function unsignedAction(
    region: string,
    action: string,
    params: Readonly<Record<string, string>>,
): StsRequest {
    const host = stsHost(region);
    return {
        host,
        headers: {
            host,
            accept: "application/json",
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        },
        body: new URLSearchParams({ Action: action, Version: API_VERSION, ...params }).toString(),
    };
}

/** An action of STS as a signed POST. */
export async function signedAction(
    credentials: Credentials,
    region: string,
    action: string,
    params: Readonly<Record<string, string>>,
    now: Date,
): Promise<StsRequest> {
    const { host, headers: unsigned, body } = unsignedAction(region, action, params);
    const { headers } = await signer(credentials, region).sign(
        {
            method: "POST",
            protocol: "https:",
            hostname: host,
            path: "/",
            query: {},
            headers: unsigned,
            body,
        },
        { signingDate: now },
    );
    return { host, headers, body };
}

function signer(credentials: Credentials, region: string): SignatureV4 {
    return new SignatureV4({ credentials, region, service: "sts", sha256: Sha256 });
}

function encode(text: string): string {
    return encodeURIComponent(text).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}
