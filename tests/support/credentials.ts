/** Finds credentials in everything that a fleet stores. Pure: texts in, findings out. */
import { gunzipSync } from "node:zlib";

/** A text and where it was found. */
export interface Text {
    readonly where: string;
    readonly text: string;
}

export interface Finding {
    readonly where: string;
    /** Kind of the credential. Its value is not included. */
    readonly kind: string;
}

/** Credentials that give access to AWS or to a cluster. */
const KINDS: Readonly<Record<string, RegExp>> = {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    "AWS access key": /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/,
    "AWS secret key":
        /(?:secret_?access_?key|SecretAccessKey|aws_secret)["'\s:=]{1,6}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
    "AWS session token": /session_?token["'\s:=]{1,6}[A-Za-z0-9/+=]{80,}/i,
    "EKS token": /k8s-aws-v1\.[A-Za-z0-9_-]{20,}/,
    "JSON web token": /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
    "private key": /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
    "client key of a kubeconfig": /client-key-data["'\s:]{1,4}[A-Za-z0-9+/=]{40,}/,
    "bearer token": /bearer_?token["'\s:=]{1,6}[A-Za-z0-9._~+/-]{16,}/i,
};

/** Credentials in texts, in encoded parts of them, and in Helm's release Secrets. */
export function findCredentials(texts: readonly Text[]): readonly Finding[] {
    const found = texts.flatMap(({ where, text }) =>
        [text, text.replaceAll('\\"', '"'), ...decoded(text)].flatMap((layer) =>
            Object.entries(KINDS)
                .filter(([, pattern]) => pattern.test(layer))
                .map(([kind]) => ({ where, kind })),
        ),
    );
    return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** A Kubernetes Secret as the API server returns it. */
export interface Secret {
    readonly metadata: { readonly namespace?: string; readonly name: string };
    readonly type?: string;
    readonly data?: Readonly<Record<string, string>>;
}

/** The content of a Secret, decoded; a Helm release is also unpacked. */
export function secretTexts(cluster: string, secret: Secret): readonly Text[] {
    const { metadata, data = {} } = secret;
    return Object.entries(data).map(([key, value]) => {
        const bytes = Buffer.from(value, "base64");
        const text =
            secret.type === "helm.sh/release.v1" && key === "release"
                ? unpackedRelease(bytes)
                : bytes.toString("utf8");
        return { where: `${cluster}: Secret ${metadata.namespace}/${metadata.name}.${key}`, text };
    });
}

/**
 * Helm's own encoding inside that of the Secret: base64 of gzip of JSON (helm.sh/helm/v3/pkg/storage/driver/util.go).
 */
function unpackedRelease(bytes: Buffer): string {
    return gunzipSync(Buffer.from(bytes.toString("utf8"), "base64")).toString("utf8");
}

/** The base64 parts of a text that decode to text. */
function decoded(text: string): readonly string[] {
    return [...text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)]
        .map(([encoded]) => Buffer.from(encoded, "base64").toString("utf8"))
        .filter((inner) => !inner.includes("\ufffd"));
}
