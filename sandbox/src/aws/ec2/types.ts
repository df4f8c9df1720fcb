/** EC2's objects as the API reference names them. They are replaced, never changed in place. */

export interface Tag {
    readonly Key: string;
    readonly Value: string;
}

export interface Tagged {
    readonly Tags: readonly Tag[];
}

export interface Vpc extends Tagged {
    readonly VpcId: string;
    readonly CidrBlock: string;
    readonly State: "available";
    readonly OwnerId: string;
    readonly InstanceTenancy: "default";
    readonly IsDefault: false;
    readonly DhcpOptionsId: string;
    /** Attributes; not part of DescribeVpcs. */
    readonly enableDnsSupport: boolean;
    readonly enableDnsHostnames: boolean;
}

export interface Subnet extends Tagged {
    readonly SubnetId: string;
    readonly SubnetArn: string;
    readonly VpcId: string;
    readonly CidrBlock: string;
    readonly AvailabilityZone: string;
    readonly AvailabilityZoneId: string;
    readonly MapPublicIpOnLaunch: boolean;
    readonly State: "available";
    readonly OwnerId: string;
}

export interface InternetGateway extends Tagged {
    readonly InternetGatewayId: string;
    readonly OwnerId: string;
    readonly Attachments: readonly { readonly VpcId: string; readonly State: "available" }[];
}

export interface Route {
    readonly DestinationCidrBlock: string;
    /** An internet gateway's id, or `local`. */
    readonly GatewayId?: string;
    readonly NatGatewayId?: string;
    readonly Origin: "CreateRoute" | "CreateRouteTable";
}

export interface RouteTableAssociation {
    readonly RouteTableAssociationId: string;
    readonly RouteTableId: string;
    /** Absent for the main association of the VPC. */
    readonly SubnetId?: string;
    readonly Main: boolean;
    readonly AssociationState: { readonly State: "associated" };
}

export interface RouteTable extends Tagged {
    readonly RouteTableId: string;
    readonly VpcId: string;
    readonly OwnerId: string;
    readonly Routes: readonly Route[];
    readonly Associations: readonly RouteTableAssociation[];
}

export interface Address extends Tagged {
    readonly AllocationId: string;
    readonly PublicIp: string;
    readonly Domain: "vpc";
    readonly PublicIpv4Pool: "amazon";
    readonly NetworkBorderGroup: string;
    readonly AssociationId?: string;
    readonly NetworkInterfaceId?: string;
    readonly PrivateIpAddress?: string;
}

export interface NatGateway extends Tagged {
    readonly NatGatewayId: string;
    readonly SubnetId: string;
    readonly VpcId: string;
    readonly State: "available";
    readonly ConnectivityType: "public";
    readonly CreateTime: string;
    readonly NatGatewayAddresses: readonly {
        readonly AllocationId: string;
        readonly AssociationId: string;
        readonly NetworkInterfaceId: string;
        readonly PrivateIp: string;
        readonly PublicIp: string;
        readonly IsPrimary: true;
        readonly Status: "succeeded";
    }[];
}

export interface SecurityGroup extends Tagged {
    readonly GroupId: string;
    readonly GroupName: string;
    readonly Description: string;
    readonly VpcId: string;
    readonly OwnerId: string;
    readonly SecurityGroupArn: string;
}

export interface SecurityGroupRule extends Tagged {
    readonly SecurityGroupRuleId: string;
    readonly SecurityGroupRuleArn: string;
    readonly GroupId: string;
    readonly GroupOwnerId: string;
    readonly IsEgress: boolean;
    /** `tcp`, `udp`, `icmp` or `-1` for all. */
    readonly IpProtocol: string;
    readonly FromPort: number;
    readonly ToPort: number;
    readonly CidrIpv4?: string;
    readonly ReferencedGroupInfo?: { readonly GroupId: string; readonly UserId: string };
    readonly Description?: string;
}

/** What holds subnets, groups and addresses in use: a cluster's, node's or NAT gateway's interface. */
export interface NetworkInterface extends Tagged {
    readonly NetworkInterfaceId: string;
    readonly VpcId: string;
    readonly SubnetId: string;
    readonly AvailabilityZone: string;
    readonly Description: string;
    readonly OwnerId: string;
    readonly PrivateIpAddress: string;
    readonly Groups: readonly { readonly GroupId: string; readonly GroupName: string }[];
    readonly InterfaceType: "interface" | "nat_gateway";
    readonly RequesterManaged: boolean;
    readonly Status: "in-use";
    readonly Association?: { readonly PublicIp: string; readonly AllocationId?: string };
}

export interface VpcEndpoint extends Tagged {
    readonly VpcEndpointId: string;
    readonly VpcEndpointType: "Gateway" | "Interface";
    readonly VpcId: string;
    readonly ServiceName: string;
    readonly State: "available";
    readonly OwnerId: string;
    readonly CreationTimestamp: string;
    readonly PrivateDnsEnabled: boolean;
    /** Of gateways. */
    readonly RouteTableIds: readonly string[];
    /** Of interfaces, as what follows. */
    readonly SubnetIds: readonly string[];
    readonly NetworkInterfaceIds: readonly string[];
    readonly Groups: readonly { readonly GroupId: string; readonly GroupName: string }[];
}

/** What instances are started with, as far as it is known here. */
export interface LaunchTemplateData {
    readonly MetadataOptions?: {
        readonly HttpEndpoint: "enabled" | "disabled";
        readonly HttpTokens: "optional" | "required";
        readonly HttpPutResponseHopLimit: number;
    };
    readonly BlockDeviceMappings?: readonly {
        readonly DeviceName: string;
        readonly Ebs: {
            readonly VolumeType?: string;
            readonly VolumeSize?: number;
            readonly Encrypted?: boolean;
            readonly DeleteOnTermination?: boolean;
        };
    }[];
    readonly TagSpecifications?: readonly {
        readonly ResourceType: string;
        readonly Tags: readonly Tag[];
    }[];
}

export interface LaunchTemplate extends Tagged {
    readonly LaunchTemplateId: string;
    readonly LaunchTemplateName: string;
    readonly CreateTime: string;
    readonly CreatedBy: string;
    readonly DefaultVersionNumber: number;
    readonly LatestVersionNumber: number;
    /** Version 1 first; not part of DescribeLaunchTemplates. */
    readonly versions: readonly LaunchTemplateData[];
}
