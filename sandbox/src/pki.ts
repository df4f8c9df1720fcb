/** Certificate authorities, certificates and keys, made with WebCrypto and @peculiar/x509. */
import "reflect-metadata";

import { generateKeyPair, randomBytes, webcrypto } from "node:crypto";
import { promisify } from "node:util";

import * as x509 from "@peculiar/x509";

/** A certificate and its private key (PKCS #8), both PEM. */
export interface KeyPair {
    readonly certificate: string;
    readonly key: string;
}

/** An authority: a self-signed certificate with its key. */
export type Authority = KeyPair;

/** What a certificate is for. */
export interface CertificateRequest {
    /** User name in a client certificate. */
    readonly commonName: string;
    /** Groups in a Kubernetes client certificate. */
    readonly organizations?: readonly string[];
    readonly usage: "server" | "client";
    readonly dnsNames?: readonly string[];
    readonly addresses?: readonly string[];
}

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" };
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" };

/** Longer than a sandbox lives, shorter than the 398 days some TLS clients accept at most. */
const validDays = 365;

/** Certificates begin a little early: a container's clock may lag behind its host's. */
const earlyMinutes = 5;

/** @param commonName shown by clients as the issuer */
export async function createAuthority(commonName: string): Promise<Authority> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned(
        {
            serialNumber: serialNumber(),
            name: distinguishedName(commonName, []),
            ...validity(),
            keys,
            signingAlgorithm,
            extensions: [
                new x509.BasicConstraintsExtension(true, undefined, true),
                new x509.KeyUsagesExtension(
                    x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
                    true,
                ),
                await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
            ],
        },
        webcrypto,
    );
    return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/** A certificate signed by the authority, with a key of its own. */
export async function issueCertificate(
    authority: Authority,
    request: CertificateRequest,
): Promise<KeyPair> {
    const issuer = new x509.X509Certificate(authority.certificate);
    const signingKey = await webcrypto.subtle.importKey(
        "pkcs8",
        x509.PemConverter.decodeFirst(authority.key),
        keyAlgorithm,
        false,
        ["sign"],
    );
    const keys = await generateKeys();
    const names: x509.JsonGeneralName[] = [
        ...(request.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
        ...(request.addresses ?? []).map((value) => ({ type: "ip" as const, value })),
    ];
    const usage =
        request.usage === "server"
            ? x509.ExtendedKeyUsage.serverAuth
            : x509.ExtendedKeyUsage.clientAuth;
    const certificate = await x509.X509CertificateGenerator.create(
        {
            serialNumber: serialNumber(),
            subject: distinguishedName(request.commonName, request.organizations ?? []),
            issuer: issuer.subjectName,
            ...validity(),
            publicKey: keys.publicKey,
            signingKey,
            signingAlgorithm,
            extensions: [
                new x509.BasicConstraintsExtension(false, undefined, true),
                new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
                new x509.ExtendedKeyUsageExtension([usage]),
                await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
                ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
            ],
        },
        webcrypto,
    );
    return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/** An RSA key for ServiceAccount tokens: EKS signs them with RS256. Both PEM. */
export async function createSigningKey(): Promise<{
    readonly privateKey: string;
    readonly publicKey: string;
}> {
    return promisify(generateKeyPair)("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
}

/** Plain values of a certificate, for checks. */
export interface CertificateDetails {
    readonly subject: string;
    readonly issuer: string;
    readonly notAfter: Date;
}

/** Subject, issuer and end of validity of a PEM certificate. */
export function describeCertificate(certificate: string): CertificateDetails {
    const { subject, issuer, notAfter } = new x509.X509Certificate(certificate);
    return { subject, issuer, notAfter };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
    return webcrypto.subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
    const der = await webcrypto.subtle.exportKey("pkcs8", key);
    return `${x509.PemConverter.encode(der, x509.PemConverter.PrivateKeyTag)}\n`;
}

function pem(certificate: x509.X509Certificate): string {
    return `${certificate.toString("pem")}\n`;
}

/** Structured, not a string: group names hold characters that a distinguished name would have to escape. */
function distinguishedName(commonName: string, organizations: readonly string[]): x509.JsonName {
    return [...organizations.map((organization) => ({ O: [organization] })), { CN: [commonName] }];
}

/** Positive and unique, as RFC 5280 4.1.2.2 asks: the first bit is clear. */
function serialNumber(): string {
    const bytes = randomBytes(16);
    bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
    return bytes.toString("hex");
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
    const now = Date.now();
    return {
        notBefore: new Date(now - earlyMinutes * 60_000),
        notAfter: new Date(now + validDays * 86_400_000),
    };
}
