/** A local AWS without IAM for tests of regional services: a store, a host that records, roles by ARN. */
import * as assert from "node:assert/strict";

import { ec2Service } from "../../src/aws/ec2/service";
import { eksService } from "../../src/aws/eks/service";
import type { EksDeps } from "../../src/aws/eks/eks";
import { AwsError } from "../../src/aws/errors";
import { kmsService } from "../../src/aws/kms/service";
import { logsService } from "../../src/aws/logs/service";
import type { Params, RequestContext, Service } from "../../src/aws/service";
import { Store } from "../../src/aws/store";
import { RecordingHost } from "./recordingHost";

export const ACCOUNT = "111111111111";
export const REGION = "eu-west-1";

/** Results are only looked into, so any path may be read. */
export type Json = Readonly<Record<string, unknown>>;

/** The value at a path like `cluster.identity.oidc.issuer` or `Vpcs.0.VpcId`. */
export function get(value: unknown, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>(
            (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
            value,
        );
}

/** The same, as a string. */
export function text(value: unknown, path: string): string {
    const found = get(value, path);
    assert.equal(typeof found, "string", `${path} is no string: ${JSON.stringify(value)}`);
    return found as string;
}

export function requestContext(over: Partial<RequestContext> = {}): RequestContext {
    const account = over.account ?? ACCOUNT;
    return {
        caller: {
            account,
            arn: `arn:aws:sts::${account}:assumed-role/provisioner/test`,
            principalArn: `arn:aws:iam::${account}:role/provisioner`,
            userId: "AROAPROVISIONER:test",
        },
        account,
        region: REGION,
        partition: "aws",
        ...over,
    };
}

export interface World {
    readonly store: Store;
    readonly host: RecordingHost;
    /** Unique ids of roles and users by ARN. */
    readonly principals: Map<string, string>;
    readonly deps: EksDeps;
    /** Performs an action. */
    readonly call: (
        action: string,
        params?: Params,
        over?: Partial<RequestContext>,
    ) => Promise<Json>;
    /** The ARN an action is checked against. */
    readonly resource: (action: string, params: Params) => string;
}

export const roleArn = (name: string, account: string = ACCOUNT): string =>
    `arn:aws:iam::${account}:role/${name}`;

/** An empty AWS with the roles `provisioner`, `cluster` and `node`. */
export function newWorld(over: Partial<EksDeps> = {}): World {
    const store = new Store();
    const host = new RecordingHost();
    const principals = new Map([
        [roleArn("provisioner"), "AROAPROVISIONER"],
        [roleArn("cluster"), "AROACLUSTER"],
        [roleArn("node"), "AROANODE"],
    ]);
    const deps: EksDeps = {
        store,
        host,
        roleUniqueId: (arn) => principals.get(arn),
        roles: { passRefusal: () => undefined, canAssume: () => true, trustNames: () => true },
        nodeJoinTimeout: 0,
        ...over,
    };
    const service: Service = {
        ...eksService(deps),
        ...ec2Service({ store }),
        ...logsService({ store }),
        ...kmsService({ store }),
    };
    const action = (name: string): Service[string] => {
        const found = service[name];
        assert.ok(found, `no action ${name}`);
        return found;
    };
    return {
        store,
        host,
        principals,
        deps,
        call: async (name, params = {}, context = {}) =>
            action(name).run(params, requestContext(context)),
        resource: (name, params) => action(name).resource(params, requestContext()),
    };
}

/** Expects an AWS error of this code and, when given, with this text. */
export async function refused(
    call: Promise<unknown>,
    code: string,
    message: RegExp = /./,
): Promise<void> {
    await assert.rejects(call, (error: unknown) => {
        assert.ok(error instanceof AwsError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
    });
}

export interface Network {
    readonly vpcId: string;
    readonly gatewayId: string;
    /** Public, in zones a and b. */
    readonly publicSubnets: readonly string[];
    /** Private, in zones a and b, with a default route to the NAT gateway. */
    readonly privateSubnets: readonly string[];
    readonly natId: string;
    readonly natAddress: string;
    readonly allocationId: string;
    readonly privateTable: string;
}

/** A VPC as awsx makes it, with one NAT gateway. */
export async function newNetwork(
    world: World,
    over: Partial<RequestContext> = {},
): Promise<Network> {
    const call = (action: string, params: Params): Promise<Json> =>
        world.call(action, params, over);
    const region = over.region ?? REGION;
    const vpcId = text(await call("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" }), "Vpc.VpcId");
    const gateway = await call("ec2:CreateInternetGateway", {});
    const gatewayId = text(gateway, "InternetGateway.InternetGatewayId");
    await call("ec2:AttachInternetGateway", { InternetGatewayId: gatewayId, VpcId: vpcId });
    const subnet = async (block: string, zone: string): Promise<string> =>
        text(
            await call("ec2:CreateSubnet", {
                VpcId: vpcId,
                CidrBlock: block,
                AvailabilityZone: `${region}${zone}`,
            }),
            "Subnet.SubnetId",
        );
    const publicSubnets = [await subnet("10.0.0.0/24", "a"), await subnet("10.0.1.0/24", "b")];
    const privateSubnets = [await subnet("10.0.2.0/24", "a"), await subnet("10.0.3.0/24", "b")];
    const address = await call("ec2:AllocateAddress", { Domain: "vpc" });
    const nat = await call("ec2:CreateNatGateway", {
        SubnetId: publicSubnets[0],
        AllocationId: text(address, "AllocationId"),
    });
    const natId = text(nat, "NatGateway.NatGatewayId");
    const table = async (subnets: readonly string[], target: Params): Promise<string> => {
        const made = await call("ec2:CreateRouteTable", { VpcId: vpcId });
        const RouteTableId = text(made, "RouteTable.RouteTableId");
        await call("ec2:CreateRoute", {
            RouteTableId,
            DestinationCidrBlock: "0.0.0.0/0",
            ...target,
        });
        for (const SubnetId of subnets) {
            await call("ec2:AssociateRouteTable", { RouteTableId, SubnetId });
        }
        return RouteTableId;
    };
    await table(publicSubnets, { GatewayId: gatewayId });
    const privateTable = await table(privateSubnets, { NatGatewayId: natId });
    return {
        vpcId,
        gatewayId,
        publicSubnets,
        privateSubnets,
        natId,
        natAddress: text(address, "PublicIp"),
        allocationId: text(address, "AllocationId"),
        privateTable,
    };
}

/** Creates a cluster in API mode without a hidden admin; parameters can be replaced. */
export async function newCluster(
    world: World,
    network: Network,
    over: Params = {},
    context: Partial<RequestContext> = {},
): Promise<Json> {
    const { resourcesVpcConfig, ...rest } = over;
    const answer = await world.call(
        "eks:CreateCluster",
        {
            name: "management",
            roleArn: roleArn("cluster", context.account),
            resourcesVpcConfig: {
                subnetIds: network.privateSubnets,
                ...(resourcesVpcConfig as Params | undefined),
            },
            accessConfig: {
                authenticationMode: "API",
                bootstrapClusterCreatorAdminPermissions: false,
            },
            version: "1.35",
            ...rest,
        },
        context,
    );
    return answer.cluster as Json;
}

/** Makes a node group of one node in the private subnets. */
export function newNodegroup(world: World, network: Network, over: Params = {}): Promise<Json> {
    return world.call("eks:CreateNodegroup", {
        clusterName: "management",
        nodegroupName: "default",
        nodeRole: roleArn("node"),
        subnets: network.privateSubnets,
        scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 1 },
        ...over,
    });
}
