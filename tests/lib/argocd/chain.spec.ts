import assert from "node:assert/strict";

import {
    notAllowed,
    refusedByCluster,
    refusedLink,
    trustedServiceAccount,
    type Chain,
} from "../../../lib/argocd/chain";
import { policyText } from "../../../lib/iam/documents";
import { podIdentityTrust, webIdentityTrust } from "../../../lib/iam/trust";

const CHAIN: Chain = {
    serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
    argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    clusterName: "testing",
    region: "eu-central-1",
    endpoint: "https://testing.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    resource: { group: "apps", resource: "deployments" },
    namespaces: ["default"],
};

describe("trustedServiceAccount", () => {
    it("is the first ServiceAccount that a web identity trust names", () => {
        const trust = policyText(
            webIdentityTrust({
                oidcProviderArn: "arn:aws:iam::111111111111:oidc-provider/oidc.example.com",
                issuer: "https://oidc.example.com",
                namespace: "gitops",
                serviceAccounts: ["server", "controller"],
            }),
        );
        assert.deepEqual(trustedServiceAccount(trust), {
            namespace: "gitops",
            name: "controller",
        });
    });

    it("reads a single subject that is not a list", () => {
        const trust = JSON.stringify({
            Statement: [
                { Condition: { StringEquals: { "oidc:sub": "system:serviceaccount:a:b" } } },
            ],
        });
        assert.deepEqual(trustedServiceAccount(trust), { namespace: "a", name: "b" });
    });

    it("is undefined for EKS Pod Identity and for other trust policies", () => {
        const podIdentity = podIdentityTrust({
            clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
            namespace: "argocd",
            serviceAccounts: ["argocd-server"],
        });
        assert.equal(trustedServiceAccount(policyText(podIdentity)), undefined);
        assert.equal(trustedServiceAccount('{"Statement":[{}]}'), undefined);
    });
});

describe("A broken link", () => {
    it("is role argocd's trust when STS refuses the web identity", () => {
        const words =
            "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: no";
        const { found, remedy } = refusedLink(CHAIN, words);
        assert.equal(
            found,
            `the agent's ServiceAccount may not assume ${CHAIN.argoRoleArn} (${words})`,
        );
        assert.match(remedy, /trust policy must name the ServiceAccount/);
    });

    it("is between the two roles when STS denies the second", () => {
        const words = "An error occurred (AccessDenied) when calling the AssumeRole operation: no";
        const { found, remedy } = refusedLink(CHAIN, words);
        assert.equal(
            found,
            `${CHAIN.argoRoleArn} may not assume ${CHAIN.deployerRoleArn} (${words})`,
        );
        assert.match(remedy, /allow sts:AssumeRole on the second/);
    });

    it("is the command's own message when it fails for another reason", () => {
        assert.equal(refusedLink(CHAIN, "Throttling").found, "Throttling");
    });

    it("is the mapping when the cluster rejects the token, and RBAC when it denies the request", () => {
        assert.equal(
            refusedByCluster(CHAIN, 401, "Unauthorized").found,
            `cluster testing does not accept ${CHAIN.deployerRoleArn} (401 Unauthorized)`,
        );
        assert.equal(
            notAllowed(CHAIN, "shop").found,
            `cluster testing does not allow ${CHAIN.deployerRoleArn} to create deployments in namespace shop`,
        );
        assert.match(notAllowed(CHAIN, "").found, /in the whole cluster$/);
    });
});
