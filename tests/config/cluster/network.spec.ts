import assert from "node:assert/strict";

import { managementOf, testingOf } from "../../support/clusterConfig";
import { changed, problemsOf, type Raw } from "../../support/config";

const ZONES =
    'allowed: 2 or 3, or a list of two or three zones of the region: ["eu-west-1a", "eu-west-1b"]; EKS requires at least two.';
const SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
const BROUGHT = { vpcId: "vpc-0123456789abcdef0", privateSubnetIds: SUBNETS };
const OTHER = {
    accountId: "333333333333",
    region: "eu-west-1",
    clusterName: "other",
    access: "cluster",
};

describe("A network that is made", () => {
    it("has a range of its own by fleet and key, two zones and one NAT gateway", () => {
        assert.deepEqual(managementOf({}).network, {
            kind: "created",
            cidr: "10.117.192.0/19",
            zones: { kind: "count", count: 2 },
            natGateway: "single",
        });
        assert.deepEqual(testingOf({}).network, {
            ...managementOf({}).network,
            cidr: "10.8.224.0/19",
        });
    });

    it("keeps its range when the target is renamed, or anything about it changes", () => {
        const renamed = changed({
            "targets.stage": { ...OTHER, clusterName: "testing", formerKey: "testing" },
            "targets.testing": undefined,
            guestbook: {},
        });
        const moved = { "targets.testing.region": "us-east-1", "targets.testing.clusterName": "x" };
        assert.deepEqual(problemsOf(renamed), []);
        assert.deepEqual(testingOf(moved).network, testingOf({}).network);
    });

    it("is what is said", () => {
        const said = { cidr: "10.9.0.0/18", availabilityZones: 3, natGateway: "perZone" };
        assert.deepEqual(managementOf({ "management.network": said }).network, {
            kind: "created",
            cidr: "10.9.0.0/18",
            zones: { kind: "count", count: 3 },
            natGateway: "perZone",
        });
        const names = ["eu-west-1a", "eu-west-1c"];
        const named = managementOf({ "management.network.availabilityZones": names }).network;
        assert.ok(named.kind === "created");
        assert.deepEqual(named.zones, { kind: "named", names });
    });
});

describe("A network that is brought", () => {
    it("is the subnets that are named", () => {
        assert.deepEqual(testingOf({ "targets.testing.network": BROUGHT }).network, {
            kind: "brought",
            vpcId: "vpc-0123456789abcdef0",
            privateSubnetIds: SUBNETS,
            publicSubnetIds: [],
            egressCidrs: [],
        });
        const more = { publicSubnetIds: ["subnet-01234567"], egressCidrs: ["192.0.2.0/28"] };
        const network = testingOf({ "targets.testing.network": { ...BROUGHT, ...more } }).network;
        assert.deepEqual(network, { kind: "brought", ...BROUGHT, ...more });
    });
});

/** One value, and everything that is said of it. */
const REFUSED: readonly (readonly [network: unknown, problems: readonly string[]])[] = [
    [{ availabilityZones: 1 }, [`.availabilityZones: found 1; ${ZONES}`]],
    [{ availabilityZones: "2" }, [`.availabilityZones: found "2"; ${ZONES}`]],
    [{ availabilityZones: ["eu-west-1a"] }, [`.availabilityZones: found ["eu-west-1a"]; ${ZONES}`]],
    [
        { availabilityZones: ["eu-west-1a", "eu-west-1a"] },
        [`.availabilityZones: found ["eu-west-1a","eu-west-1a"]; ${ZONES}`],
    ],
    [
        { availabilityZones: ["eu-west-1a", "us-west-2-lax-1a"] },
        [
            '.availabilityZones.1: found "us-west-2-lax-1a"; allowed: the name of an availability zone, such as "eu-west-1a".',
        ],
    ],
    [
        { natGateway: "perzone" },
        ['.natGateway: found "perzone"; allowed: none, single, perZone. Did you mean "perZone"?'],
    ],
    [
        { vpcId: "vpc-1", privateSubnetIds: SUBNETS },
        ['.vpcId: found "vpc-1"; allowed: the id of a VPC, such as "vpc-0123456789abcdef0".'],
    ],
    [
        { ...BROUGHT, privateSubnetIds: [SUBNETS[0]] },
        [
            '.privateSubnetIds: found ["subnet-0123456789abcdef0"]; allowed: a list of at least two different subnets, in two availability zones.',
        ],
    ],
    [
        { ...BROUGHT, privateSubnetIds: [SUBNETS[0], SUBNETS[0]] },
        [
            '.privateSubnetIds: found ["subnet-0123456789abcdef0","subnet-0123456789abcdef0"]; allowed: a list of at least two different subnets, in two availability zones.',
        ],
    ],
    [
        { ...BROUGHT, privateSubnetIds: [SUBNETS[0], "subnet-x"] },
        [
            '.privateSubnetIds.1: found "subnet-x"; allowed: the id of a subnet, such as "subnet-0123456789abcdef0".',
        ],
    ],
    [
        { vpcId: BROUGHT.vpcId },
        [": vpcId names an existing VPC and requires privateSubnetIds: add them, or remove vpcId."],
    ],
    [
        { ...BROUGHT, cidr: "10.9.0.0/18", natGateway: "single" },
        [
            ": cidr applies to a created VPC only; this one exists (vpcId): remove it. natGateway applies to a created VPC only; this one exists (vpcId): remove it.",
        ],
    ],
    [
        { cidr: "10.9.0.0/18", publicSubnetIds: SUBNETS },
        [
            ": publicSubnetIds applies to an existing VPC (vpcId) only; this one is created: remove it.",
        ],
    ],
    [
        "default",
        [
            ': found "default"; allowed: a map with the keys cidr, availabilityZones, natGateway, or for an existing VPC vpcId, privateSubnetIds, publicSubnetIds, egressCidrs.',
        ],
    ],
    [
        { ...BROUGHT, egressCidrs: [] },
        [
            '.egressCidrs: found []; allowed: a list of IPv4 ranges in CIDR form, such as ["198.51.100.7/32"].',
        ],
    ],
];

describe("A network", () => {
    for (const [network, problems] of REFUSED) {
        it(`is not ${JSON.stringify(network)}`, () => {
            assert.deepEqual(
                problemsOf(changed({ "targets.testing.network": network })),
                problems.map((problem) => `p:targets.testing.network${problem}`),
            );
        });
    }
});

/** One rule between keys: changes that keep it, changes that break it, and what is said then. */
const RULES: readonly (readonly [title: string, kept: Raw, broken: Raw, problems: string[]])[] = [
    [
        "no two networks of a stack overlap, and a free range is named",
        { "management.network.cidr": "10.8.128.0/18" },
        { "management.network.cidr": "10.8.224.0/20" },
        [
            'p:targets.testing.network.cidr: found "10.8.224.0/19" (the default for this key); the network of management has "10.8.224.0/20", which overlaps; "FREE" is free.',
        ],
    ],
    [
        "two ranges that are said are compared as well",
        {
            "management.network.cidr": "10.9.0.0/18",
            "targets.testing.network.cidr": "10.9.64.0/18",
        },
        {
            "management.network.cidr": "10.9.0.0/16",
            "targets.testing.network.cidr": "10.9.64.0/18",
        },
        [
            'p:targets.testing.network.cidr: found "10.9.64.0/18"; the network of management has "10.9.0.0/16", which overlaps; "FREE" is free.',
        ],
    ],
    [
        "Services have a range outside of the VPC's",
        { "management.serviceIpv4Cidr": "172.20.0.0/16" },
        { "management.serviceIpv4Cidr": "10.117.208.0/20" },
        [
            'p:management.serviceIpv4Cidr: found "10.117.208.0/20"; the cluster\'s VPC has "10.117.192.0/19", which overlaps; choose a range outside of it.',
        ],
    ],
    [
        "zones are in the cluster's region",
        { "management.network.availabilityZones": ["eu-west-1b", "eu-west-1c"] },
        { "management.network.availabilityZones": ["eu-west-1b", "eu-central-1a"] },
        [
            'p:management.network.availabilityZones.1: found "eu-central-1a"; a zone of region eu-west-1 is needed, such as "eu-west-1a".',
        ],
    ],
    [
        "a subnet is private or public",
        { "targets.testing.network": { ...BROUGHT, publicSubnetIds: ["subnet-01234567"] } },
        { "targets.testing.network": { ...BROUGHT, publicSubnetIds: [SUBNETS[1]] } },
        [
            'p:targets.testing.network.publicSubnetIds.0: found "subnet-0123456789abcdef1"; it is also in privateSubnetIds; a subnet is either public or private.',
        ],
    ],
    [
        "the management cluster has a way to the world",
        { "management.network.natGateway": "perZone" },
        { "management.network.natGateway": "none" },
        [
            'p:management.network.natGateway: found "none"; Argo CD reaches registries, git repositories and the targets\' endpoints from here; allowed for the management cluster: single, perZone, or an existing VPC with a route there.',
        ],
    ],
    [
        "the guestbook's nodes reach its registry",
        { "targets.testing.network.natGateway": "none", guestbook: {} },
        { "targets.testing.network.natGateway": "none" },
        [
            'p:targets.testing.network.natGateway: found "none"; the guestbook\'s images come from a public registry, which the nodes could not reach: remove the target from guestbook.targets, or choose single or perZone.',
        ],
    ],
    [
        "a management cluster in a VPC of the user's own tells its addresses where allow-lists need them",
        { "management.network": { ...BROUGHT, egressCidrs: ["192.0.2.1/32"] } },
        { "management.network": BROUGHT },
        [
            "p:management.network.egressCidrs: missing; set the public egress CIDRs of the nodes (the addresses of your NAT gateways): the endpoints of targets.testing admit no others.",
        ],
    ],
    [
        "and needn't where there are none",
        { "management.network": BROUGHT, "targets.testing.endpointAccess": "private" },
        { "management.network": BROUGHT, "targets.testing.endpointAccess": "allowList" },
        [
            "p:management.network.egressCidrs: missing; set the public egress CIDRs of the nodes (the addresses of your NAT gateways): the endpoints of targets.testing admit no others.",
        ],
    ],
    [
        "an endpoint lets in as many ranges as EKS takes",
        { operatorCidrs: ranges(39) },
        { operatorCidrs: ranges(40) },
        [
            "p:operatorCidrs: found 40 ranges; with the management cluster's 1 addresses they are more than the 40 that EKS takes at an endpoint (of targets.testing): merge neighboring ranges, or use fewer.",
        ],
    ],
    [
        "the management cluster's own endpoint has its addresses inside",
        { operatorCidrs: ranges(40), "targets.testing.endpointAccess": "private" },
        { operatorCidrs: ranges(41), "targets.testing.endpointAccess": "private" },
        [
            "p:operatorCidrs: found 41 ranges; these are more than the 40 that EKS takes at an endpoint (of management): merge neighboring ranges, or use fewer.",
        ],
    ],
];

function ranges(count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => `203.0.113.${index}/32`);
}

describe("A rule between networks:", () => {
    for (const [title, kept, broken, problems] of RULES) {
        it(title, () => {
            assert.deepEqual(problemsOf(changed(kept)), []);
            const said = problemsOf(changed(broken)).map((problem) =>
                problem.replace(/"10\.[\d./]+" is free/, '"FREE" is free'),
            );
            assert.deepEqual(said, problems);
        });
    }

    it("the range that is named is free: taken as it is, nothing is wrong any more", () => {
        const taken = { "management.network.cidr": "10.8.224.0/20" };
        const [problem] = problemsOf(changed(taken));
        const free = /"(10\.[\d./]+)" is free/.exec(problem!)![1];
        assert.deepEqual(
            problemsOf(changed({ ...taken, "targets.testing.network.cidr": free })),
            [],
        );
    });

    it("each of several that overlap is told another free range", () => {
        const targets = Object.fromEntries(
            ["a", "b", "c", "d"].map((key) => [
                key,
                { ...OTHER, clusterName: key, network: { cidr: "10.9.0.0/18" } },
            ]),
        );
        const free = problemsOf(changed({ targets, guestbook: {} })).map(
            (problem) => /"(10\.[\d./]+)" is free/.exec(problem)![1],
        );
        assert.equal(free.length, 3);
        assert.equal(new Set(free).size, 3);
    });
});
