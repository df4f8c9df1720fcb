import * as assert from "node:assert/strict";

import { awsFunctions } from "../../src/plugins/aws/functions";
import type { Session } from "../../src/plugins/provider/resource";
import type { Properties } from "../../src/plugins/provider/values";
import { Lifecycle, localAws, REGION, sessionIn } from "./pluginSupport";

describe("aws.ec2.VpcEndpoint and LaunchTemplate in the sandbox", () => {
    let session: Session;

    const make = (token: string, inputs: Properties): Promise<Lifecycle> =>
        Lifecycle.create(session, token, inputs);

    beforeEach(async () => {
        session = await sessionIn(localAws().local);
    });

    it("creates an endpoint, finds it by VPC and service, changes its subnets in place and takes it away", async () => {
        const vpc = await make("aws:ec2/vpc:Vpc", {
            cidrBlock: "10.0.0.0/16",
            enableDnsHostnames: true,
        });
        const group = await make("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc.id });
        const subnets = await Promise.all(
            ["a", "b"].map((zone, index) =>
                make("aws:ec2/subnet:Subnet", {
                    vpcId: vpc.id,
                    cidrBlock: `10.0.${index}.0/24`,
                    availabilityZone: `${REGION}${zone}`,
                }),
            ),
        );
        const inputs = {
            vpcId: vpc.id,
            serviceName: `com.amazonaws.${REGION}.sts`,
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            subnetIds: [subnets[0]!.id],
            securityGroupIds: [group.id],
        };
        const endpoint = await make("aws:ec2/vpcEndpoint:VpcEndpoint", inputs);
        const find = awsFunctions["aws:ec2/getVpcEndpoint:getVpcEndpoint"]!;
        const args = { vpcId: vpc.id, serviceName: inputs.serviceName };
        assert.equal((await find(session.api, args)).id, endpoint.id);
        const next = { ...inputs, subnetIds: subnets.map(({ id }) => id) };
        assert.deepEqual(endpoint.diff(next), ["subnetIds"]);
        await endpoint.update(next);
        assert.equal((endpoint.state.networkInterfaceIds as string[]).length, 2);
        assert.deepEqual(endpoint.diff(next), []);
        assert.deepEqual(endpoint.diff({ ...next, serviceName: `com.amazonaws.${REGION}.ec2` }), [
            "serviceName!",
        ]);
        await endpoint.delete();
        assert.equal(await endpoint.refresh(), undefined);
        await assert.rejects(find(session.api, args), /no matching EC2 VPC Endpoint found/);
    });

    it("makes another version of a launch template for other disks or tags, and reads them back", async () => {
        const volume = (size: number): Properties => ({
            deviceName: "/dev/xvda",
            ebs: { volumeType: "gp3", volumeSize: size, encrypted: "true" },
        });
        const inputs = {
            blockDeviceMappings: [volume(50)],
            tagSpecifications: [{ resourceType: "instance", tags: { owner: "me" } }],
            updateDefaultVersion: true,
        };
        const template = await make("aws:ec2/launchTemplate:LaunchTemplate", inputs);
        assert.deepEqual(template.state.blockDeviceMappings, inputs.blockDeviceMappings);
        assert.deepEqual(template.state.tagSpecifications, inputs.tagSpecifications);
        assert.deepEqual(template.diff(inputs), []);
        const next = { ...inputs, blockDeviceMappings: [volume(80)] };
        await template.update(next);
        assert.equal(template.state.latestVersion, 2);
        assert.equal(template.state.defaultVersion, 2);
        assert.deepEqual((await template.refresh())?.state.blockDeviceMappings, [volume(80)]);
        assert.deepEqual(template.diff(next), []);
    });
});
