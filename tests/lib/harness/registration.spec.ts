import assert from "node:assert/strict";

import {
    clusterIdentifier,
    harnessRegistration,
    scopedAgent,
    type HarnessCluster,
} from "../../../lib/harness/registration";
import { HARNESS_SCOPE } from "../../support/harness";

const CLUSTER: HarnessCluster = {
    harness: HARNESS_SCOPE,
    displayName: "shop-eu",
    endpoint: "https://shop.eks.amazonaws.com",
    clusterName: "shop",
    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-shop",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    scope: {
        kind: "namespaces",
        namespaces: {
            shop: { existing: false, secrets: false, roles: false },
            cart: { existing: true, secrets: false, roles: false },
        },
    },
    project: "acme.shop",
    labels: { environment: "production", "argocd.argoproj.io/secret-type": "cluster" },
    annotations: { aws_account_id: "222222222222" },
};

describe("The instructions for a target in Harness", () => {
    it("list the page's fields in its order, ready to paste", () => {
        assert.equal(
            harnessRegistration(CLUSTER).table,
            [
                "Name               shop-eu",
                "Identifier         acme_TARGET_shop",
                "GitOps agent       hubagent",
                "Master URL         https://shop.eks.amazonaws.com",
                "Authentication     IRSA",
                "Role ARN           arn:aws:iam::222222222222:role/acme-deployer-shop",
                "AWS cluster name   shop",
                "CA data            LS0tLS1CRUdJTg==",
                "Namespaces         cart, shop",
                "Cluster resources  no",
                "Argo CD project    acme.shop",
            ].join("\n"),
        );
    });

    it("contain the equivalent API call, without credentials", () => {
        assert.deepEqual(harnessRegistration(CLUSTER).request, {
            method: "POST",
            path: "/gitops/api/v1/agents/hubagent/clusters",
            query: {
                accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
                orgIdentifier: "acme",
                projectIdentifier: "platform",
                identifier: "acme_TARGET_shop",
            },
            body: {
                upsert: true,
                cluster: {
                    name: "shop-eu",
                    server: "https://shop.eks.amazonaws.com",
                    namespaces: ["cart", "shop"],
                    clusterResources: false,
                    project: "acme.shop",
                    labels: { environment: "production" },
                    annotations: { aws_account_id: "222222222222" },
                    config: {
                        clusterConnectionType: "IRSA",
                        awsAuthConfig: {
                            clusterName: "shop",
                            roleARN: "arn:aws:iam::222222222222:role/acme-deployer-shop",
                        },
                        tlsClientConfig: { insecure: false, caData: "LS0tLS1CRUdJTg==" },
                    },
                },
            },
        });
    });

    it("include every namespace and cluster resources if the access is the whole cluster", () => {
        const { table, request } = harnessRegistration({
            ...CLUSTER,
            scope: { kind: "cluster" },
            shard: 2,
        });
        assert.match(table, /^Namespaces +all$/m);
        assert.match(table, /^Cluster resources +yes$/m);
        assert.deepEqual(request.body.cluster.namespaces, []);
        assert.equal(request.body.cluster.clusterResources, true);
        assert.equal(request.body.cluster.shard, "2");
    });
});

describe("An agent's name", () => {
    const { accountIdentifier, agentIdentifier, orgIdentifier } = HARNESS_SCOPE;

    it("has its scope before it, unless it is a project's own", () => {
        assert.equal(scopedAgent(HARNESS_SCOPE), "hubagent");
        assert.equal(
            scopedAgent({ accountIdentifier, agentIdentifier, orgIdentifier: orgIdentifier! }),
            "org.hubagent",
        );
        assert.equal(scopedAgent({ accountIdentifier, agentIdentifier }), "account.hubagent");
    });

    it("is part of the request's path, with only the scope's identifiers in the query", () => {
        const { request } = harnessRegistration({
            ...CLUSTER,
            harness: { accountIdentifier, agentIdentifier },
        });
        assert.equal(request.path, "/gitops/api/v1/agents/account.hubagent/clusters");
        assert.deepEqual(Object.keys(request.query), ["accountIdentifier", "identifier"]);
    });
});

describe("A cluster's identifier", () => {
    it("uses characters that Harness allows, and differs for every fleet and target", () => {
        const names = ["a.b", "a-b.c", "a.b-c", "a--b.c", "a.b--c", "a-target-b.c"];
        const identifiers = names.map(clusterIdentifier);
        assert.equal(new Set(identifiers).size, names.length);
        for (const one of identifiers) {
            assert.match(one, /^[A-Za-z_][0-9A-Za-z_]*$/);
        }
    });
});
