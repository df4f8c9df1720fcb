/** A hub and two targets, one of them the management cluster itself. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Hub, Target, type HubArgs } from "eks-gitops-fleet";

const region = "eu-west-1";
const fleet = { fleet: "acme", provisionerRoleName: "Provisioner" };
const operatorCidrs = ["203.0.113.0/24"];

function inAccount(name: string, accountId: string): { providers: aws.Provider[] } {
    const roleArn = `arn:aws:iam::${accountId}:role/${fleet.provisionerRoleName}`;
    const provider = new aws.Provider(name, {
        region,
        allowedAccountIds: [accountId],
        assumeRoles: [{ roleArn }],
    });
    return { providers: [provider] };
}
const inHub = inAccount("hub-account", "111111111111");

const hub = new Hub(
    "hub",
    {
        ...fleet,
        accountId: "111111111111",
        region,
        clusterName: "management",
        operatorCidrs,
        // Optional settings of Argo CD, such as a mirror of its images.
        argocd: new pulumi.Config().getObject<HubArgs["argocd"]>("argocd"),
    },
    inHub,
);
const testing = new Target(
    "testing",
    {
        ...fleet,
        hub,
        accountId: "222222222222",
        region,
        clusterName: "testing",
        operatorCidrs,
        access: { namespaces: { default: { existing: true } } },
        guestbook: true,
    },
    inAccount("testing-account", "222222222222"),
);
new Target(
    "tools",
    { ...fleet, hub, management: true, access: { namespaces: { tools: {} } } },
    inHub,
);

export const testingRoleArn = testing.deployerRoleArn;
