/** Where a request carries its signature: the Authorization header, or the query of a presigned URL. */
import { AwsError } from "../errors";
import type { SignedRequest } from "./signedRequest";

export interface Authorization {
    readonly accessKeyId: string;
    readonly sessionToken?: string;
    readonly scope: { readonly region: string; readonly service: string };
    /** Lower-case names. */
    readonly signedHeaders: ReadonlySet<string>;
    readonly signature: string;
    readonly date: Date;
    /** As sent: `20260102T030405Z`. */
    readonly dateText: string;
    /** Present for a signature in the query. Seconds. */
    readonly presigned?: { readonly expiresIn: number };
}

/** @throws AwsError MissingAuthenticationToken, IncompleteSignature */
export function readAuthorization(request: SignedRequest): Authorization {
    return request.query.has("X-Amz-Signature") ? fromQuery(request) : fromHeader(request);
}

const HEADER =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/;

function fromHeader({ headers }: SignedRequest): Authorization {
    const header = headers["authorization"];
    if (header === undefined) {
        throw new AwsError(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
            403,
        );
    }
    const parts = HEADER.exec(header);
    if (parts === null) {
        throw incomplete("Authorization header requires Credential, SignedHeaders and Signature.");
    }
    const [, credential = "", signedHeaders = "", signature = ""] = parts;
    return authorizationOf(
        credential,
        signedHeaders,
        signature,
        headers["x-amz-date"],
        headers["x-amz-security-token"],
    );
}

function fromQuery({ query }: SignedRequest): Authorization {
    const value = (name: string): string => {
        const given = query.get(name);
        if (given === null) {
            throw incomplete(`AWS query-string parameters must include '${name}'.`);
        }
        return given;
    };
    if (value("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") {
        throw incomplete("Unsupported AWS 'algorithm'.");
    }
    const expiresIn = value("X-Amz-Expires");
    // a week: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
    if (!/^\d{1,6}$/.test(expiresIn) || Number(expiresIn) > 604800) {
        throw incomplete("X-Amz-Expires must be between 0 and 604800 seconds.");
    }
    return {
        ...authorizationOf(
            value("X-Amz-Credential"),
            value("X-Amz-SignedHeaders"),
            value("X-Amz-Signature"),
            value("X-Amz-Date"),
            query.get("X-Amz-Security-Token") ?? undefined,
        ),
        presigned: { expiresIn: Number(expiresIn) },
    };
}

function authorizationOf(
    credential: string,
    signedHeaders: string,
    signature: string,
    dateText: string | undefined,
    sessionToken: string | undefined,
): Authorization {
    const [accessKeyId, day, region, service, end, ...rest] = credential.split("/");
    const valid = accessKeyId !== undefined && day !== undefined && region !== undefined;
    if (!valid || service === undefined || end !== "aws4_request" || rest.length > 0) {
        throw incomplete("Credential must have 5 slash-delimited elements.");
    }
    const date = new Date(
        (dateText ?? "").replace(
            /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
            "$1-$2-$3T$4:$5:$6.000Z",
        ),
    );
    if (dateText === undefined || Number.isNaN(date.getTime()) || !dateText.startsWith(day)) {
        throw incomplete("Date in Credential scope does not match X-Amz-Date.");
    }
    return {
        accessKeyId,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        scope: { region, service },
        signedHeaders: new Set(signedHeaders.toLowerCase().split(";")),
        signature,
        date,
        dateText,
    };
}

function incomplete(message: string): AwsError {
    return new AwsError("IncompleteSignature", message, 400);
}
