import * as assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer as createTlsServer } from "node:tls";

import {
    createAuthority,
    createSigningKey,
    describeCertificate,
    issueCertificate,
    type Authority,
    type KeyPair,
} from "../../src/pki";

describe("certificates of the sandbox", () => {
    let authority: Authority;
    let server: KeyPair;

    before(async () => {
        authority = await createAuthority("sandbox authority");
        server = await issueCertificate(authority, {
            commonName: "kubernetes",
            usage: "server",
            dnsNames: ["ABC.gr7.eu-west-1.eks.amazonaws.com"],
            addresses: ["127.0.0.1"],
        });
    });

    it("are signed by the authority that issued them, and by no other of the same name", async () => {
        const certificate = new X509Certificate(server.certificate);
        const other = await createAuthority("sandbox authority");
        assert.ok(certificate.verify(new X509Certificate(authority.certificate).publicKey));
        assert.ok(!certificate.verify(new X509Certificate(other.certificate).publicKey));
    });

    it("carry a private key that belongs to them", () => {
        const certificate = new X509Certificate(server.certificate);
        assert.ok(certificate.checkPrivateKey(createPrivateKey(server.key)));
        assert.ok(!certificate.checkPrivateKey(createPrivateKey(authority.key)));
    });

    it("are certificate authorities only if requested", () => {
        assert.ok(new X509Certificate(authority.certificate).ca);
        assert.ok(!new X509Certificate(server.certificate).ca);
    });

    it("are good for the hosts and addresses asked for and for no others", () => {
        const certificate = new X509Certificate(server.certificate);
        assert.ok(certificate.checkHost("abc.gr7.eu-west-1.eks.amazonaws.com"));
        assert.equal(certificate.checkHost("abd.gr7.eu-west-1.eks.amazonaws.com"), undefined);
        assert.ok(certificate.checkIP("127.0.0.1"));
        assert.equal(certificate.checkIP("127.0.0.2"), undefined);
    });

    it("name a user and its groups, whatever characters these hold", async () => {
        const { certificate } = await issueCertificate(authority, {
            commonName: "system:node-agent",
            organizations: ["system:masters", "a,b+c=d"],
            usage: "client",
        });
        const { subject } = new X509Certificate(certificate);
        assert.deepEqual(subject.split("\n").sort(), [
            "CN=system:node-agent",
            "O=a\\,b\\+c=d",
            "O=system:masters",
        ]);
    });

    it("serve or ask, not both", async () => {
        const client = await issueCertificate(authority, { commonName: "user", usage: "client" });
        const serverAuth = "1.3.6.1.5.5.7.3.1";
        const clientAuth = "1.3.6.1.5.5.7.3.2";
        const usages = (pem: string): unknown =>
            new X509Certificate(pem).toLegacyObject().ext_key_usage;
        assert.deepEqual(usages(server.certificate), [serverAuth]);
        assert.deepEqual(usages(client.certificate), [clientAuth]);
    });

    it("have serial numbers of their own", async () => {
        const request = { commonName: "user", usage: "client" } as const;
        const [one, other] = await Promise.all([
            issueCertificate(authority, request),
            issueCertificate(authority, request),
        ]);
        const serial = ({ certificate }: KeyPair): string =>
            new X509Certificate(certificate).serialNumber;
        assert.notEqual(serial(one), serial(other));
    });

    it("expire before clients reject them as too long-lived", () => {
        const { subject, issuer, notAfter } = describeCertificate(server.certificate);
        const days = (notAfter.getTime() - Date.now()) / 86_400_000;
        assert.ok(days > 300 && days < 398, `${days} days`);
        assert.equal(subject, "CN=kubernetes");
        assert.equal(issuer, "CN=sandbox authority");
    });

    it("are accepted in a TLS handshake by clients that trust the authority", async () => {
        const listener = createTlsServer({ cert: server.certificate, key: server.key });
        await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
        const { port } = listener.address() as AddressInfo;
        const handshake = (ca: string): Promise<string> =>
            new Promise((resolve) => {
                const socket = connect({ host: "127.0.0.1", port, ca }, () => {
                    resolve("authorized");
                    socket.destroy();
                });
                socket.on("error", (error: Error) => resolve(error.message));
            });
        try {
            assert.equal(await handshake(authority.certificate), "authorized");
            const stranger = await createAuthority("stranger");
            assert.match(await handshake(stranger.certificate), /verify|signature|issuer/);
        } finally {
            await new Promise((resolve) => listener.close(resolve));
        }
    });
});

describe("the signing key of a cluster", () => {
    it("is RSA with 2048 bits, since EKS signs tokens with RS256, and its halves belong together", async () => {
        const { privateKey, publicKey } = await createSigningKey();
        const key = createPrivateKey(privateKey);
        assert.equal(key.asymmetricKeyType, "rsa");
        assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
        const derived = createPublicKey(key).export({ type: "spki", format: "pem" });
        assert.equal(publicKey, derived);
    });
});
