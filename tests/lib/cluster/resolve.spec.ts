import assert from "node:assert/strict";

import {
    resolveCluster,
    resolveExistingCluster,
    resolveExistingManagement,
} from "../../../lib/cluster/resolve";
import { ConfigError } from "../../../lib/problems";
import { CLUSTER, CLUSTER_ARGS } from "../../support/fixtures";

const { accountId, clusterName, fleet, region } = CLUSTER_ARGS;
const PLACE = { accountId, clusterName, region };

/** The problems of arguments, `path: remedy`. */
function problemsOf(resolve: () => unknown): readonly string[] {
    try {
        resolve();
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
    }
    return [];
}

/** Keys without a value are the same as no keys. */
function withoutUndefined(config: unknown): unknown {
    return JSON.parse(JSON.stringify(config));
}

describe("resolveCluster", () => {
    it("fills in every default", () => {
        assert.deepEqual(withoutUndefined(resolveCluster("management", CLUSTER_ARGS)), {
            ...CLUSTER,
            network: { ...CLUSTER.network, cidr: "10.117.192.0/19" },
            tags: { "eks-gitops-fleet:fleet": "acme" },
        });
    });

    it("takes every default of production from environment", () => {
        const cluster = resolveCluster("management", {
            ...CLUSTER_ARGS,
            environment: "production",
        });
        assert.ok(cluster.network.kind === "created" && cluster.nodes.kind === "managed");
        assert.deepEqual(
            [cluster.network.zones, cluster.network.natGateway, cluster.nodes.desiredSize],
            [{ kind: "count", count: 3 }, "perZone", 3],
        );
        assert.deepEqual(cluster.encryption, { kind: "created", deletionWindowInDays: 30 });
        assert.equal(cluster.deletionProtection, true);
    });

    it("keeps what is configured, and ignores arguments without a value", () => {
        const cluster = resolveCluster("management", {
            ...CLUSTER_ARGS,
            kubernetesVersion: "1.36",
            network: {
                vpcId: "vpc-01234567",
                privateSubnetIds: ["subnet-01234567", "subnet-89abcdef"],
            },
            nodes: { strategy: "autoMode" },
            rolePath: "/platform/",
            permissionsBoundary: "Boundary",
            encryption: undefined,
        });
        assert.deepEqual(cluster.roleSettings, {
            path: "/platform/",
            permissionsBoundaryArn: "arn:aws:iam::111111111111:policy/Boundary",
        });
        assert.deepEqual(
            [cluster.kubernetesVersion, cluster.network.kind, cluster.nodes.kind],
            ["1.36", "brought", "autoMode"],
        );
        assert.deepEqual(cluster.addons, {});
    });

    it("knows the agent's add-on by the way its pods get their role", () => {
        const names = (agentIdentity?: "irsa" | "podIdentity"): readonly string[] =>
            Object.keys(resolveCluster("management", CLUSTER_ARGS, { agentIdentity }).addons);
        assert.ok(names("podIdentity").includes("eks-pod-identity-agent"));
        assert.ok(!names("irsa").includes("eks-pod-identity-agent"));
        assert.ok(!names().includes("eks-pod-identity-agent"));
    });

    it("lists problems of values and unknown arguments together", () => {
        assert.deepEqual(
            problemsOf(() =>
                resolveCluster("management", {
                    ...CLUSTER_ARGS,
                    ...{ environment: "staging" as "production", adminss: {} },
                    accountId: "1",
                    nodes: { strategy: "fargate", ...{ instanceTypes: ["t3.large"] } },
                }),
            ).map((line) => line.split(" Allowed: ")[0]),
            [
                'adminss: unknown key. Did you mean "admins"?',
                "environment: allowed: nonproduction, production.",
                'accountId: allowed: the twelve digits of an AWS account, quoted: "012345678901".',
                "nodes: instanceTypes is a key of strategy managed, and this is fargate: leave it out, or choose that strategy.",
            ],
        );
    });

    it("lists problems between arguments together, those of the fleet's values among them", () => {
        assert.deepEqual(
            problemsOf(() =>
                resolveCluster("management", {
                    ...CLUSTER_ARGS,
                    rolePath: "platform",
                    operatorCidrs: [],
                    admins: { me: CLUSTER_ARGS.provisionerRoleArn },
                    network: { availabilityZones: ["us-east-1a", "eu-west-1b"] },
                    nodes: { instanceTypes: ["t3.large", "t4g.large"], desiredSize: 9 },
                    kubernetesVersion: "1.99",
                    addons: {
                        "vpc-cni": { version: "v1.0.0-eksbuild.1" },
                        "kube-proxy": { version: "v1.0.0-eksbuild.1" },
                    },
                }),
            ).map((line) => line.split(":")[0]),
            [
                "rolePath",
                "admins.me",
                "network.availabilityZones.0",
                "nodes",
                "nodes.instanceTypes",
                "addons.coredns.version",
                "operatorCidrs",
            ],
        );
    });

    it("rejects more ranges than an endpoint takes", () => {
        const operatorCidrs = Array.from({ length: 41 }, (_, index) => `203.0.113.${index}/32`);
        assert.deepEqual(
            problemsOf(() => resolveCluster("management", { ...CLUSTER_ARGS, operatorCidrs })),
            [
                "operatorCidrs: these are more than the 40 that EKS takes at an endpoint (of management): merge neighboring ranges, or use fewer.",
            ],
        );
        assert.equal(
            resolveCluster("management", {
                ...CLUSTER_ARGS,
                operatorCidrs,
                endpointAccess: "private",
            }).endpointAccess.kind,
            "private",
        );
    });

    it("requires a fleet unless there is a project", () => {
        const args = { ...CLUSTER_ARGS, fleet: undefined };
        assert.match(problemsOf(() => resolveCluster("management", args))[0]!, /^fleet: missing; /);
        assert.deepEqual(resolveCluster("management", args, { project: "acme" }).tags, {
            "eks-gitops-fleet:fleet": "acme",
        });
    });

    it("names the subject of the error, the cluster unless it is told another", () => {
        const args = { ...CLUSTER_ARGS, accountId: undefined as unknown as string };
        const resolve = (subject?: string) => () => resolveCluster("x", args, { subject });
        assert.throws(resolve(), /^ConfigError: cluster management: the arguments have 1 problem;/);
        assert.throws(resolve("TargetCluster x"), {
            message: [
                "TargetCluster x: the arguments have 1 problem; nothing of it was created.",
                '  accountId: missing; allowed: the twelve digits of an AWS account, quoted: "012345678901".',
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        });
    });
});

describe("resolveExistingCluster", () => {
    it("assumes the fleet's provisioner role in the cluster's account", () => {
        const args = {
            existing: true,
            fleet,
            ...PLACE,
            provisionerRoleName: "Provisioner",
        } as const;
        assert.deepEqual(resolveExistingCluster(args), {
            kind: "existing",
            ...PLACE,
            provisionerRoleArn: CLUSTER_ARGS.provisionerRoleArn,
            roleSettings: { path: "/" },
        });
        assert.deepEqual(
            resolveExistingManagement({ ...args, egressCidrs: ["198.51.100.7/32"] }).egressCidrs,
            ["198.51.100.7/32"],
        );
    });

    it("rejects arguments of clusters to create, and a role of another account", () => {
        const args = {
            existing: true,
            fleet,
            ...PLACE,
            ...{ nodes: {}, operatorCidrs: [] },
        } as const;
        assert.deepEqual(
            problemsOf(() => resolveExistingCluster(args)),
            [
                ": nodes applies to created clusters only; this one exists (existing: true): remove it. operatorCidrs applies to created clusters only; this one exists (existing: true): remove it.",
            ],
        );
        const provisionerRoleArn = "arn:aws:iam::222222222222:role/Provisioner";
        assert.deepEqual(
            problemsOf(() =>
                resolveExistingManagement({ existing: true, fleet, ...PLACE, provisionerRoleArn }),
            ),
            [
                "provisionerRoleArn: a role in account 111111111111 is required: the provisioner acts in the cluster's own account.",
            ],
        );
    });
});
