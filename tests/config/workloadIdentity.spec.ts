import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

const PATH = "p:workloadIdentities.torque";
describe("A workload identity", () => {
    it("has a role and a ServiceAccount in each account, with everything filled in", () => {
        const { hub, partition, workloadIdentities } = parseConfig(identitiesStack(), "p");
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

    it("runs on the management cluster where no other is named, in its region", () => {
        const { torque } = parseConfig(FLEET_WITH_IDENTITY, "p").workloadIdentities;
        assert.deepEqual(torque!.cluster, { kind: "management" });
        assert.equal(torque!.accounts["dev"]!.region, "eu-west-1");
    });

    it("names one account's ServiceAccount without the account's key, and any as it is said", () => {
        const names = (changes: Raw): readonly string[] =>
            Object.values(
                parseConfig(identitiesStack(changes), "p").workloadIdentities["torque"]!.accounts,
            ).map(({ serviceAccount }) => serviceAccount);
        assert.deepEqual(names({ "accounts.prod": undefined }), ["torque"]);
        assert.deepEqual(names({ serviceAccount: "runner" }), ["runner-dev", "runner-prod"]);
        assert.deepEqual(names({ "accounts.dev.serviceAccount": "dev" }), ["dev", "torque-prod"]);
    });

    it("takes policies by name and by ARN, each once, and the account's boundary before the stack's", () => {
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

    it("warns of a role without policies and of an administrator, and of nothing else", () => {
        const warnings = (changes: Raw): string =>
            parseConfig(identitiesStack(changes), "p").warnings.join();
        assert.equal(warnings({}), "");
        assert.match(
            warnings({ "accounts.dev.managedPolicies": [] }),
            /^workloadIdentities\.torque\.accounts\.dev: no policy is named;/,
        );
        for (const [key, policy] of [
            ["managedPolicies", "AdministratorAccess"],
            ["managedPolicyArns", "arn:aws:iam::aws:policy/AdministratorAccess"],
        ] as const) {
            assert.match(
                warnings({ [`accounts.dev.${key}`]: [policy] }),
                /^workloadIdentities\.torque\.accounts\.dev: AdministratorAccess makes whoever may start pods in namespace environments/,
            );
        }
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
    it("has workload identities on clusters that exist, and nothing else", () => {
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

    it("has no agent to configure", () => {
        assert.deepEqual(problemsOf({ ...IDENTITIES_STACK, argocd: { namespace: "gitops" } }), [
            "p:argocd: a stack without a management cluster has no agent: leave it out.",
        ]);
    });

    it("has no management cluster for an identity to run on", () => {
        assert.deepEqual(problemsOf(identitiesStack({ cluster: undefined })), [
            `${PATH}.cluster: missing; this stack has no management cluster: name the cluster that the pods run on, as { accountId: ..., region: ..., clusterName: ... }.`,
        ]);
    });

    it("says what is wrong with its identities, and nothing of a missing hub", () => {
        const problems = problemsOf(identitiesStack({ namespace: "environments" }));
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(
            problems[0]!,
            /^p:workloadIdentities\.torque\.namespace: found "environments";/,
        );
    });
});
