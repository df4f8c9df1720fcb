import assert from "node:assert/strict";

import { clusterDefaults } from "../../../lib/cluster/environment";
import { managementOf, testingOf } from "../../support/clusterConfig";
import { changed, problemsOf, type Raw } from "../../support/config";

const KEY = "arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef";
const KEY_ALLOWED =
    'allowed: the ARN of a KMS key, such as "arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"; an alias can be pointed at another key.';

/** Argo CD wants three nodes where it is highly available. */
const PRODUCTION = { environment: "production", "argocd.highAvailability": false };

describe("environment", () => {
    it("moves defaults: zones, NAT gateways, nodes, the key of Secrets, protection", () => {
        assert.deepEqual(clusterDefaults("nonproduction"), {
            zones: 2,
            natGateway: "single",
            desiredNodes: 2,
            encryption: { kind: "awsOwned" },
            deletionProtection: false,
        });
        assert.deepEqual(clusterDefaults("production"), {
            zones: 3,
            natGateway: "perZone",
            desiredNodes: 3,
            encryption: { kind: "created", deletionWindowInDays: 30 },
            deletionProtection: true,
        });
    });

    it("is nonproduction where nothing is said, and every cluster's", () => {
        assert.deepEqual(managementOf({}), managementOf({ environment: "nonproduction" }));
        for (const cluster of [managementOf, testingOf]) {
            const { network, nodes, encryption, deletionProtection } = cluster({
                environment: "production",
            });
            assert.ok(network.kind === "created" && nodes.kind === "managed");
            const { desiredSize } = nodes;
            assert.deepEqual(
                [network.zones, network.natGateway, desiredSize, encryption, deletionProtection],
                [
                    { kind: "count", count: 3 },
                    "perZone",
                    3,
                    { kind: "created", deletionWindowInDays: 30 },
                    true,
                ],
            );
        }
    });

    /** Each key that it moves, said the other way. */
    const SAID: readonly (readonly [key: string, value: unknown])[] = [
        ["network.availabilityZones", 2],
        ["network.natGateway", "single"],
        ["nodes.desiredSize", 2],
        ["encryption", "awsOwned"],
        ["deletionProtection", false],
    ];
    for (const [key, value] of SAID) {
        it(`leaves ${key} as it is said`, () => {
            const plain = managementOf({});
            const said = managementOf({
                ...PRODUCTION,
                [`management.${key}`]: value,
            });
            const production = managementOf(PRODUCTION);
            const part = (cluster: typeof plain): unknown => {
                const { network, nodes } = cluster;
                assert.ok(network.kind === "created" && nodes.kind === "managed");
                const parts: Readonly<Record<string, unknown>> = {
                    "network.availabilityZones": network.zones,
                    "network.natGateway": network.natGateway,
                    "nodes.desiredSize": nodes.desiredSize,
                    encryption: cluster.encryption,
                    deletionProtection: cluster.deletionProtection,
                };
                return parts[key];
            };
            assert.deepEqual(part(said), part(plain));
            assert.notDeepEqual(part(said), part(production));
        });
    }

    it("moves nothing else of a cluster", () => {
        const moved = ["network", "nodes", "encryption", "deletionProtection"];
        const rest = (changes: Raw): unknown =>
            Object.fromEntries(
                Object.entries(managementOf(changes)).filter(([key]) => !moved.includes(key)),
            );
        assert.deepEqual(rest(PRODUCTION), rest({}));
    });
});

describe("A cluster's settings", () => {
    it("are logs that tell who did what, for three months", () => {
        assert.deepEqual(managementOf({}).logs, {
            types: ["api", "audit", "authenticator"],
            retentionInDays: 90,
            kmsKeyArn: undefined,
        });
        const said = { types: ["scheduler", "audit"], retentionInDays: 3653, kmsKeyArn: KEY };
        assert.deepEqual(managementOf({ "management.logs": said }).logs, {
            ...said,
            types: ["audit", "scheduler"],
        });
        assert.deepEqual(managementOf({ "management.logs.types": [] }).logs.types, []);
    });

    it("are a key: AWS's, one that is made, one of the user's own", () => {
        const encryption = (said: unknown): unknown =>
            managementOf({ "management.encryption": said }).encryption;
        assert.deepEqual(encryption("awsOwned"), { kind: "awsOwned" });
        assert.deepEqual(encryption({ createKey: true }), {
            kind: "created",
            deletionWindowInDays: 30,
        });
        assert.deepEqual(encryption({ createKey: true, deletionWindowInDays: 7 }), {
            kind: "created",
            deletionWindowInDays: 7,
        });
        assert.deepEqual(encryption({ keyArn: KEY }), { kind: "brought", keyArn: KEY });
    });

    it("are what EKS does at the end of support, and whether it deletes", () => {
        const { upgradePolicy, deletionProtection, serviceIpv4Cidr } = managementOf({
            "management.upgradePolicy": "EXTENDED",
            "management.deletionProtection": true,
            "management.serviceIpv4Cidr": "172.30.0.0/16",
        });
        assert.deepEqual(
            [upgradePolicy, deletionProtection, serviceIpv4Cidr],
            ["EXTENDED", true, "172.30.0.0/16"],
        );
        assert.equal(managementOf({}).serviceIpv4Cidr, undefined);
    });

    it("are administrators, whose path stays in their ARN", () => {
        const sso =
            "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef";
        assert.deepEqual(managementOf({ "management.admins": { team: sso } }).admins, {
            team: sso,
            provisioner: "arn:aws:iam::111111111111:role/Provisioner",
        });
    });
});

const ENCRYPTION =
    "allowed: awsOwned, or { createKey: true }, or { keyArn: ... } for an existing key.";
const TYPES =
    "allowed: a list of different ones of api, audit, authenticator, controllerManager, scheduler.";
const RETENTION =
    "allowed: a number of days that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.";
const SERVICES =
    'allowed: an IPv4 range between /12 and /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, such as "172.20.0.0/16".';

/** A key of a cluster, a value, and everything that is said of it. */
const REFUSED: readonly (readonly [key: string, value: unknown, problem: string])[] = [
    ["encryption", "customer", `: found "customer"; ${ENCRYPTION}`],
    ["encryption", true, `: found true; ${ENCRYPTION}`],
    [
        "encryption",
        { createKey: true, deletionWindowInDays: 5 },
        ".deletionWindowInDays: found 5; allowed: a whole number of days from 7 to 30.",
    ],
    [
        "encryption",
        { createKey: true, deletionWindow: 7 },
        ': unknown key "deletionWindow". Did you mean "deletionWindowInDays"? Allowed: createKey, deletionWindowInDays.',
    ],
    ["encryption", { keyArn: "alias/mine" }, `.keyArn: found "alias/mine"; ${KEY_ALLOWED}`],
    [
        "encryption",
        { keyArn: KEY.replace("eu-west-1", "us-east-1") },
        `.keyArn: found "${KEY.replace("eu-west-1", "us-east-1")}"; a key in region eu-west-1 is required, the cluster's own.`,
    ],
    [
        "logs",
        { types: ["audits"] },
        '.types.0: found "audits"; allowed: api, audit, authenticator, controllerManager, scheduler. Did you mean "audit"?',
    ],
    ["logs", { types: ["audit", "audit"] }, `.types: found ["audit","audit"]; ${TYPES}`],
    ["logs", { types: "audit" }, `.types: found "audit"; ${TYPES}`],
    [
        "logs",
        { retention: 30 },
        ': unknown key "retention". Did you mean "retentionInDays"? Allowed: types, retentionInDays, kmsKeyArn.',
    ],
    ...[2, 0, -1, "30", 30.5].map(
        (days) =>
            [
                "logs",
                { retentionInDays: days },
                `.retentionInDays: found ${JSON.stringify(days)}; ${RETENTION}`,
            ] as const,
    ),
    [
        "logs",
        { kmsKeyArn: KEY.replace("eu-west-1", "us-east-1") },
        `.kmsKeyArn: found "${KEY.replace("eu-west-1", "us-east-1")}"; a key in region eu-west-1 is required, the cluster's own.`,
    ],
    ...[
        "172.20.0.0/11",
        "172.20.0.0/25",
        "172.20.0.1/16",
        "203.0.113.0/24",
        "100.64.0.0/16",
        7,
    ].map(
        (range) =>
            ["serviceIpv4Cidr", range, `: found ${JSON.stringify(range)}; ${SERVICES}`] as const,
    ),
    ["deletionProtection", "yes", ': found "yes"; allowed: true or false.'],
];

describe("A cluster's", () => {
    for (const [key, value, problem] of REFUSED) {
        it(`${key} is not ${JSON.stringify(value).slice(0, 80)}`, () => {
            assert.deepEqual(problemsOf(changed({ [`management.${key}`]: value })), [
                `p:management.${key}${problem}`,
            ]);
        });
    }

    for (const days of [1, 30, 365, 1827, 3653]) {
        it(`logs may be kept ${days} days`, () =>
            assert.deepEqual(problemsOf(changed({ "management.logs.retentionInDays": days })), []));
    }
});
