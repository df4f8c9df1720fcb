import assert from "node:assert/strict";

import type { ClusterConfig } from "../../lib/cluster/types";
import type { HubConfig } from "../../config/hub";
import { parseConfig } from "../../config/parse";
import { RAW_CONFIG } from "../support/fixtures";
import { ARGO_CD } from "../support/argocd";
import { changed, parsed, problemsOf } from "../support/config";

const NODES = {
    kind: "managed",
    instanceTypes: ["t3.large"],
    minSize: 2,
    desiredSize: 2,
    maxSize: 4,
    diskSize: 50,
    amiType: "AL2023_x86_64_STANDARD",
    capacityType: "ON_DEMAND",
    labels: {},
    taints: [],
};
const NETWORK = { kind: "created", zones: { kind: "count", count: 2 }, natGateway: "single" };

describe("parseConfig", () => {
    it("fills every default of the smallest stack file", () => {
        const cluster = {
            kind: "created",
            roleSettings: { path: "/" },
            kubernetesVersion: "1.35",
            upgradePolicy: "STANDARD",
            endpointAccess: { kind: "allowList", cidrs: ["203.0.113.0/24"] },
            nodes: NODES,
            addons: {
                "vpc-cni": { version: "v1.21.1-eksbuild.3" },
                "kube-proxy": { version: "v1.35.0-eksbuild.2" },
                coredns: { version: "v1.13.2-eksbuild.1" },
            },
            logs: { types: ["api", "audit", "authenticator"], retentionInDays: 90 },
            encryption: { kind: "awsOwned" },
            deletionProtection: false,
            tags: { "eks-gitops-fleet:fleet": "acme" },
        };
        const args = {
            fleet: "acme",
            environment: "nonproduction",
            rolePath: "/",
            provisionerRoleName: "Provisioner",
            tags: {},
            operatorCidrs: ["203.0.113.0/24"],
            kubernetesVersion: "1.35",
            upgradePolicy: "STANDARD",
            endpointAccess: "allowList",
            network: {},
            nodes: {
                strategy: "managed",
                instanceTypes: ["t3.large"],
                minSize: 2,
                maxSize: 4,
                diskSize: 50,
                capacityType: "ON_DEMAND",
                labels: {},
                taints: [],
            },
            addons: {},
            admins: {},
            logs: { types: ["api", "audit", "authenticator"], retentionInDays: 90 },
        };
        assert.deepEqual(parsed(RAW_CONFIG), {
            fleet: "acme",
            partition: "aws",
            tags: { "eks-gitops-fleet:fleet": "acme" },
            environment: "nonproduction",
            rolePath: "/",
            warnings: [],
            workloadIdentities: {},
            hub: {
                kind: "own",
                management: {
                    ...cluster,
                    accountId: "111111111111",
                    region: "eu-west-1",
                    provisionerRoleArn: "arn:aws:iam::111111111111:role/Provisioner",
                    clusterName: "management",
                    network: { ...NETWORK, cidr: "10.117.192.0/19" },
                    admins: { provisioner: "arn:aws:iam::111111111111:role/Provisioner" },
                },
                args: {
                    ...args,
                    accountId: "111111111111",
                    region: "eu-west-1",
                    clusterName: "management",
                },
                agent: { engine: "argocd", config: { ...ARGO_CD, namespace: "argocd" } },
            },
            targets: {
                testing: {
                    cluster: {
                        ...cluster,
                        accountId: "222222222222",
                        region: "eu-central-1",
                        provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
                        clusterName: "testing",
                        network: { ...NETWORK, cidr: "10.8.224.0/19" },
                        admins: { provisioner: "arn:aws:iam::222222222222:role/Provisioner" },
                    },
                    args: {
                        ...args,
                        accountId: "222222222222",
                        region: "eu-central-1",
                        clusterName: "testing",
                    },
                    identity: "testing",
                    displayName: "testing",
                    access: {
                        kind: "namespaces",
                        namespaces: {
                            default: {
                                existing: true,
                                secrets: false,
                                roles: false,
                                podSecurity: "baseline",
                            },
                        },
                    },
                    sourceRepos: ["https://github.com/argoproj/argocd-example-apps.git"],
                    labels: {},
                    annotations: {},
                },
            },
            guestbook: {
                targets: ["testing"],
                repoUrl: "https://github.com/argoproj/argocd-example-apps.git",
                path: "guestbook",
                targetRevision: "HEAD",
                deletion: "cascade",
                namespace: "default",
            },
        });
    });

    it("needs a fleet and a management cluster and nothing else", () => {
        const { fleet, management, operatorCidrs, provisionerRoleName } = RAW_CONFIG;
        const config = parseConfig({ fleet, management, operatorCidrs, provisionerRoleName }, "p");
        assert.deepEqual([config.targets, config.guestbook.targets], [{}, []]);
    });

    it("prefers a cluster's own provisioner to provisionerRoleName, also as administrator", () => {
        const own = "arn:aws:iam::111111111111:role/path/Own";
        const { hub, targets } = parseConfig(
            changed({ "management.provisionerRoleArn": own }),
            "p",
        );
        const management = created(hub);
        assert.equal(management.provisionerRoleArn, own);
        assert.deepEqual(management.admins, { provisioner: own });
        assert.equal(
            targets["testing"]!.cluster.provisionerRoleArn,
            "arn:aws:iam::222222222222:role/Provisioner",
        );
    });

    it("uses Pulumi's own credentials if no provisioner is set", () => {
        const admin = "arn:aws:iam::111111111111:role/Me";
        const { hub } = parseConfig(
            changed({
                provisionerRoleName: undefined,
                "management.admins.me": admin,
                "targets.testing.accountId": "111111111111",
                "targets.testing.admins.me": admin,
            }),
            "p",
        );
        const management = created(hub);
        assert.equal(management.provisionerRoleArn, undefined);
        assert.deepEqual(management.admins, { me: admin });
    });

    for (const [said, access] of [
        ["world", { kind: "world" }],
        ["private", { kind: "private" }],
        ["allowList", { kind: "allowList", cidrs: ["203.0.113.0/24"] }],
    ] as const) {
        it(`reads endpointAccess ${said}`, () => {
            const config = parseConfig(changed({ "targets.testing.endpointAccess": said }), "p");
            const { cluster } = config.targets["testing"]!;
            assert.ok(cluster.kind === "created");
            assert.deepEqual(cluster.endpointAccess, access);
        });
    }

    it("takes the partition from the management cluster's region, also for the provisioner", () => {
        const config = parseConfig(
            changed({
                "management.region": "cn-north-1",
                "targets.testing.region": "cn-northwest-1",
            }),
            "p",
        );
        assert.equal(config.partition, "aws-cn");
        assert.equal(
            config.targets["testing"]!.cluster.provisionerRoleArn,
            "arn:aws-cn:iam::222222222222:role/Provisioner",
        );
    });

    it("reads a target's display name, its cluster-wide access and its repositories, sorted", () => {
        const repositories = ["https://example.com/b.git", "https://example.com/a.git"];
        const config = parseConfig(
            changed({
                "targets.testing.displayName": "testing-eu",
                "targets.testing.access": "cluster",
                "targets.testing.sourceRepos": repositories,
                "guestbook.repoUrl": "https://example.com/b.git",
            }),
            "p",
        );
        const { displayName, access, sourceRepos } = config.targets["testing"]!;
        assert.equal(displayName, "testing-eu");
        assert.deepEqual(access, { kind: "cluster" });
        assert.deepEqual(sourceRepos, [...repositories].sort());
    });

    it("allows the guestbook's repository only on targets of the guestbook", () => {
        const config = parseConfig(changed({ guestbook: {} }), "p");
        assert.deepEqual(config.targets["testing"]!.sourceRepos, []);
    });

    it("reads where Argo CD is installed and from which manifests", () => {
        const argocd = { namespace: "gitops", manifests: "./manifests" };
        const { hub } = parseConfig(changed({ argocd }), "p");
        assert.ok(hub.kind === "own");
        assert.deepEqual(hub.agent, { engine: "argocd", config: { ...ARGO_CD, ...argocd } });
    });
});

/** A key that is unknown, at every level of the configuration: its parent, the key, what is said. */
const UNKNOWN: readonly (readonly [parent: string, key: string, remedy: string])[] = [
    [
        "management",
        "acountId",
        'Did you mean "accountId"? Allowed: accountId, region, clusterName, kubernetesVersion, upgradePolicy, endpointAccess, network, serviceIpv4Cidr, nodes, addons, admins, provisionerRoleArn, logs, encryption, deletionProtection.',
    ],
    ["management.network", "zzz", "Allowed: cidr, availabilityZones, natGateway."],
    [
        "management.nodes",
        "maxsize",
        'Did you mean "maxSize"? Allowed: strategy, instanceTypes, minSize, desiredSize, maxSize, diskSize, amiType, capacityType, labels, taints.',
    ],
    [
        "targets.testing",
        "sourceRepo",
        'Did you mean "sourceRepos"? Allowed: accountId, region, clusterName, kubernetesVersion, upgradePolicy, endpointAccess, network, serviceIpv4Cidr, nodes, addons, admins, provisionerRoleArn, logs, encryption, deletionProtection, displayName, formerKey, access, sourceRepos, labels, annotations, shard.',
    ],
    ["targets.testing.access", "namespace", 'Did you mean "namespaces"? Allowed: namespaces.'],
    [
        "targets.testing.access.namespaces.default",
        "secret",
        'Did you mean "secrets"? Allowed: existing, secrets, roles, podSecurity, allowSystemNamespace.',
    ],
    [
        "argocd",
        "manifest",
        'Did you mean "manifests"? Allowed: namespace, podSecurity, identity, managedPoliciesPerRole, install, manifests, chart, workloads, highAvailability, imageRegistry, params, config, rbac, sso, adminPassword, proxy, repositories, bootstrap.',
    ],
    [
        "guestbook",
        "repourl",
        'Did you mean "repoUrl"? Allowed: targets, repoUrl, path, targetRevision, deletion, namespace.',
    ],
];

const TOP_LEVEL =
    "Allowed: fleet, operatorCidrs, provisionerRoleName, environment, rolePath, permissionsBoundary, tags, management, hub, targets, engine, argocd, harness, guestbook, workloadIdentities, and secrets that one of these names.";

describe("A key of the configuration", () => {
    for (const [parent, key, remedy] of UNKNOWN) {
        it(`that is unknown in ${parent} is rejected with the nearest one`, () => {
            assert.deepEqual(problemsOf(changed({ [`${parent}.${key}`]: "x" })), [
                `p:${parent}: unknown key "${key}". ${remedy}`,
            ]);
        });
    }

    it("delivery is rejected with the project that has its keys now, beside every other problem", () => {
        assert.deepEqual(problemsOf(changed({ delivery: { stacks: 1 }, fleet: "A" })), [
            `p:delivery: unknown key. Delivery is a project of its own, eks-gitops-fleet-delivery: move these keys to the top level of delivery/Pulumi.<stack>.yaml (docs/delivery/deployments.md). ${TOP_LEVEL}`,
            `p:fleet: found "A"; allowed: 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen; without "-deploy", "-deployer" and "-runner", with which its roles could have the names of another fleet's.`,
        ]);
    });

    it("that is unknown at the top level is rejected with the nearest one", () => {
        assert.deepEqual(problemsOf(changed({ operatorCidr: [] })), [
            `p:operatorCidr: unknown key. Did you mean "operatorCidrs"? ${TOP_LEVEL}`,
        ]);
    });

    for (const key of ["constructor", "toString", "hasOwnProperty"]) {
        it(`that every object inherits, ${key}, is rejected like any other`, () => {
            const [problem] = problemsOf(changed({ [key]: "x" }));
            assert.ok(problem?.startsWith(`p:${key}: unknown key.`) && problem.endsWith(TOP_LEVEL));
        });
    }

    const REFUSED: readonly (readonly [path: string, key: string, value: unknown, says: string])[] =
        [
            [
                "targets",
                "Testing",
                RAW_CONFIG.targets.testing,
                "allowed as a target's key: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen.",
            ],
            [
                "targets.testing.access.namespaces",
                "Shop",
                {},
                "allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.",
            ],
            [
                "management.admins",
                "Me",
                "arn:aws:iam::111111111111:role/Me",
                "allowed as an administrator's name: lower-case letters, digits and hyphens.",
            ],
            [
                "tags",
                "aws:owner",
                "me",
                'allowed as a tag\'s key: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:" or "eks-gitops-fleet:".',
            ],
        ];
    for (const [path, key, value, says] of REFUSED) {
        it(`${key}, chosen by the user, is rejected in ${path}`, () => {
            assert.deepEqual(problemsOf(changed({ [`${path}.${key}`]: value })).slice(0, 1), [
                `p:${path}.${key}: found "${key}"; ${says}`,
            ]);
        });
    }
});

/** The management cluster, which is created. */
function created(hub: HubConfig): ClusterConfig {
    assert.ok(hub.kind === "own" && hub.management.kind === "created");
    return hub.management;
}
