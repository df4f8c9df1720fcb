/** Argo CD on one EKS cluster deploys to another, in another account, through a chain of IAM roles. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
    ArgoCd,
    ArgoClusterRegistration,
    ArgoRole,
    DeployerRole,
    Guestbook,
    ManagementCluster,
    TargetCluster,
    type ArgoCdArgs,
    type CreatedClusterArgs,
    type FleetArgs,
} from "eks-gitops-fleet";

const config = new pulumi.Config();
type Settings = CreatedClusterArgs & FleetArgs;
const management = config.requireObject<Settings>("management");
const testing = config.requireObject<Settings>("testing");

/** An AWS provider for one account, through the role that Pulumi assumes there. */
function inAccount(name: string, settings: Settings): aws.Provider {
    const { accountId, region, provisionerRoleName } = settings;
    return new aws.Provider(name, {
        region: region as aws.Region,
        allowedAccountIds: [accountId],
        assumeRoles: [{ roleArn: `arn:aws:iam::${accountId}:role/${provisionerRoleName}` }],
    });
}
const awsHub = inAccount("management", management);
const awsTesting = inAccount("testing", testing);

const hub = new ManagementCluster("management", management, { providers: [awsHub] });
const argoRole = new ArgoRole("argocd", { cluster: hub }, { providers: [awsHub] });
const argocd = new ArgoCd("argocd", {
    ...config.getObject<Partial<ArgoCdArgs>>("argocd"),
    cluster: hub,
    role: argoRole,
});

const cluster = new TargetCluster(
    "testing",
    { ...testing, hubEgressCidrs: hub.egressCidrs },
    { providers: [awsTesting] },
);
const deployerRole = new DeployerRole(
    "testing",
    { argoRole, cluster, access: { namespaces: { default: { existing: true } } } },
    { providers: [awsTesting] },
);
const registration = new ArgoClusterRegistration("testing", {
    argocd,
    cluster,
    deployerRole,
    sourceRepos: ["https://github.com/argoproj/argocd-example-apps.git"],
});
new Guestbook("guestbook", { registration });

export const deployerRoleArn = deployerRole.roleArn;
