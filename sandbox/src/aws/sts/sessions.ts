/** Sessions of roles. They are the only credentials there are: nothing in the sandbox has a long-lived key. */
import { randomBytes, timingSafeEqual } from "node:crypto";

import type { Credentials } from "../contract";
import { AwsError } from "../errors";
import { randomCharacters } from "../iam/ids";
import { findRoleById, type Role } from "../iam/roles";
import type { Caller } from "../service";
import type { Store } from "../store";

export interface Session {
    readonly credentials: Required<Credentials>;
    readonly caller: Caller;
    /** Unique id of the role; a role created again does not revive it. */
    readonly roleId: string;
    readonly expires: Date;
    /** Keys of session tags that pass on to sessions this one assumes. */
    readonly transitiveTagKeys: readonly string[];
}

export interface SessionRequest {
    readonly role: Role;
    readonly sessionName: string;
    readonly durationSeconds: number;
    readonly tags?: Readonly<Record<string, string>>;
    readonly transitiveTagKeys?: readonly string[];
}

export class Sessions {
    private readonly byAccessKey = new Map<string, Session>();

    public constructor(
        private readonly store: Store,
        private readonly now: () => Date,
    ) {}

    /** Opens a session. Whether the caller may is decided before. */
    public open(request: SessionRequest): Session {
        this.forgetExpired();
        const { role, sessionName, durationSeconds, tags, transitiveTagKeys = [] } = request;
        const session: Session = {
            credentials: {
                // ASIA marks temporary keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
                accessKeyId: `ASIA${randomCharacters(16)}`,
                secretAccessKey: randomBytes(30).toString("base64"),
                sessionToken: randomBytes(96).toString("base64"),
            },
            caller: {
                account: role.account,
                arn: assumedRoleArn(role, sessionName),
                principalArn: role.arn,
                userId: `${role.id}:${sessionName}`,
                ...(tags === undefined ? {} : { sessionTags: tags }),
            },
            roleId: role.id,
            expires: new Date(this.now().getTime() + durationSeconds * 1000),
            transitiveTagKeys,
        };
        this.byAccessKey.set(session.credentials.accessKeyId, session);
        return session;
    }

    /**
     * The session of an access key and token. The secret is still to be proved.
     * @throws AwsError InvalidClientTokenId, ExpiredToken
     */
    public find(accessKeyId: string, sessionToken: string | undefined): Session {
        const session = this.byAccessKey.get(accessKeyId);
        if (session === undefined || !equal(session.credentials.sessionToken, sessionToken ?? "")) {
            throw invalidToken();
        }
        if (session.expires <= this.now()) {
            throw new AwsError(
                "ExpiredToken",
                "The security token included in the request is expired",
                403,
            );
        }
        if (findRoleById(this.store, session.roleId) === undefined) {
            throw invalidToken();
        }
        return session;
    }

    /**
     * The session whose credentials these are, secret included.
     * @throws AwsError InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch
     */
    public authenticate({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Session {
        const session = this.find(accessKeyId, sessionToken);
        if (!equal(session.credentials.secretAccessKey, secretAccessKey)) {
            throw signatureDoesNotMatch();
        }
        return session;
    }

    /** Keeps expired sessions for a day, to answer ExpiredToken rather than InvalidClientTokenId. */
    private forgetExpired(): void {
        const limit = this.now().getTime() - 24 * 3600 * 1000;
        for (const [key, { expires }] of this.byAccessKey) {
            if (expires.getTime() < limit) {
                this.byAccessKey.delete(key);
            }
        }
    }
}

/** ARN of a role's session: without the role's path. */
export function assumedRoleArn(
    { partition, account, name }: Pick<Role, "partition" | "account" | "name">,
    sessionName: string,
): string {
    return `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
}

/** Credentials as STS answers them. */
export function describeCredentials({
    credentials,
    expires,
}: Session): Readonly<Record<string, string>> {
    return {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: expires.toISOString().replace(/\.\d{3}Z$/, "Z"),
    };
}

/** The refusal of a signature that is not the caller's. */
export function signatureDoesNotMatch(
    message: string = "The request signature we calculated does not match the signature you provided. " +
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
): AwsError {
    return new AwsError("SignatureDoesNotMatch", message, 403);
}

function invalidToken(): AwsError {
    return new AwsError(
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
        403,
    );
}

function equal(expected: string, actual: string): boolean {
    const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
    return a.length === b.length && timingSafeEqual(a, b);
}
