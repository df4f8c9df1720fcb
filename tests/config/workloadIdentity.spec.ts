import assert from "node:assert/strict";

import { trustedIssuers } from "../../config/fleet";
import { parseConfig } from "../../config/parse";
import { changed, parsed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

const PATH = "p:workloadIdentities.torque";
describe("A workload identity", () => {
    it("has a role and a ServiceAccount in each account, with everything filled in", () => {
        const { hub, partition, workloadIdentities } = parsed(identitiesStack());
        assert.deepEqual(hub, { kind: "none" });
        assert.equal(partition, "aws");
        assert.deepEqual(workloadIdentities, {
            torque: {
                cluster: {
                    kind: "existing",
                    accountId: "111111111111",
                    region: "eu-west-1",
                    provisionerRoleArn: "arn:aws:iam::111111111111:role/Provisioner",
                    clusterName: "runners",
                    roleSettings: { path: "/" },
                },
                namespace: { name: "environments", existing: false },
                torqueAgent: "torque",
                accounts: {
                    dev: {
                        accountId: "222222222222",
                        region: "eu-west-1",
                        provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
                        roleName: "acme-runner-torque-dev",
                        roleSettings: { path: "/" },
                        serviceAccount: "torque-dev",
                        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                        stsRegionalEndpoints: true,
                        oidcProvider: "auto",
                        addAudience: false,
                    },
                    prod: {
                        accountId: "333333333333",
                        region: "us-east-1",
                        provisionerRoleArn: "arn:aws:iam::333333333333:role/Provisioner",
                        roleName: "acme-runner-torque-prod",
                        roleSettings: { path: "/" },
                        serviceAccount: "torque-prod",
                        policyArns: [],
                        inlinePolicy:
                            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::artifacts/*"}]}',
                        stsRegionalEndpoints: true,
                        oidcProvider: "auto",
                        addAudience: false,
                    },
                },
            },
        });
    });

    it("defaults to the management cluster and its region", () => {
        const { torque } = parseConfig(FLEET_WITH_IDENTITY, "p").workloadIdentities;
        assert.deepEqual(torque!.cluster, { kind: "management" });
        assert.equal(torque!.accounts["dev"]!.region, "eu-west-1");
    });

    it("appends the account's key to the ServiceAccount only if there are several accounts", () => {
        const names = (changes: Raw): readonly string[] =>
            Object.values(
                parseConfig(identitiesStack(changes), "p").workloadIdentities["torque"]!.accounts,
            ).map(({ serviceAccount }) => serviceAccount);
        assert.deepEqual(names({ "accounts.prod": undefined }), ["torque"]);
        assert.deepEqual(names({ serviceAccount: "runner" }), ["runner-dev", "runner-prod"]);
        assert.deepEqual(names({ "accounts.dev.serviceAccount": "dev" }), ["dev", "torque-prod"]);
    });

    it("accepts policies by name and by ARN, and prefers the account's boundary to the stack's", () => {
        const { dev, prod } = parseConfig(
            changed(
                { permissionsBoundary: "Bound", rolePath: "/runners/" },
                identitiesStack({
                    "accounts.dev.managedPolicies": ["ReadOnlyAccess", "/job-function/Billing"],
                    "accounts.dev.managedPolicyArns": [
                        "arn:aws:iam::aws:policy/ReadOnlyAccess",
                        "arn:aws:iam::222222222222:policy/team/Deploy",
                    ],
                    "accounts.dev.permissionsBoundary": "team/Narrow",
                }),
            ),
            "p",
        ).workloadIdentities["torque"]!.accounts;
        assert.deepEqual(dev!.policyArns, [
            "arn:aws:iam::222222222222:policy/team/Deploy",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::aws:policy/job-function/Billing",
        ]);
        assert.deepEqual(dev!.roleSettings, {
            path: "/runners/",
            permissionsBoundaryArn: "arn:aws:iam::222222222222:policy/team/Narrow",
        });
        assert.equal(
            prod!.roleSettings.permissionsBoundaryArn,
            "arn:aws:iam::333333333333:policy/Bound",
        );
    });

    it("has its ARNs in the partition of its region", () => {
        const china = {
            accountId: "222222222222",
            region: "cn-north-1",
            managedPolicies: ["ReadOnlyAccess"],
        };
        const raw = identitiesStack({
            "cluster.region": "cn-north-1",
            accounts: { dev: china },
        });
        const { partition, workloadIdentities } = parseConfig(raw, "p");
        assert.equal(partition, "aws-cn");
        const { dev } = workloadIdentities["torque"]!.accounts;
        assert.deepEqual(dev!.policyArns, ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]);
    });

    it("warns of a role without policies, of AdministratorAccess and of more policies than the default quota", () => {
        const warnings = (changes: Raw): string =>
            parseConfig(identitiesStack(changes), "p").warnings.join();
        assert.equal(warnings({}), "");
        assert.match(
            warnings({ "accounts.dev.managedPolicies": [] }),
            /^workloadIdentities\.torque\.accounts\.dev: has no policy, so/,
        );
        for (const [key, policy] of [
            ["managedPolicies", "AdministratorAccess"],
            ["managedPolicyArns", "arn:aws:iam::aws:policy/AdministratorAccess"],
        ] as const) {
            assert.match(
                warnings({ [`accounts.dev.${key}`]: [policy] }),
                /^workloadIdentities\.torque\.accounts\.dev: AdministratorAccess makes anyone who may start pods in namespace environments/,
            );
        }
        const policies = (length: number): Raw => ({
            "accounts.dev.managedPolicies": Array.from({ length }, (_, index) => `P${index}`),
        });
        assert.equal(warnings(policies(10)), "");
        assert.match(
            warnings(policies(11)),
            /^workloadIdentities\.torque\.accounts\.dev: 11 managed policies exceed the default quota of 10/,
        );
        assert.equal(
            warnings({
                "accounts.dev.managedPolicyArns": [
                    "arn:aws:iam::222222222222:policy/AdministratorAccess",
                ],
            }),
            "",
        );
    });
});

describe("A stack without a hub", () => {
    it("accepts workload identities on existing clusters only", () => {
        assert.deepEqual(problemsOf(identitiesStack()), []);
        const { fleet } = RAW_CONFIG;
        assert.match(problemsOf({ fleet }).join(), /^p:management: missing; .*needs neither\.$/);
        assert.match(
            problemsOf({
                ...IDENTITIES_STACK,
                targets: RAW_CONFIG.targets,
                operatorCidrs: ["10.0.0.0/8"],
            }).join(),
            /^p:management: missing;/,
        );
    });

    it("rejects the section of an agent", () => {
        assert.deepEqual(problemsOf({ ...IDENTITIES_STACK, argocd: { namespace: "gitops" } }), [
            "p:argocd: must be removed: a stack without a management cluster has no agent.",
        ]);
    });

    it("requires a cluster for every identity", () => {
        assert.deepEqual(problemsOf(identitiesStack({ cluster: undefined })), [
            `${PATH}.cluster: missing; this stack has no management cluster: set the cluster that the pods run on, as { accountId: ..., region: ..., clusterName: ... }.`,
        ]);
    });

    it("reports its invalid identities, and no missing hub", () => {
        const problems = problemsOf(identitiesStack({ namespace: "environments" }));
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(
            problems[0]!,
            /^p:workloadIdentities\.torque\.namespace: found "environments";/,
        );
    });
});

/** Two identities that differ only in their keys and the given changes. */
const twice = (changes: Raw = {}): Raw => {
    const { torque } = IDENTITIES_STACK.workloadIdentities;
    const github = changed(changes, structuredClone(torque));
    return { ...IDENTITIES_STACK, workloadIdentities: { torque, github } };
};

describe("Rules of workload identities", () => {
    const CASES: readonly (readonly [rule: string, raw: Raw, problem: RegExp])[] = [
        [
            "requires an account's region if another stack has the management cluster",
            changed({ management: undefined, hub: { stack: "hub" } }, FLEET_WITH_IDENTITY),
            /^p:workloadIdentities\.torque\.accounts\.own\.region: missing; .*\np:.*dev\.region: missing;/,
        ],
        [
            "rejects the ServiceAccount default",
            {
                ...IDENTITIES_STACK,
                workloadIdentities: {
                    default: changed(
                        { "accounts.dev": undefined, serviceAccount: undefined },
                        structuredClone(IDENTITIES_STACK.workloadIdentities.torque),
                    ),
                },
            },
            /^p:workloadIdentities\.default\.accounts\.\w+\.serviceAccount: missing; .*"default": set a name\.$/,
        ],
        [
            "requires one partition",
            identitiesStack({ "accounts.dev.region": "cn-north-1" }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.region: found "cn-north-1"; must be a region of partition aws, like workloadIdentities\.torque\.cluster/,
        ],
        [
            "requires an account's provisioner in that account",
            identitiesStack({
                "accounts.dev.provisionerRoleArn": "arn:aws:iam::333333333333:role/P",
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.provisionerRoleArn: .*must be a role in account 222222222222/,
        ],
        [
            "requires a cluster's provisioner in its account",
            identitiesStack({ "cluster.provisionerRoleArn": "arn:aws:iam::333333333333:role/P" }),
            /^p:workloadIdentities\.torque\.cluster\.provisionerRoleArn: .*must be a role in account 111111111111/,
        ],
        [
            "rejects the management cluster by its place",
            changed(
                {
                    "workloadIdentities.torque.cluster": {
                        accountId: "111111111111",
                        region: "eu-west-1",
                        clusterName: "management",
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            /^p:workloadIdentities\.torque\.cluster: found "management"; .*set cluster: management\.$/,
        ],
        [
            "rejects a cluster that the stack creates",
            changed(
                {
                    "workloadIdentities.torque.cluster": {
                        accountId: "222222222222",
                        region: "eu-central-1",
                        clusterName: "testing",
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            /^p:workloadIdentities\.torque\.cluster: found "testing"; must be an existing cluster, but targets\.testing creates this one/,
        ],
        [
            "requires distinct role names in an account",
            {
                ...IDENTITIES_STACK,
                workloadIdentities: {
                    a: {
                        ...IDENTITIES_STACK.workloadIdentities.torque,
                        accounts: { "b-c": { accountId: "222222222222" } },
                    },
                    "a-b": {
                        ...IDENTITIES_STACK.workloadIdentities.torque,
                        accounts: { c: { accountId: "222222222222" } },
                    },
                },
            },
            /^p:workloadIdentities\.a-b\.accounts\.c: its role would have the same name as that of workloadIdentities\.a\.accounts\.b-c \(acme-runner-a-b-c\)/,
        ],
        [
            "requires distinct ServiceAccounts across identities",
            twice({ serviceAccount: "torque" }),
            /^p:workloadIdentities\.github\.accounts\.dev\.serviceAccount: found "torque-dev"; workloadIdentities\.torque\.accounts\.dev has the ServiceAccount/,
        ],
        [
            "requires distinct ServiceAccounts across accounts",
            identitiesStack({ "accounts.prod.serviceAccount": "torque-dev" }),
            /^p:workloadIdentities\.torque\.accounts\.prod\.serviceAccount: found "torque-dev";/,
        ],
        [
            "requires the same oidcProvider for one provider",
            twice({ "accounts.dev.oidcProvider": "existing" }),
            /^p:workloadIdentities\.github\.accounts\.dev\.oidcProvider: found "existing"; workloadIdentities\.torque\.accounts\.dev needs the same provider and has auto/,
        ],
        [
            "rejects a policy of another account",
            identitiesStack({
                "accounts.dev.managedPolicyArns": ["arn:aws:iam::333333333333:policy/X"],
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.managedPolicyArns\.0: .*must be a policy of account 222222222222 or of AWS/,
        ],
        [
            "rejects more policies than a role can have",
            identitiesStack({
                "accounts.dev.managedPolicies": Array.from({ length: 21 }, (_, i) => `P${i}`),
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.managedPolicyArns: found 21 policies; allowed: at most 20/,
        ],
    ];
    for (const [rule, raw, problem] of CASES) {
        it(rule, () => {
            assert.match(problemsOf(raw).join("\n"), problem);
        });
    }

    it("accept what only looks like a conflict", () => {
        for (const raw of [
            // The same names on another cluster, in another namespace, in another account.
            twice({
                serviceAccount: "torque",
                "cluster.clusterName": "other",
                "namespace.existing": true,
            }),
            twice({ serviceAccount: "torque", "namespace.name": "other" }),
            twice(),
            identitiesStack({ "accounts.prod.oidcProvider": "existing" }),
        ]) {
            assert.deepEqual(problemsOf(raw), []);
        }
    });

    it("are all checked, whatever else is invalid", () => {
        const problems = problemsOf(
            changed(
                {
                    fleet: "No",
                    "workloadIdentities.broken": { namespace: {} },
                    "workloadIdentities.torque.accounts.dev.managedPolicyArns": [
                        "arn:aws:iam::333333333333:policy/X",
                    ],
                },
                identitiesStack(),
            ),
        ).map((problem) => problem.split(": ")[0]);
        assert.deepEqual(problems, [
            "p:fleet",
            "p:workloadIdentities.broken.namespace.name",
            "p:workloadIdentities.broken.accounts",
            "p:workloadIdentities.torque.accounts.dev.managedPolicyArns.0",
        ]);
    });
});

function lines(raw: Raw): readonly string[] {
    return trustedIssuers(parseConfig(raw, "p")).map(
        ({ account, addAudience, choice, cluster }) =>
            `${cluster} in ${account.accountId}: ${choice}${addAudience ? ", audience" : ""}`,
    );
}

describe("The accounts that must trust an issuer", () => {
    it("are each pair of account and cluster once", () => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const raw = {
            ...IDENTITIES_STACK,
            workloadIdentities: {
                torque,
                github: {
                    ...torque,
                    accounts: {
                        a: torque.accounts.prod,
                        b: { ...torque.accounts.prod, addAudience: true },
                    },
                },
            },
        };
        assert.deepEqual(lines(raw), [
            "111111111111/eu-west-1/runners in 222222222222: auto",
            "111111111111/eu-west-1/runners in 333333333333: auto, audience",
        ]);
    });

    it("are distinguished by cluster", () => {
        const other = identitiesStack({ "cluster.clusterName": "other", serviceAccount: "x" });
        const { torque } = (other as { workloadIdentities: Record<string, unknown> })
            .workloadIdentities;
        const raw = changed({ "workloadIdentities.github": torque }, identitiesStack());
        assert.equal(lines(raw).length, 4);
    });

    it("exclude the hub account only if this stack has the hub", () => {
        assert.deepEqual(lines(FLEET_WITH_IDENTITY), ["management in 222222222222: auto"]);
        const accounts = "workloadIdentities.torque.accounts";
        const raw = changed(
            {
                management: undefined,
                hub: { stack: "hub" },
                [`${accounts}.own.region`]: "eu-west-1",
                [`${accounts}.dev.region`]: "eu-west-1",
            },
            FLEET_WITH_IDENTITY,
        );
        assert.deepEqual(lines(raw), [
            "management in 111111111111: auto",
            "management in 222222222222: auto",
        ]);
    });
});
