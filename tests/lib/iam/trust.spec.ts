import assert from "node:assert/strict";

import { policyDocument, policyText } from "../../../lib/iam/documents";
import {
    deployerTrust,
    podIdentityTrust,
    serviceTrust,
    webIdentityTrust,
} from "../../../lib/iam/trust";

const OIDC = {
    oidcProviderArn:
        "arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1",
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/A1",
    namespace: "argocd",
    serviceAccounts: ["argocd-server", "argocd-application-controller"],
};

describe("The trust of role argocd", () => {
    it("names exactly these ServiceAccounts, sorted, and the audience, both with StringEquals", () => {
        assert.deepEqual(webIdentityTrust(OIDC), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: OIDC.oidcProviderArn },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "oidc.eks.eu-west-1.amazonaws.com/id/A1:aud": "sts.amazonaws.com",
                            "oidc.eks.eu-west-1.amazonaws.com/id/A1:sub": [
                                "system:serviceaccount:argocd:argocd-application-controller",
                                "system:serviceaccount:argocd:argocd-server",
                            ],
                        },
                    },
                },
            ],
        });
    });

    it("is the same for an issuer with or without https:// and for any order of ServiceAccounts", () => {
        const other = webIdentityTrust({
            ...OIDC,
            issuer: OIDC.issuer.replace("https://", ""),
            serviceAccounts: [...OIDC.serviceAccounts].reverse(),
        });
        assert.equal(policyText(other), policyText(webIdentityTrust(OIDC)));
    });

    it("does not modify the given list", () => {
        assert.deepEqual(OIDC.serviceAccounts, ["argocd-server", "argocd-application-controller"]);
    });
});

describe("The trust of role argocd with Pod Identity", () => {
    const trust = {
        clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        namespace: "argocd",
        serviceAccounts: ["b", "a"],
    };

    it("names EKS Pod Identity for exactly these ServiceAccounts, sorted, of exactly this cluster", () => {
        assert.deepEqual(podIdentityTrust(trust), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: {
                        StringEquals: {
                            "aws:RequestTag/eks-cluster-arn": trust.clusterArn,
                            "aws:RequestTag/kubernetes-namespace": "argocd",
                            "aws:RequestTag/kubernetes-service-account": ["a", "b"],
                        },
                    },
                },
            ],
        });
        assert.deepEqual(trust.serviceAccounts, ["b", "a"]);
    });
});

describe("The trust of a Deployer role", () => {
    const trust = {
        argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
        argoRoleUniqueId: "AROAEXAMPLE1",
    };

    it("names role argocd and no one else", () => {
        assert.deepEqual(deployerTrust(trust), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TrustArgoCdAROAEXAMPLE1",
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111111111111:role/acme-argocd" },
                    Action: "sts:AssumeRole",
                },
            ],
        });
    });

    it("allows Pod Identity's session tags, and nobody else's", () => {
        const actions = (tagSession?: boolean): unknown =>
            deployerTrust({ ...trust, ...(tagSession === undefined ? {} : { tagSession }) })
                .Statement[0]!.Action;
        assert.deepEqual(actions(true), ["sts:AssumeRole", "sts:TagSession"]);
        assert.deepEqual(actions(false), "sts:AssumeRole");
        assert.deepEqual(actions(), "sts:AssumeRole");
    });

    it("changes when role argocd is recreated under the same name", () => {
        const recreated = deployerTrust({ ...trust, argoRoleUniqueId: "AROAEXAMPLE2" });
        assert.notEqual(policyText(recreated), policyText(deployerTrust(trust)));
    });
});

describe("The trust of an AWS service", () => {
    it("names the service", () => {
        assert.deepEqual(serviceTrust("ec2.amazonaws.com"), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "ec2.amazonaws.com" },
                    Action: "sts:AssumeRole",
                },
            ],
        });
    });
});

describe("policyText", () => {
    it("contains no white space, which IAM would keep", () => {
        const document = policyDocument({ Effect: "Deny", Action: ["a:B"], Resource: "*" });
        assert.equal(
            policyText(document),
            '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["a:B"],"Resource":"*"}]}',
        );
    });
});
