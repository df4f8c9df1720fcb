/** EC2's tables of one account and region, and what EC2 says when an id is in none of them. */
import { AwsError } from "../errors";
import { regionalScope } from "../regional";
import type { RequestContext } from "../service";
import type { Scope, Store, Table } from "../store";
import type {
    Address,
    InternetGateway,
    LaunchTemplate,
    NatGateway,
    NetworkInterface,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    Tagged,
    Vpc,
    VpcEndpoint,
} from "./types";

/** The tables, by what they hold. */
export interface Ec2 {
    readonly vpc: Table<Vpc>;
    readonly subnet: Table<Subnet>;
    readonly internetGateway: Table<InternetGateway>;
    readonly routeTable: Table<RouteTable>;
    readonly address: Table<Address>;
    readonly natGateway: Table<NatGateway>;
    readonly securityGroup: Table<SecurityGroup>;
    readonly securityGroupRule: Table<SecurityGroupRule>;
    readonly networkInterface: Table<NetworkInterface>;
    readonly launchTemplate: Table<LaunchTemplate>;
    readonly vpcEndpoint: Table<VpcEndpoint>;
}

export type Ec2Kind = keyof Ec2;

/** The tables of a scope. */
export function ec2Tables(store: Store, scope: Scope): Ec2 {
    return {
        vpc: store.table("ec2:vpc", scope),
        subnet: store.table("ec2:subnet", scope),
        internetGateway: store.table("ec2:internetGateway", scope),
        routeTable: store.table("ec2:routeTable", scope),
        address: store.table("ec2:address", scope),
        natGateway: store.table("ec2:natGateway", scope),
        securityGroup: store.table("ec2:securityGroup", scope),
        securityGroupRule: store.table("ec2:securityGroupRule", scope),
        networkInterface: store.table("ec2:networkInterface", scope),
        launchTemplate: store.table("ec2:launchTemplate", scope),
        vpcEndpoint: store.table("ec2:vpcEndpoint", scope),
    };
}

/** The tables a request works on. */
export function ec2Of(store: Store, request: RequestContext): Ec2 {
    return ec2Tables(store, regionalScope(request));
}

// Amazon EC2 API Reference, "Error codes for the Amazon EC2 API".
const notFound: Readonly<Record<Ec2Kind, (id: string) => AwsError>> = {
    vpc: (id) => new AwsError("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`),
    subnet: (id) =>
        new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`),
    internetGateway: (id) =>
        new AwsError(
            "InvalidInternetGatewayID.NotFound",
            `The internetGateway ID '${id}' does not exist`,
        ),
    routeTable: (id) =>
        new AwsError("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`),
    address: (id) =>
        new AwsError("InvalidAllocationID.NotFound", `The allocation ID '${id}' does not exist`),
    natGateway: (id) => new AwsError("NatGatewayNotFound", `The Nat Gateway ${id} was not found`),
    securityGroup: (id) =>
        new AwsError("InvalidGroup.NotFound", `The security group '${id}' does not exist`),
    securityGroupRule: (id) =>
        new AwsError(
            "InvalidSecurityGroupRuleId.NotFound",
            `The security group rule ID '${id}' does not exist`,
        ),
    networkInterface: (id) =>
        new AwsError(
            "InvalidNetworkInterfaceID.NotFound",
            `The networkInterface ID '${id}' does not exist`,
        ),
    launchTemplate: (id) =>
        new AwsError(
            "InvalidLaunchTemplateId.NotFound",
            `The specified launch template, with template ID ${id}, does not exist.`,
        ),
    vpcEndpoint: (id) =>
        new AwsError("InvalidVpcEndpointId.NotFound", `The Vpc Endpoint Id '${id}' does not exist`),
};

/** The object with this id. @throws AwsError the kind's NotFound code */
export function existing<K extends Ec2Kind>(ec2: Ec2, kind: K, id: string): TableItem<K> {
    const found = ec2[kind].get(id);
    if (found === undefined) {
        throw notFound[kind](id);
    }
    return found as TableItem<K>;
}

type TableItem<K extends Ec2Kind> = Ec2[K] extends Table<infer T> ? T : never;

/** The table an id belongs to by its prefix, with the type's name in TagSpecifications. */
export function tableOf(
    ec2: Ec2,
    id: string,
): { readonly type: string; readonly table: Table<Tagged> } | undefined {
    const prefixes: Readonly<Record<string, readonly [string, Table<unknown>]>> = {
        vpc: ["vpc", ec2.vpc],
        subnet: ["subnet", ec2.subnet],
        igw: ["internet-gateway", ec2.internetGateway],
        rtb: ["route-table", ec2.routeTable],
        eipalloc: ["elastic-ip", ec2.address],
        nat: ["natgateway", ec2.natGateway],
        sg: ["security-group", ec2.securityGroup],
        sgr: ["security-group-rule", ec2.securityGroupRule],
        eni: ["network-interface", ec2.networkInterface],
        lt: ["launch-template", ec2.launchTemplate],
        vpce: ["vpc-endpoint", ec2.vpcEndpoint],
    };
    const found = prefixes[id.split("-")[0] ?? ""];
    return found && { type: found[0], table: found[1] as Table<Tagged> };
}
