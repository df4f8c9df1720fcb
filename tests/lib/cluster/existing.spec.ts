import assert from "node:assert/strict";

import {
    existingTargetProblems,
    lookedUpFacts,
    mappingOf,
    reachWarnings,
    type AuthenticationMode,
} from "../../../lib/cluster/existing";

const ARN = "arn:aws:eks:eu-central-1:222222222222:cluster/shop";
const DESCRIBED = {
    arn: ARN,
    status: "ACTIVE",
    endpoint: "https://shop.eks.amazonaws.com",
    version: "1.34",
    certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
    identities: [{ oidcs: [{ issuer: "https://oidc.eks.amazonaws.com/id/SHOP" }] }],
    accessConfigs: [{ authenticationMode: "API" }],
    vpcConfig: { vpcId: "vpc-9", endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
};

describe("lookedUpFacts", () => {
    it("reads what EKS returns, of a cluster that is active or being updated", () => {
        for (const status of ["ACTIVE", "UPDATING"]) {
            assert.deepEqual(lookedUpFacts(ARN, { ...DESCRIBED, status }), {
                endpoint: "https://shop.eks.amazonaws.com",
                certificateAuthorityData: "LS0tLS1CRUdJTg==",
                oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/SHOP",
                authenticationMode: "API",
                vpcId: "vpc-9",
                kubernetesVersion: "1.34",
                endpointPublicAccess: true,
                publicAccessCidrs: ["0.0.0.0/0"],
            });
        }
    });

    it("rejects a cluster of the same name in another account or region, and one that is not active", () => {
        const arn = "arn:aws:eks:us-east-1:999999999999:cluster/shop";
        assert.throws(() => lookedUpFacts(ARN, { ...DESCRIBED, arn }), {
            message: `Cluster ${ARN}: the provider finds ${arn}; pass the provider of the cluster's account and region.`,
        });
        assert.throws(() => lookedUpFacts(ARN, { ...DESCRIBED, status: "CREATING" }), {
            message: `Cluster ${ARN}: the cluster is CREATING; wait until it is ACTIVE.`,
        });
    });
});

type AwsAuth = "patch" | "manual" | undefined;

describe("existingTargetProblems", () => {
    const cases: readonly (readonly [AuthenticationMode, AwsAuth, RegExp | undefined])[] = [
        ["API", undefined, undefined],
        ["API", "patch", /doesn't read aws-auth \(authentication mode API\); leave it out\.$/],
        ["API", "manual", /doesn't read aws-auth/],
        ["API_AND_CONFIG_MAP", undefined, undefined],
        ["API_AND_CONFIG_MAP", "patch", undefined],
        ["API_AND_CONFIG_MAP", "manual", undefined],
        [
            "CONFIG_MAP",
            undefined,
            /^missing; cluster shop knows only the ConfigMap aws-auth.*patch.*manual.*API_AND_CONFIG_MAP\.$/,
        ],
        ["CONFIG_MAP", "patch", undefined],
        ["CONFIG_MAP", "manual", undefined],
    ];
    for (const [authenticationMode, awsAuth, remedy] of cases) {
        const outcome = remedy === undefined ? "accepts" : "refuses";
        it(`${outcome} awsAuth ${awsAuth} on a cluster in mode ${authenticationMode}`, () => {
            const target = { clusterName: "shop", ...(awsAuth === undefined ? {} : { awsAuth }) };
            const problems = existingTargetProblems("targets.shop", target, { authenticationMode });
            if (remedy === undefined) {
                assert.deepEqual(problems, []);
            } else {
                assert.equal(problems.length, 1);
                assert.equal(problems[0]!.path, "targets.shop.awsAuth");
                assert.match(problems[0]!.remedy, remedy);
            }
        });
    }
});

describe("mappingOf", () => {
    it("is an access entry, unless aws-auth is configured, in its configured mode", () => {
        assert.deepEqual([undefined, "patch" as const, "manual" as const].map(mappingOf), [
            "accessEntry",
            "awsAuthPatch",
            "awsAuthManual",
        ]);
    });
});

describe("reachWarnings", () => {
    const egress = ["198.51.100.1/32", "198.51.100.2/32"];
    const open = { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] };
    const listed = {
        endpointPublicAccess: true,
        publicAccessCidrs: [egress[0]!, "203.0.113.0/24"],
    };

    it("is empty for a public endpoint, or if every address of the hub is allowed", () => {
        assert.deepEqual(reachWarnings("t", open, undefined), []);
        assert.deepEqual(reachWarnings("t", listed, egress.slice(0, 1)), []);
    });

    it("names the addresses that are missing in an allow-list", () => {
        const [warning] = reachWarnings("targets.shop", listed, egress);
        assert.match(warning!, /^targets\.shop: .*203\.0\.113\.0\/24 only;.* 198\.51\.100\.2\/32,/);
        assert.ok(!warning!.includes("that 198.51.100.1/32"));
    });

    it("names the hub's addresses as required while they are unknown", () => {
        assert.match(
            reachWarnings("t", listed, undefined)[0]!,
            /management cluster's NAT addresses/,
        );
    });

    it("says that a private endpoint needs a network path", () => {
        const facts = { endpointPublicAccess: false, publicAccessCidrs: [] };
        assert.match(reachWarnings("t", facts, egress)[0]!, /the endpoint is private;/);
    });
});
