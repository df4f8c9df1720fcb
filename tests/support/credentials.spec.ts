import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { findCredentials, secretTexts } from "./credentials";

/** One of each kind, assembled here so that the repository contains no credential. */
const PLANTED: Readonly<Record<string, string>> = {
    "AWS access key": `AWS_ACCESS_KEY_ID=${"AKIA"}${"ABCDEFGH234567YZ"}`,
    "AWS secret key": `"secretAccessKey": "${"a1B2/".repeat(8)}"`,
    "AWS session token": `AWS_SESSION_TOKEN=${"Ab1+".repeat(25)}`,
    "EKS token": `token: k8s-aws-v1.${"aHR0cHM6Ly9z".repeat(3)}`,
    "JSON web token": ["eyJhbGciOiJS", "eyJpc3MiOiJo", "c2lnbmF0dXJl"].join("."),
    "private key": `-----BEGIN RSA ${"PRIVATE"} KEY-----`,
    "client key of a kubeconfig": `client-key-data: ${"QUJD".repeat(12)}`,
    "bearer token": `{"bearerToken":"${"abcdefgh".repeat(3)}"}`,
};

describe("The search for credentials", () => {
    for (const [kind, text] of Object.entries(PLANTED)) {
        it(`finds a ${kind}, in plain, in base64, in a Secret and in a Helm release`, () => {
            const encoded = Buffer.from(`${" ".repeat(30)}${text}`).toString("base64");
            const helm = gzipSync(JSON.stringify({ manifest: text })).toString("base64");
            const places = [
                { where: "plain", text: `before ${text} after` },
                { where: "base64", text: `{"data":"${encoded}"}` },
                ...secretTexts("hub", {
                    metadata: { namespace: "n", name: "s" },
                    data: { key: Buffer.from(text).toString("base64") },
                }),
                ...secretTexts("hub", {
                    metadata: { namespace: "n", name: "helm" },
                    type: "helm.sh/release.v1",
                    data: { release: Buffer.from(helm).toString("base64") },
                }),
            ];
            const found = findCredentials(places).filter((finding) => finding.kind === kind);
            const where = found.map((finding) => finding.where);
            assert.ok(where.includes("plain") && where.includes("base64"), where.join());
            assert.ok(where.includes("hub: Secret n/s.key"), where.join());
            assert.ok(where.includes("hub: Secret n/helm.release"), where.join());
        });
    }

    it("never shows the value", () => {
        const [text] = Object.values(PLANTED);
        assert.ok(
            !JSON.stringify(findCredentials([{ where: "x", text: text! }])).includes("ABCDEFGH"),
        );
    });

    it("ignores names, ARNs, role ids, public certificates and commands", () => {
        const harmless = [
            "arn:aws:iam::111111111111:role/acme-argocd AROAEXAMPLE1234567890",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            '{"awsAuthConfig":{"clusterName":"testing","roleARN":"arn:aws:iam::2:role/x"}}',
            "AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
            "aws eks get-token --cluster-name testing --role-arn arn:aws:iam::2:role/x",
        ];
        assert.deepEqual(findCredentials(harmless.map((text) => ({ where: text, text }))), []);
    });
});
