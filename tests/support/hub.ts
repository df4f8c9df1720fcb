/** The contract of the full configuration's hub. */
import type { HubContract } from "../../lib/fleet/hubContract";
import { policyText } from "../../lib/iam/documents";
import { webIdentityTrust } from "../../lib/iam/trust";
import type { Harness } from "./mocks";

/** Trust policy of role argocd with IRSA, for an agent's namespace. */
export function argoTrustPolicy(namespace: string): string {
    return policyText(
        webIdentityTrust({
            oidcProviderArn:
                "arn:aws:iam::111111111111:oidc-provider/oidc.eks.amazonaws.com/id/HUB",
            issuer: "https://oidc.eks.amazonaws.com/id/HUB",
            namespace,
            serviceAccounts: ["argocd-application-controller", "argocd-server"],
        }),
    );
}

/** A hub's contract, for tests that need some hub. */
export const CONTRACT: HubContract = {
    version: 1,
    fleet: "acme",
    accountId: "111111111111",
    region: "eu-west-1",
    clusterName: "management",
    clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
    clusterEndpoint: "https://hub.eks.amazonaws.com",
    clusterCertificateAuthorityData: "LS0tLS1CRUdJTg==",
    kubernetesVersion: "1.35",
    vpcId: "vpc-1",
    oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/HUB",
    egressCidrs: ["198.51.100.1/32"],
    agentNamespace: "argocd",
    argoRoleName: "acme-argocd",
    argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
    argoRoleUniqueId: "AROAEXAMPLE1",
    argoRoleTrustPolicy: argoTrustPolicy("argocd"),
    identity: "irsa",
    managedPoliciesPerRole: 10,
};

export function expectedContract(harness: Harness): HubContract {
    return {
        version: 1,
        fleet: "acme",
        accountId: "111111111111",
        region: "eu-west-1",
        clusterName: "management",
        clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        clusterEndpoint: "https://management-eks-cluster.eks.amazonaws.com",
        clusterCertificateAuthorityData: "LS0tLS1CRUdJTg==",
        kubernetesVersion: "1.35",
        vpcId: "management-eks-network-vpc-id",
        oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/MANAGEMENT-EKS-CLUSTER",
        egressCidrs: ["198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32"],
        agentNamespace: "gitops",
        argoRoleName: "acme-argocd",
        argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
        argoRoleUniqueId: "AROAARGOCDROLE",
        argoRoleTrustPolicy: String(
            harness.one("aws:iam/role:Role", "argocd-role").inputs["assumeRolePolicy"],
        ),
        identity: "irsa",
        managedPoliciesPerRole: 10,
    };
}
