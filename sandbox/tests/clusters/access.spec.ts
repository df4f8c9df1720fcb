import * as assert from "node:assert/strict";

import type { AccessMapping, AccessPolicy } from "../../src/aws/contract";
import {
    accessEntriesFile,
    accessGroup,
    bindingsOf,
    clusterRoleName,
    dependsOnNamespaces,
    planBindings,
    tellsVersion,
} from "../../src/clusters/access";
import { accessPolicyRoles, policyName } from "../../src/clusters/accessPolicies";

const arn = "arn:aws:iam::111111111111:role/deployer";
const policyArn = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`;
const clusterWide: AccessPolicy = {
    policyArn: policyArn("AmazonEKSClusterAdminPolicy"),
    scope: { type: "cluster" },
};
const inNamespaces = (...namespaces: string[]): AccessPolicy => ({
    policyArn: policyArn("AmazonEKSViewPolicy"),
    scope: { type: "namespace", namespaces },
});
const mapping = (change: Partial<AccessMapping> = {}): AccessMapping => ({
    principalArn: arn,
    username: "deployer:{{SessionName}}",
    groups: ["gitops:deployers"],
    policies: [],
    ...change,
});

describe("the authenticator's access entries", () => {
    const read = (mappings: readonly AccessMapping[]): Record<string, unknown> =>
        JSON.parse(accessEntriesFile(mappings, "7", 1_700_000_000_999)) as Record<string, unknown>;

    it("map roles and users with their templates and groups, and no whole account", () => {
        const user = "arn:aws:iam::111111111111:user/ops/ann";
        assert.deepEqual(read([mapping(), mapping({ principalArn: user, groups: [] })]), {
            LastUpdatedDateTime: "1700000000",
            Version: "7",
            mapRoles: [
                {
                    rolearn: arn,
                    username: "deployer:{{SessionName}}",
                    groups: ["gitops:deployers"],
                },
            ],
            mapUsers: [{ userarn: user, username: "deployer:{{SessionName}}", groups: [] }],
            mapAccounts: [],
        });
    });

    it("add the synthetic group only to a mapping with access policies", () => {
        const groups = (policies: readonly AccessPolicy[]): unknown =>
            (read([mapping({ policies })]).mapRoles as { groups: string[] }[])[0]?.groups;
        assert.deepEqual(groups([]), ["gitops:deployers"]);
        assert.deepEqual(groups([clusterWide]), ["gitops:deployers", accessGroup(arn)]);
    });

    it("reject a role with a path, which the authenticator would never match", () => {
        const withPath = mapping({ principalArn: "arn:aws:iam::111111111111:role/team/deployer" });
        assert.throws(() => read([withPath]), /neither a role without a path nor a user/);
    });

    it("reject a principal that is neither role nor user", () => {
        const root = mapping({ principalArn: "arn:aws:iam::111111111111:root" });
        assert.throws(() => read([root]), /neither a role/);
    });

    it("are known to be read by the log line that tells their version", () => {
        const line = (version: string): string =>
            `time="2026-01-01T00:00:00Z" level=info msg="logging latency metric" Latency=0 Type=dynamic_file Version=${version}`;
        assert.ok(tellsVersion(line("12"), "12"));
        assert.ok(!tellsVersion(line("12"), "2"));
        assert.ok(!tellsVersion(line("1"), "12"));
        assert.ok(!tellsVersion('content is {"Version":"12"} Version=12', "12"));
    });
});

describe("groups of access policies", () => {
    it("differ between principals and stay the same for one", () => {
        assert.equal(accessGroup(arn), accessGroup(arn));
        assert.notEqual(accessGroup(arn), accessGroup(`${arn}2`));
        assert.match(accessGroup(arn), /^sandbox:access:[0-9a-f]{16}$/);
    });
});

describe("bindings of access policies", () => {
    it("span the cluster for cluster scope, whatever namespaces exist", () => {
        assert.deepEqual(bindingsOf([mapping({ policies: [clusterWide] })], ["default"]), [
            {
                name: `${accessGroup(arn)}:AmazonEKSClusterAdminPolicy`,
                namespace: undefined,
                clusterRole: clusterRoleName("AmazonEKSClusterAdminPolicy"),
                group: accessGroup(arn),
            },
        ]);
    });

    const namespacesOf = (policy: AccessPolicy, existing: readonly string[]): unknown =>
        bindingsOf([mapping({ policies: [policy] })], existing).map(({ namespace }) => namespace);

    it("exist in the named namespaces that exist, and in no others", () => {
        assert.deepEqual(namespacesOf(inNamespaces("shop", "later"), ["default", "shop"]), [
            "shop",
        ]);
    });

    it("follow wildcards in names, taken literally otherwise", () => {
        const existing = ["dev-a", "dev-b", "xdev-a", "dev.a"];
        assert.deepEqual(namespacesOf(inNamespaces("dev-*"), existing), ["dev-a", "dev-b"]);
        assert.deepEqual(namespacesOf(inNamespaces("dev.a"), existing), ["dev.a"]);
    });

    it("exist once in a namespace that matches two patterns", () => {
        assert.deepEqual(namespacesOf(inNamespaces("a*", "*b"), ["ab"]), ["ab"]);
    });

    it("do not exist for mappings without policies", () => {
        assert.deepEqual(bindingsOf([mapping()], ["default"]), []);
    });

    it("reject a policy the sandbox does not know", () => {
        const policies = [{ ...clusterWide, policyArn: policyArn("AmazonEKSAutoNodePolicy") }];
        assert.throws(() => bindingsOf([mapping({ policies })], []), /does not know .*AutoNode/);
    });

    it("depend on namespaces only if a policy's scope does", () => {
        assert.ok(!dependsOnNamespaces([mapping(), mapping({ policies: [clusterWide] })]));
        assert.ok(dependsOnNamespaces([mapping({ policies: [clusterWide, inNamespaces("a")] })]));
    });
});

describe("the plan for bindings", () => {
    const desired = bindingsOf(
        [mapping({ policies: [clusterWide, inNamespaces("a", "b")] })],
        ["a", "b"],
    );

    it("creates what is missing and removes what is not wanted", () => {
        const stale = { name: "old", namespace: "a" };
        const { create, remove } = planBindings(desired, [...desired.slice(1), stale]);
        assert.deepEqual(create, desired.slice(0, 1));
        assert.deepEqual(remove, [stale]);
    });

    it("does nothing if all bindings exist", () => {
        assert.deepEqual(planBindings(desired, desired), { create: [], remove: [] });
    });

    it("tells bindings of one name in two namespaces apart", () => {
        const [, inA, inB] = desired;
        assert.ok(inA !== undefined && inB !== undefined);
        assert.deepEqual(planBindings([inA], [inB]), { create: [inA], remove: [inB] });
    });
});

describe("access policies", () => {
    const rulesOf = (name: string): (typeof accessPolicyRoles)[number]["rules"] =>
        accessPolicyRoles.find(({ policy }) => policy === name)?.rules ?? [];
    const allows = (name: string, verb: string, group: string, resource: string): boolean =>
        rulesOf(name).some(
            ({ verbs, apiGroups = [], resources = [] }) =>
                [verb, "*"].some((item) => verbs.includes(item)) &&
                [group, "*"].some((item) => apiGroups.includes(item)) &&
                [resource, "*"].some((item) => resources.includes(item)),
        );
    const rbac = "rbac.authorization.k8s.io";

    it("let only the cluster admin escalate and bind", () => {
        for (const { policy } of accessPolicyRoles) {
            const admin = policy === "AmazonEKSClusterAdminPolicy";
            assert.equal(allows(policy, "escalate", rbac, "roles"), admin, policy);
            assert.equal(allows(policy, "bind", rbac, "clusterroles"), admin, policy);
            assert.equal(allows(policy, "impersonate", "", "users"), admin, policy);
        }
    });

    it("let Admin, but not Edit, write roles; and neither write cluster roles", () => {
        assert.ok(allows("AmazonEKSAdminPolicy", "create", rbac, "rolebindings"));
        assert.ok(!allows("AmazonEKSEditPolicy", "create", rbac, "rolebindings"));
        assert.ok(!allows("AmazonEKSAdminPolicy", "create", rbac, "clusterrolebindings"));
        assert.ok(!allows("AmazonEKSAdminPolicy", "create", "", "namespaces"));
    });

    it("let Edit write workloads and secrets, and View read workloads without secrets", () => {
        assert.ok(allows("AmazonEKSEditPolicy", "create", "apps", "deployments"));
        assert.ok(allows("AmazonEKSEditPolicy", "get", "", "secrets"));
        assert.ok(allows("AmazonEKSViewPolicy", "list", "apps", "deployments"));
        assert.ok(!allows("AmazonEKSViewPolicy", "get", "", "secrets"));
        assert.ok(!allows("AmazonEKSViewPolicy", "create", "apps", "deployments"));
    });

    it("let AdminView read everything and write nothing", () => {
        assert.ok(allows("AmazonEKSAdminViewPolicy", "get", "", "secrets"));
        assert.ok(!allows("AmazonEKSAdminViewPolicy", "create", "", "configmaps"));
    });

    it("are known by their ARN in every partition", () => {
        const name = "AmazonEKSViewPolicy";
        assert.equal(policyName(`arn:aws-cn:eks::aws:cluster-access-policy/${name}`), name);
        assert.throws(() => policyName(`arn:aws:iam::aws:policy/${name}`), /does not know/);
    });
});
