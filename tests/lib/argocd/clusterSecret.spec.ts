import assert from "node:assert/strict";
import fc from "fast-check";

import {
    CLUSTER_SECRET_LABEL,
    clusterSecretData,
    type ClusterRegistration,
} from "../../../lib/argocd/clusterSecret";

const access = { existing: false, secrets: false, roles: false };

const REGISTRATION: ClusterRegistration = {
    displayName: "testing-eu",
    endpoint: "https://testing.eks.amazonaws.com",
    clusterName: "testing",
    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    certificateAuthorityData: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==",
    scope: { kind: "namespaces", namespaces: { web: access, shop: access } },
    project: "acme.testing",
};

const CONFIG = {
    awsAuthConfig: {
        clusterName: "testing",
        roleARN: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    },
    tlsClientConfig: { insecure: false, caData: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==" },
};

describe("The registration Secret", () => {
    it("is found by Argo CD's label", () => {
        assert.deepEqual(CLUSTER_SECRET_LABEL, { "argocd.argoproj.io/secret-type": "cluster" });
    });

    it("limits Argo CD to the namespaces of the deployer's RBAC, without cluster resources", () => {
        const { config, ...rest } = clusterSecretData(REGISTRATION);
        assert.deepEqual(rest, {
            name: "testing-eu",
            server: "https://testing.eks.amazonaws.com",
            project: "acme.testing",
            namespaces: "shop,web",
            clusterResources: "false",
        });
        assert.deepEqual(JSON.parse(config!), CONFIG);
    });

    it("opens everything for a deployer of the whole cluster, with the same keys", () => {
        const { config, ...rest } = clusterSecretData({
            ...REGISTRATION,
            scope: { kind: "cluster" },
        });
        assert.deepEqual(rest, {
            name: "testing-eu",
            server: "https://testing.eks.amazonaws.com",
            project: "acme.testing",
            namespaces: "",
            clusterResources: "true",
        });
        assert.deepEqual(JSON.parse(config!), CONFIG);
    });

    it("decodes the certificate authority to PEM, once", () => {
        const { tlsClientConfig } = JSON.parse(clusterSecretData(REGISTRATION)["config"]!) as {
            tlsClientConfig: { caData: string };
        };
        assert.equal(
            Buffer.from(tlsClientConfig.caData, "base64").toString().trim(),
            "-----BEGIN CERTIFICATE-----",
        );
    });

    it("contains no input value outside of its own field, whatever the input", () => {
        const hostile = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom(
                '","insecure":true,"x":"',
                '"}}',
                "\\",
                "\u2028\n",
                "${jndi}",
                '{"bearerToken":"x"}',
                "__proto__",
            ),
        );
        fc.assert(
            fc.property(
                fc.tuple(hostile, hostile, hostile, hostile, hostile),
                ([displayName, endpoint, clusterName, deployerRoleArn, ca]) => {
                    const { config, ...rest } = clusterSecretData({
                        ...REGISTRATION,
                        displayName,
                        endpoint,
                        clusterName,
                        deployerRoleArn,
                        certificateAuthorityData: ca,
                    });
                    assert.deepEqual(JSON.parse(config!), {
                        awsAuthConfig: { clusterName, roleARN: deployerRoleArn },
                        tlsClientConfig: { insecure: false, caData: ca },
                    });
                    assert.deepEqual([rest["name"], rest["server"]], [displayName, endpoint]);
                },
            ),
            { seed: 1, numRuns: 300 },
        );
    });
});
