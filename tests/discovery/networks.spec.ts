import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { parseConfig } from "../../config/parse";
import { problemText } from "../../lib/problems";
import { discoverExisting, type Discovery } from "../../discovery/discover";
import { checkNetworks } from "../../discovery/networks";
import { changed, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import { install, type HarnessOptions } from "../support/mocks";

const VPC = "vpc-0123456789abcdef0";
const [A, B, P] = ["a", "b", "c"].map((last) => `subnet-0123456789abcde0${last}`) as [
    string,
    string,
    string,
];
const NETWORK = { vpcId: VPC, privateSubnetIds: [A, B], publicSubnetIds: [P] };
const BROUGHT = changed({ "targets.testing.network": NETWORK });

type Calls = NonNullable<HarnessOptions["calls"]>;

const route = (target: Raw): Raw => ({
    cidrBlock: "0.0.0.0/0",
    natGatewayId: "",
    gatewayId: "",
    ...target,
});
const NAT = { routes: [route({ natGatewayId: "nat-1" })] };
const IGW = { routes: [route({ gatewayId: "igw-1" })] };

/** Fails like the engine: the SDK reads a gRPC error's details. */
function fail(details: string): never {
    throw Object.assign(new Error(details), { details });
}

/** EC2 with a working network. */
const EC2: Calls = {
    "aws:ec2/getVpc:getVpc": () => ({ enableDnsHostnames: true, enableDnsSupport: true }),
    "aws:ec2/getSubnet:getSubnet": ({ id }) => ({
        vpcId: VPC,
        availabilityZone: id === B ? "eu-central-1b" : "eu-central-1a",
        availableIpAddressCount: 251,
        tags: { [`kubernetes.io/role/${id === P ? "elb" : "internal-elb"}`]: "1" },
    }),
    "aws:ec2/getRouteTable:getRouteTable": ({ subnetId }) => (subnetId === P ? IGW : NAT),
};

/** The problems or the warnings. */
async function checked(raw: Raw, calls: Calls): Promise<readonly string[]> {
    const harness = await install({ calls });
    try {
        const found = await checkNetworks(parseConfig(raw, "p"), new AwsProviders({}));
        return (
            found.value?.map((line) => `warning: ${line}`) ??
            found.problems!.map((problem) => problemText(problem, "p"))
        );
    } finally {
        await harness.settle();
    }
}

const AT = "p:targets.testing.network";

describe("Networks that the user brings", () => {
    it("are not looked up if every network is created: makes no call", async () => {
        assert.deepEqual(await checked(changed({}), {}), []);
    });

    it("are looked up in their own account and region, without warnings if they work", async () => {
        const asked = new Set<string>();
        const calls = Object.fromEntries(
            Object.entries(EC2).map(([token, answer]) => [
                token,
                (inputs: Record<string, unknown>, provider: string) => {
                    asked.add(provider.replace(/-[0-9a-f]{8}$/, ""));
                    return answer(inputs, provider);
                },
            ]),
        );
        assert.deepEqual(await checked(BROUGHT, calls), []);
        assert.deepEqual([...asked], ["aws-222222222222-eu-central-1"]);
    });

    it("include the management cluster's", async () => {
        const raw = changed({
            "management.network": { ...NETWORK, egressCidrs: ["192.0.2.1/32"] },
        });
        const lines = await checked(raw, {
            ...EC2,
            "aws:ec2/getVpc:getVpc": () => ({ enableDnsHostnames: false, enableDnsSupport: true }),
        });
        assert.equal(lines.length, 1);
        assert.match(lines[0]!, /^p:management\.network\.vpcId: found "vpc-0123456789abcdef0"; /);
    });

    it("are reported all at once with path and EC2's reason if they cannot be found", async () => {
        const lines = await checked(BROUGHT, {
            "aws:ec2/getVpc:getVpc": () => fail("no matching EC2 VPC found"),
            "aws:ec2/getSubnet:getSubnet": () => fail("no matching EC2 Subnet found"),
        });
        const why = "cannot be looked up: ";
        assert.deepEqual(
            lines.map((line) => line.replace(/Invoke.*?: /, "").replace(/failed: .*no/, "no")),
            [
                `${AT}.vpcId: found "${VPC}"; VPC ${VPC} in account 222222222222, eu-central-1 ${why}no matching EC2 VPC found.`,
                ...[
                    ["privateSubnetIds.0", A],
                    ["privateSubnetIds.1", B],
                    ["publicSubnetIds.0", P],
                ].map(
                    ([at, id]) =>
                        `${AT}.${at}: found "${id}"; subnet ${id} in account 222222222222, eu-central-1 ${why}no matching EC2 Subnet found.`,
                ),
            ],
        );
    });

    it("cause warnings if controllers cannot find their subnets", async () => {
        const untagged: Calls = {
            ...EC2,
            "aws:ec2/getSubnet:getSubnet": (inputs, provider) => ({
                ...EC2["aws:ec2/getSubnet:getSubnet"]!(inputs, provider),
                tags: {},
            }),
        };
        const lines = await checked(BROUGHT, untagged);
        assert.equal(lines.length, 3);
        assert.match(lines[0]!, /^warning: targets\.testing\.network\.privateSubnetIds\.0: /);
    });

    it("use the VPC's main route table for subnets without their own", async () => {
        const main: Calls = {
            ...EC2,
            "aws:ec2/getRouteTable:getRouteTable": ({ subnetId, vpcId, filters }) => {
                if (subnetId === P) {
                    return IGW;
                }
                if (subnetId !== undefined) {
                    return fail("query returned no results. Please change your search criteria");
                }
                assert.equal(vpcId, VPC);
                assert.deepEqual(filters, [{ name: "association.main", values: ["true"] }]);
                return IGW;
            },
        };
        const lines = await checked(BROUGHT, main);
        assert.equal(lines.length, 2);
        assert.match(lines[0]!, /its default route leads to an internet gateway/);
    });

    it("are checked for endpoints only if a subnet has no default route", async () => {
        const closed: Calls = {
            ...EC2,
            "aws:ec2/getRouteTable:getRouteTable": ({ subnetId }) =>
                subnetId === A ? { routes: [] } : NAT,
            "aws:ec2/getVpcEndpoint:getVpcEndpoint": ({ serviceName, state, vpcId }) => {
                assert.deepEqual([state, vpcId], ["available", VPC]);
                return /\.(s3|ec2|sts|logs)$/.test(String(serviceName))
                    ? { id: "vpce-1" }
                    : fail("no matching EC2 VPC Endpoint found");
            },
        };
        const lines = await checked(BROUGHT, closed);
        assert.equal(lines.length, 1);
        assert.match(lines[0]!, /no VPC endpoints for ecr\.api, ecr\.dkr, eks-auth: /);
    });

    it("are not reported as missing if access is denied", async () => {
        const refused: Calls = {
            ...EC2,
            "aws:ec2/getRouteTable:getRouteTable": () => fail("UnauthorizedOperation: denied"),
        };
        const lines = await checked(BROUGHT, refused);
        assert.equal(lines.length, 3);
        for (const line of lines) {
            assert.match(line, /cannot be looked up: .*UnauthorizedOperation: denied/);
        }
    });
});

describe("Discovery", () => {
    const owner = { organization: "acme", project: "fleet", stack: "dev" };

    async function discovered(raw: Raw, options: HarnessOptions): Promise<Discovery> {
        const harness = await install(options);
        try {
            return await discoverExisting(parseConfig(raw, "fleet"), owner, new AwsProviders({}));
        } finally {
            await harness.settle();
        }
    }

    it("includes networks that the user brings, whose problems stop it", async () => {
        const { warnings } = await discovered(BROUGHT, { calls: EC2 });
        assert.deepEqual(warnings, []);
        const nameless = { "aws:ec2/getVpc:getVpc": () => ({ enableDnsHostnames: true }) };
        await assert.rejects(
            discovered(BROUGHT, { calls: { ...EC2, ...nameless } }),
            /fleet:targets\.testing\.network\.vpcId: .* has no DNS resolution/,
        );
    });

    it("counts the hub's addresses together with the operators' against EKS's limit", async () => {
        const stack = (operators: number): Raw =>
            changed({
                management: undefined,
                hub: { stack: "hub" },
                operatorCidrs: Array.from({ length: operators }, (_, at) => `203.0.113.${at}/32`),
            });
        const options: HarnessOptions = {
            stacks: { "acme/fleet/hub": { hub: CONTRACT } },
            calls: {
                "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments": () => ({
                    attachedPolicies: [],
                }),
            },
        };
        const room = 40 - CONTRACT.egressCidrs.length;
        await discovered(stack(room), options);
        await assert.rejects(
            discovered(stack(room + 1), options),
            /fleet:targets\.testing\.endpointAccess: found 41 ranges; EKS takes 40/,
        );
    });
});
