/**
 * A small program that uses the same parts of aws, eks and awsx as the fleet. The variable MODE selects parts of it.
 */
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

const modes = new Set((process.env.MODE ?? "").split("+"));
const account = "111111111111";

const provider = new aws.Provider("account", {
    region: "eu-central-1",
    allowedAccountIds: [modes.has("otherAccount") ? "999999999998" : account],
    assumeRoles: [{ roleArn: `arn:aws:iam::${account}:role/Provisioner`, sessionName: "e2e" }],
    defaultTags: { tags: { stage: modes.has("tags") ? "two" : "one" } },
});
const opts = { provider };

function trust(principal: object): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
    });
}

const role = new aws.iam.Role(
    "role",
    {
        name: modes.has("renamed") ? "Renamed" : "Deployer",
        assumeRolePolicy: modes.has("badTrust")
            ? trust({ AWS: `arn:aws:iam::${account}:role/Nobody` })
            : trust({ Service: "ec2.amazonaws.com" }),
        description: modes.has("described") ? "changed" : "first",
    },
    opts,
);
new aws.iam.RolePolicy(
    "inline",
    {
        role: role.id,
        policy: pulumi.secret(
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Sid: "VERYSECRET", Effect: "Allow", Action: "s3:*", Resource: "*" }],
            }),
        ),
    },
    opts,
);

export const roleArn = role.arn;
export let issuer: pulumi.Output<string> | undefined;
export let clusterArn: pulumi.Output<string> | undefined;

if (modes.has("cluster")) {
    const parent = new pulumi.ComponentResource(
        "e2e:index:Hub",
        "hub",
        {},
        { providers: [provider] },
    );
    const address = new aws.ec2.Eip("nat", { domain: "vpc" }, { parent });
    const vpc = new awsx.ec2.Vpc(
        "net",
        {
            numberOfAvailabilityZones: 2,
            natGateways: { strategy: "Single", elasticIpAllocationIds: [address.id] },
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Public" }, { type: "Private" }],
        },
        { parent },
    );
    const cluster = new eks.Cluster(
        "hub",
        {
            name: "hub",
            version: "1.34",
            vpcId: vpc.vpcId,
            publicSubnetIds: vpc.publicSubnetIds,
            privateSubnetIds: vpc.privateSubnetIds,
            authenticationMode: "API",
            skipDefaultNodeGroup: true,
            skipDefaultSecurityGroups: true,
            useDefaultVpcCni: true,
            kubeProxyAddonOptions: { enabled: false },
            createOidcProvider: false,
            ...(modes.has("unknownArgument") ? { gpu: true } : {}),
        },
        {
            parent,
            transforms: [
                ({ type, props, opts: given }) =>
                    type === "aws:eks/cluster:Cluster"
                        ? {
                              props: {
                                  ...props,
                                  accessConfig: {
                                      authenticationMode: "API",
                                      bootstrapClusterCreatorAdminPermissions: false,
                                  },
                              },
                              opts: given,
                          }
                        : undefined,
            ],
        },
    );
    const core = cluster.eksCluster;
    new aws.eks.AccessEntry(
        "entry",
        { clusterName: core.name, principalArn: role.arn, kubernetesGroups: ["deployers"] },
        { parent, dependsOn: vpc.routes },
    );
    issuer = cluster.oidcIssuer;
    clusterArn = core.arn;
}
