/** A Pulumi program of another project, with components of the installed package. */
import * as aws from "@pulumi/aws";
import {
    ArgoCdVerification,
    AwsAuthEntry,
    ClusterReadiness,
    EnforcedObjects,
    Network,
    TrustedIssuer,
    type ClusterReach,
} from "eks-gitops-fleet";

const accountId = "222222222222";
const region = "eu-west-1";
const provider = new aws.Provider("testing", { region, allowedAccountIds: [accountId] });

new Network(
    "net",
    {
        clusterName: "testing",
        region,
        network: {
            kind: "created",
            cidr: "10.1.0.0/16",
            zones: { kind: "count", count: 2 },
            natGateway: "single",
        },
    },
    { providers: [provider] },
);

const reach: ClusterReach = {
    clusterArn: `arn:aws:eks:${region}:${accountId}:cluster/testing`,
    kubeconfig: "{}",
};
const readiness = new ClusterReadiness("testing-readiness", reach);
new AwsAuthEntry(
    "testing-entry",
    {
        cluster: { reach },
        roleArn: `arn:aws:iam::${accountId}:role/Deployer`,
        userName: "deployer",
        groups: ["deployers"],
    },
    { dependsOn: readiness },
);
new EnforcedObjects("testing-enforced", { ...reach, objects: [] });
new ArgoCdVerification("testing-verification", {
    ...reach,
    kind: "Application",
    namespace: "argocd",
    name: "guestbook",
    facts: {},
});
new TrustedIssuer("testing-issuer", {
    issuerUrl: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
    accountId,
    region,
    owner: "organization/project/stack",
});
