/**
 * Verifies AWS Signature Version 4 by signing the request again with the secret on record.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
import { createHash, timingSafeEqual } from "node:crypto";

import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Authorization } from "./authorization";
import { signatureDoesNotMatch, type Session, type Sessions } from "./sessions";
import type { SignedRequest } from "./signedRequest";

/** How far the request's date may be off, and how long a presigned request lives. */
const WINDOW_SECONDS = 15 * 60;

/**
 * The session that signed a request.
 * @param region the endpoint's, which the signature must be scoped to
 * @throws AwsError InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch
 */
export async function verifySignature(
    sessions: Sessions,
    request: SignedRequest,
    authorization: Authorization,
    region: string,
    now: Date,
): Promise<Session> {
    checkScope(authorization, region);
    checkDate(authorization, now);
    checkBodyHash(request);
    const session = sessions.find(authorization.accessKeyId, authorization.sessionToken);
    const expected = await expectedSignature(request, authorization, session, region);
    const [a, b] = [Buffer.from(expected), Buffer.from(authorization.signature)];
    if (a.length !== b.length || !timingSafeEqual(a, b)) {
        throw signatureDoesNotMatch();
    }
    return session;
}

async function expectedSignature(
    request: SignedRequest,
    authorization: Authorization,
    { credentials }: Session,
    region: string,
): Promise<string> {
    const { signedHeaders, date, presigned } = authorization;
    const signer = new SignatureV4({
        service: "sts",
        region,
        sha256: Sha256,
        applyChecksum: false,
        // the token is where the client put it: the signer must not add it again
        credentials: {
            accessKeyId: credentials.accessKeyId,
            secretAccessKey: credentials.secretAccessKey,
        },
    });
    const again = {
        method: request.method,
        protocol: "https:",
        hostname: request.host,
        path: request.path,
        query: queryOf(request.query),
        headers: headersOf(request, signedHeaders),
        body: request.body,
    };
    // exactly the headers that the client signed, also those that signers usually omit
    const options = { signingDate: date, signableHeaders: new Set(signedHeaders) };
    if (presigned !== undefined) {
        const { query = {} } = await signer.presign(again, {
            ...options,
            expiresIn: presigned.expiresIn,
            unhoistableHeaders: new Set(signedHeaders),
        });
        return String(query["X-Amz-Signature"]);
    }
    const { headers } = await signer.sign(again, options);
    return /Signature=([0-9a-f]+)$/.exec(headers["authorization"] ?? "")?.[1] ?? "";
}

function headersOf(
    { headers, host }: SignedRequest,
    signedHeaders: ReadonlySet<string>,
): Record<string, string> {
    return Object.fromEntries(
        [...signedHeaders].map((name) => {
            const value = name === "host" ? host : headers[name];
            if (value === undefined) {
                throw signatureDoesNotMatch();
            }
            return [name, value];
        }),
    );
}

function queryOf(query: URLSearchParams): Record<string, string | string[]> {
    const names = new Set(query.keys());
    names.delete("X-Amz-Signature");
    return Object.fromEntries(
        [...names].map((name) => {
            const values = query.getAll(name);
            return [name, values.length === 1 ? (values[0] ?? "") : values];
        }),
    );
}

function checkScope({ scope }: Authorization, region: string): void {
    if (scope.region !== region) {
        throw signatureDoesNotMatch(
            `Credential should be scoped to a valid region, not '${scope.region}'. `,
        );
    }
    if (scope.service !== "sts") {
        throw signatureDoesNotMatch("Credential should be scoped to correct service: 'sts'. ");
    }
}

/**
 * STS ignores X-Amz-Expires: a presigned request lives 15 minutes from its date, whatever it asks for. EKS tokens ask for 60
 * seconds and are used for 14 minutes. https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.18/pkg/token/token.go
 * (requestPresignParam, presignedURLExpiration)
 */
function checkDate({ date, dateText }: Authorization, now: Date): void {
    const stamp = (time: number): string =>
        new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const [early, late] = [-1, 1].map((sign) => now.getTime() + sign * WINDOW_SECONDS * 1000) as [
        number,
        number,
    ];
    if (date.getTime() < early) {
        throw signatureDoesNotMatch(
            `Signature expired: ${dateText} is now earlier than ${stamp(early)} (${stamp(now.getTime())} - 15 min.)`,
        );
    }
    if (date.getTime() > late) {
        throw signatureDoesNotMatch(
            `Signature not yet current: ${dateText} is still later than ${stamp(late)} (${stamp(now.getTime())} + 15 min.)`,
        );
    }
}

/** The signature covers the hash of the body that the client sends, so the hash must match the body. */
function checkBodyHash({ headers, body }: SignedRequest): void {
    const claimed = headers["x-amz-content-sha256"];
    if (claimed !== undefined && claimed !== createHash("sha256").update(body).digest("hex")) {
        throw signatureDoesNotMatch();
    }
}
