/** JSON Web Tokens as STS takes them from clusters. */
import {
    createLocalJWKSet,
    decodeJwt,
    errors,
    jwtVerify,
    type JSONWebKeySet,
    type JWTPayload,
} from "jose";

import { AwsError } from "../errors";

export interface WebClaims {
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
    /** Seconds since 1970. */
    readonly expires: number;
}

/** Algorithms IAM accepts: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

/**
 * What a token claims, nothing of it verified.
 * @throws AwsError InvalidIdentityToken
 */
export function claimsOf(token: string): WebClaims {
    const { iss, sub, aud, exp } = decoded(token);
    if (iss === undefined || sub === undefined || aud === undefined || exp === undefined) {
        throw new AwsError("InvalidIdentityToken", "Missing a required claim");
    }
    return {
        issuer: iss,
        subject: sub,
        audiences: typeof aud === "string" ? [aud] : aud,
        expires: exp,
    };
}

/**
 * Checks signature and life time of a token against its issuer's keys.
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException
 */
export async function verifyToken(
    token: string,
    { expires }: WebClaims,
    issuerKeys: () => Promise<JSONWebKeySet | undefined>,
    now: Date,
): Promise<void> {
    const keys = await issuerKeys().catch(() => undefined);
    if (keys === undefined) {
        throw noKey();
    }
    try {
        await jwtVerify(token, createLocalJWKSet(keys), {
            algorithms: ALGORITHMS,
            currentDate: now,
        });
    } catch (error) {
        if (error instanceof errors.JWTExpired) {
            throw new AwsError(
                "ExpiredTokenException",
                `Token expired: current date/time ${Math.floor(now.getTime() / 1000)} must be before ` +
                    `the expiration date/time ${expires}`,
            );
        }
        if (error instanceof errors.JWKSNoMatchingKey) {
            throw noKey();
        }
        if (error instanceof errors.JOSEError) {
            throw new AwsError(
                "InvalidIdentityToken",
                `Provided Token is not a valid token: ${error.message}`,
            );
        }
        throw error;
    }
}

function decoded(token: string): JWTPayload {
    try {
        return decodeJwt(token);
    } catch {
        throw new AwsError(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        );
    }
}

function noKey(): AwsError {
    return new AwsError(
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider,  " +
            "please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
}
