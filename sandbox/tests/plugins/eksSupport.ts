/** A cluster for tests of what belongs to one. */
import type { Session } from "../../src/plugins/provider/resource";
import { requiredText, type Properties } from "../../src/plugins/provider/values";
import { Lifecycle, REGION } from "./pluginSupport";

/** Makes a role that a service may assume. @returns its ARN */
export async function roleFor(session: Session, name: string, service: string): Promise<string> {
    const role = await Lifecycle.create(session, "aws:iam/role:Role", {
        name,
        assumeRolePolicy: {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: service },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                },
            ],
        },
    });
    return requiredText(role.state, "arn");
}

/** Makes the cluster `hub` in two subnets of its own VPC, in API mode without a hidden admin. */
export async function hubCluster(
    session: Session,
): Promise<{ readonly cluster: Lifecycle; readonly clusterInputs: Properties }> {
    const vpc = await Lifecycle.create(session, "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const subnetIds: string[] = [];
    for (const zone of ["a", "b"]) {
        const subnet = await Lifecycle.create(session, "aws:ec2/subnet:Subnet", {
            vpcId: vpc.id,
            cidrBlock: zone === "a" ? "10.0.0.0/24" : "10.0.1.0/24",
            availabilityZone: `${REGION}${zone}`,
        });
        subnetIds.push(subnet.id);
    }
    const clusterInputs = {
        name: "hub",
        roleArn: await roleFor(session, "control-plane", "eks.amazonaws.com"),
        version: "1.34",
        vpcConfig: { subnetIds, publicAccessCidrs: ["203.0.113.0/24"] },
        accessConfig: {
            authenticationMode: "API",
            bootstrapClusterCreatorAdminPermissions: false,
        },
        enabledClusterLogTypes: ["audit", "api"],
    };
    const cluster = await Lifecycle.create(session, "aws:eks/cluster:Cluster", clusterInputs);
    return { cluster, clusterInputs };
}
