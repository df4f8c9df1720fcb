/** A VPC that someone else created, by plain calls: public and private subnets in two zones, one NAT gateway. */
import type { Session } from "./session";

export interface NetworkRequest {
    readonly account: string;
    readonly region: string;
    /** A /16 with this second number: `10.<second>.0.0/16`. @default 200 */
    readonly second?: number;
}

export interface ExistingNetwork {
    readonly vpcId: string;
    readonly publicSubnetIds: readonly string[];
    readonly privateSubnetIds: readonly string[];
    /** Public address of the private subnets. */
    readonly natAddress: string;
}

/** Creates a VPC with eksctl's layout. */
export async function makeNetwork(
    session: Session,
    { account, region, second = 200 }: NetworkRequest,
): Promise<ExistingNetwork> {
    const call = <T>(action: string, params: Readonly<Record<string, unknown>>): Promise<T> =>
        session.aws<T>(account, `ec2:${action}`, params, region);

    const { Vpc } = await call<{ Vpc: { VpcId: string } }>("CreateVpc", {
        CidrBlock: `10.${second}.0.0/16`,
    });
    const vpcId = Vpc.VpcId;
    const gateway = await call<{ InternetGateway: { InternetGatewayId: string } }>(
        "CreateInternetGateway",
        {},
    );
    const { InternetGatewayId } = gateway.InternetGateway;
    await call("AttachInternetGateway", { InternetGatewayId, VpcId: vpcId });

    const subnet = async (third: number, zone: string, role: string): Promise<string> => {
        const made = await call<{ Subnet: { SubnetId: string } }>("CreateSubnet", {
            VpcId: vpcId,
            CidrBlock: `10.${second}.${third}.0/24`,
            AvailabilityZone: `${region}${zone}`,
            TagSpecifications: [
                {
                    ResourceType: "subnet",
                    Tags: [{ Key: `kubernetes.io/role/${role}`, Value: "1" }],
                },
            ],
        });
        return made.Subnet.SubnetId;
    };
    const publicSubnetIds = [await subnet(0, "a", "elb"), await subnet(1, "b", "elb")];
    const privateSubnetIds = [
        await subnet(2, "a", "internal-elb"),
        await subnet(3, "b", "internal-elb"),
    ];

    const address = await call<{ AllocationId: string; PublicIp: string }>("AllocateAddress", {
        Domain: "vpc",
    });
    const nat = await call<{ NatGateway: { NatGatewayId: string } }>("CreateNatGateway", {
        SubnetId: publicSubnetIds[0],
        AllocationId: address.AllocationId,
    });
    const route = async (subnetIds: readonly string[], target: object): Promise<void> => {
        const made = await call<{ RouteTable: { RouteTableId: string } }>("CreateRouteTable", {
            VpcId: vpcId,
        });
        const { RouteTableId } = made.RouteTable;
        await call("CreateRoute", {
            RouteTableId,
            DestinationCidrBlock: "0.0.0.0/0",
            ...target,
        });
        for (const SubnetId of subnetIds) {
            await call("AssociateRouteTable", { RouteTableId, SubnetId });
        }
    };
    await route(publicSubnetIds, { GatewayId: InternetGatewayId });
    await route(privateSubnetIds, { NatGatewayId: nat.NatGateway.NatGatewayId });
    return { vpcId, publicSubnetIds, privateSubnetIds, natAddress: address.PublicIp };
}
