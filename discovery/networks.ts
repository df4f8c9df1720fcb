/** VPCs of the user's own, as EC2 describes them: facts that only AWS knows. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AwsProviders } from "./awsProviders";
import type { AccountConfig, BroughtNetworkConfig, ClusterConfig } from "../lib/cluster/types";
import type { FleetConfig } from "../config/fleet";
import { ALL_ENDPOINTS, endpointServiceName } from "../lib/network/endpoints";
import {
    networkProblems,
    networkWarnings,
    type DefaultRoute,
    type NetworkFacts,
    type SubnetFacts,
} from "../lib/network/facts";
import { lookUp, type Found } from "./problem";

/**
 * Looks up and checks every network that the user brings.
 * @returns warnings, or everything that cannot be found or cannot work
 */
export async function checkNetworks(
    config: FleetConfig,
    providers: AwsProviders,
): Promise<Found<readonly string[]>> {
    const checked = await Promise.all(
        broughtNetworks(config).map(async ([path, place, network]) => {
            const found = await findNetwork(path, network, place, providers);
            if (found.value === undefined) {
                return { problems: found.problems, warnings: [] };
            }
            return {
                problems: networkProblems(path, network, found.value),
                warnings: networkWarnings(path, network, found.value),
            };
        }),
    );
    const problems = checked.flatMap((one) => one.problems);
    return problems.length > 0 ? { problems } : { value: checked.flatMap((one) => one.warnings) };
}

type Brought = readonly [path: string, place: AccountConfig, network: BroughtNetworkConfig];

function broughtNetworks({ hub, targets }: FleetConfig): readonly Brought[] {
    const created: (readonly [string, ClusterConfig])[] = [
        ...(hub.kind === "own" && hub.management.kind === "created"
            ? [["management", hub.management] as const]
            : []),
        ...Object.entries(targets).flatMap(([key, { cluster }]) =>
            cluster.kind === "created" ? [[`targets.${key}`, cluster] as const] : [],
        ),
    ];
    return created.flatMap(([path, cluster]) =>
        cluster.network.kind === "brought"
            ? [[`${path}.network`, cluster, cluster.network] as const]
            : [],
    );
}

async function findNetwork(
    path: string,
    network: BroughtNetworkConfig,
    place: AccountConfig,
    providers: AwsProviders,
): Promise<Found<NetworkFacts>> {
    const options = { provider: providers.for(place) };
    const where = `in account ${place.accountId}, ${place.region}`;
    const { vpcId } = network;
    const vpc = await lookUp({ path: `${path}.vpcId`, found: vpcId }, `VPC ${vpcId} ${where}`, () =>
        aws.ec2.getVpc({ id: vpcId }, options),
    );
    const subnets = await Promise.all(
        subnetPlaces(path, network).map(([at, id]) =>
            lookUp(
                { path: at, found: id },
                `subnet ${id} ${where}`,
                async () => [id, await subnetFacts(id, options)] as const,
            ),
        ),
    );
    const problems = [vpc, ...subnets].flatMap((found) => found.problems ?? []);
    if (problems.length > 0 || vpc.value === undefined) {
        return { problems };
    }
    const facts = Object.fromEntries(subnets.flatMap(({ value }) => (value ? [value] : [])));
    const closed = network.privateSubnetIds.some((id) => facts[id]?.defaultRoute === "none");
    const endpoints = await lookUp(
        { path: `${path}.vpcId`, found: vpcId },
        `VPC endpoints of ${vpcId}`,
        () => (closed ? findEndpoints(vpcId, place.region, options) : Promise.resolve([])),
    );
    return endpoints.value === undefined
        ? endpoints
        : { value: { vpc: vpc.value, subnets: facts, endpoints: endpoints.value } };
}

function subnetPlaces(
    path: string,
    { privateSubnetIds, publicSubnetIds }: BroughtNetworkConfig,
): readonly (readonly [path: string, id: string])[] {
    return Object.entries({ privateSubnetIds, publicSubnetIds }).flatMap(([key, ids]) =>
        ids.map((id, index) => [`${path}.${key}.${index}`, id] as const),
    );
}

async function subnetFacts(id: string, options: pulumi.InvokeOptions): Promise<SubnetFacts> {
    const subnet = await aws.ec2.getSubnet({ id }, options);
    return {
        vpcId: subnet.vpcId,
        availabilityZone: subnet.availabilityZone,
        freeAddresses: subnet.availableIpAddressCount,
        tags: subnet.tags,
        defaultRoute: defaultRoute(await routeTable(id, subnet.vpcId, options)),
    };
}

/** A subnet without its own route table uses the VPC's main one. */
async function routeTable(
    subnetId: string,
    vpcId: string,
    options: pulumi.InvokeOptions,
): Promise<aws.ec2.GetRouteTableResult> {
    const filters = [{ name: "association.main", values: ["true"] }];
    return (
        (await found(aws.ec2.getRouteTable({ subnetId }, options))) ??
        (await aws.ec2.getRouteTable({ vpcId, filters }, options))
    );
}

function defaultRoute({ routes }: aws.ec2.GetRouteTableResult): DefaultRoute {
    const route = routes.find(({ cidrBlock }) => cidrBlock === "0.0.0.0/0");
    if (route === undefined) {
        return "none";
    }
    if (route.natGatewayId !== "") {
        return "natGateway";
    }
    return route.gatewayId.startsWith("igw-") ? "internetGateway" : "other";
}

async function findEndpoints(
    vpcId: string,
    region: string,
    options: pulumi.InvokeOptions,
): Promise<NetworkFacts["endpoints"]> {
    const services = await Promise.all(
        ALL_ENDPOINTS.map(async (service) => {
            const serviceName = endpointServiceName(region, service);
            const endpoint = await found(
                aws.ec2.getVpcEndpoint({ vpcId, serviceName, state: "available" }, options),
            );
            return endpoint === undefined ? [] : [service];
        }),
    );
    return services.flat();
}

/**
 * The result of a look-up; undefined if nothing was found. Error texts: terraform-provider-aws, internal/tfresource.
 */
async function found<T>(call: Promise<T>): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        if (/no matching|no results|couldn't find resource|empty result/i.test(String(error))) {
            return undefined;
        }
        throw error;
    }
}
