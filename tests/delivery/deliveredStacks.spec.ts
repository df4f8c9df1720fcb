import assert from "node:assert/strict";

import { changed, type Raw } from "../support/config";
import { BOTH, find, OWNER } from "../support/deliveredStacks";
import { DELIVERY, DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Delivered stacks", () => {
    it("are what their files say: nothing is said twice", async () => {
        const { facts, problems, warnings } = await find();
        assert.deepEqual(problems, []);
        assert.deepEqual(warnings, []);
        assert.deepEqual(facts["dev"], {
            fleet: "acme",
            partition: "aws",
            home: { accountId: "111111111111", region: "eu-west-1" },
            provisionerRoleArns: [
                "arn:aws:iam::111111111111:role/Provisioner",
                "arn:aws:iam::222222222222:role/Provisioner",
            ],
        });
    });

    it("have their home where Pulumi's own credentials work, and there the permissions of a provisioner", async () => {
        const hub = changed(
            {
                "management.provisionerRoleArn": "arn:aws:iam::111111111111:role/Hub",
                provisionerRoleName: undefined,
                permissionsBoundary: "team/Bound",
                targets: {
                    shop: {
                        accountId: "222222222222",
                        region: "eu-west-1",
                        clusterName: "shop",
                        access: "cluster",
                        admins: { oncall: "arn:aws:iam::222222222222:role/OnCall" },
                    },
                },
            },
            HUB_FILE,
        );
        const { facts, problems } = await find({ hub }, { "delivery.stacks": { hub: {} } });
        assert.deepEqual(problems, []);
        assert.deepEqual(facts["hub"], {
            fleet: "acme",
            partition: "aws",
            home: { accountId: "222222222222", region: "eu-west-1" },
            provisionerRoleArns: ["arn:aws:iam::111111111111:role/Hub"],
            direct: {
                partition: "aws",
                accountId: "222222222222",
                fleet: "acme",
                clusterNames: ["shop"],
                boundaryName: "team/Bound",
                rolePath: "/",
            },
        });
    });

    it("tell clusters that a stack makes from those that it uses: its hub's, and existing ones", async () => {
        const place = { accountId: "111111111111", region: "eu-west-1" };
        const access = { namespaces: { default: { existing: true } } };
        const dev = changed(
            {
                provisionerRoleName: undefined,
                permissionsBoundary: "Bound",
                targets: {
                    old: { ...place, clusterName: "old", existing: true, access },
                    shop: {
                        ...place,
                        clusterName: "shop",
                        access,
                        admins: { oncall: "arn:aws:iam::111111111111:role/OnCall" },
                    },
                },
            },
            DEV_FILE,
        );
        const hub = changed({ permissionsBoundary: "Bound" }, HUB_FILE);
        const { facts, problems } = await find({ hub, dev }, { "delivery.stacks": { dev: {} } });
        assert.deepEqual(problems, []);
        assert.deepEqual(facts["dev"]?.direct?.clusterNames, ["shop"]);
        assert.deepEqual(facts["dev"]?.direct?.usedClusterNames, ["management", "old"]);
    });

    const admins = { oncall: "arn:aws:iam::111111111111:role/OnCall" };
    const CASES: readonly (readonly [
        what: string,
        files: Readonly<Record<string, Raw | string>>,
        changes: Raw,
        expected: readonly (string | RegExp)[],
    ])[] = [
        [
            "a file that is missing",
            { dev: DEV_FILE },
            { "delivery.stacks": { dev: {} } },
            [
                "delivery.stacks.dev: Pulumi.hub.yaml can't be read: ENOENT: no such file or directory, open 'Pulumi.hub.yaml'.",
            ],
        ],
        [
            "a file that is no YAML, and one without config",
            { hub: "a: [", dev: "encryptionsalt: v1:x" },
            {},
            [
                /^delivery\.stacks\.hub: Pulumi\.hub\.yaml can't be read: /,
                "delivery.stacks.dev: Pulumi.dev.yaml has no config: describe the stack there.",
            ],
        ],
        [
            "every problem of every file",
            { hub: changed({ fleet: "A" }, HUB_FILE), dev: changed({ x: 1, y: 2 }, DEV_FILE) },
            {},
            [
                /^delivery\.stacks\.hub: Pulumi\.hub\.yaml is wrong at eks-gitops-fleet:fleet: found "A"/,
                /^delivery\.stacks\.dev: Pulumi\.dev\.yaml is wrong at eks-gitops-fleet:x: unknown key/,
                /^delivery\.stacks\.dev: Pulumi\.dev\.yaml is wrong at eks-gitops-fleet:y: unknown key/,
            ],
        ],
        [
            "a stack of delivery, and delivery of itself",
            { hub: DELIVERY, delivery: DELIVERY },
            { "delivery.stacks": { hub: {}, delivery: {} } },
            [
                /^delivery\.stacks\.delivery: this is the stack of delivery itself/,
                /^delivery\.stacks\.hub: Pulumi\.hub\.yaml is one of delivery itself/,
                /^delivery\.stacks\.delivery: Pulumi\.delivery\.yaml is one of delivery itself/,
            ],
        ],
        [
            "an allow-list, or a private endpoint, without agents of one's own",
            { hub: changed({ "management.endpointAccess": "private" }, HUB_FILE), dev: DEV_FILE },
            { "delivery.agentPool": undefined },
            [
                /^delivery\.stacks\.hub\.agentPool: missing; .*\(management of the stack\)/,
                /^delivery\.stacks\.dev\.agentPool: missing; .*\(targets\.testing of the stack, management of its hub\)/,
            ],
        ],
        [
            "agents whose addresses are in no allow-list, or unknown",
            BOTH,
            {
                "delivery.stacks.hub": { agentPool: { id: "a", cidrs: ["198.51.100.0/24"] } },
                "delivery.stacks.dev": { agentPool: { id: "a" } },
            },
            [
                /^delivery\.stacks\.hub\.agentPool\.cidrs: it is within no range of operatorCidrs \(203\.0\.113\.0\/24\)/,
                /^delivery\.stacks\.dev\.agentPool\.cidrs: missing; name the addresses/,
            ],
        ],
        [
            "an account that is worked in without a boundary",
            {
                hub: changed(
                    { provisionerRoleName: undefined, "management.admins": admins },
                    HUB_FILE,
                ),
            },
            { "delivery.stacks": { hub: {} } },
            [
                /^delivery\.stacks\.hub: its file has no provisioner role for account 111111111111 and no permissionsBoundary \(management\)/,
            ],
        ],
        [
            "more clusters than a deploy role without a provisioner can hold the permissions for",
            {
                hub: changed(
                    {
                        provisionerRoleName: undefined,
                        permissionsBoundary: "Bound",
                        "management.admins": admins,
                        targets: Object.fromEntries(
                            Array.from({ length: 8 }, (_, index) => [
                                `t${index}`,
                                {
                                    accountId: "111111111111",
                                    region: "eu-west-1",
                                    clusterName: `t${index}`,
                                    access: "cluster",
                                    network: { cidr: `10.${index}.0.0/18` },
                                    admins,
                                },
                            ]),
                        ),
                    },
                    changed({ "management.network": { cidr: "10.99.0.0/18" } }, HUB_FILE),
                ),
            },
            { "delivery.stacks": { hub: {} } },
            [
                "delivery.stacks.hub: its deploy role can't hold what the stack does without a provisioner role: the fleet has 9 clusters in account 111111111111, and a provisioner for them needs 11 policies, but a role can have only 10. Set provisionerRoleName in the stack's file, or divide its clusters among several stacks.",
            ],
        ],
        [
            "own credentials that would have to be two accounts'",
            {
                hub: HUB_FILE,
                dev: changed(
                    {
                        provisionerRoleName: undefined,
                        permissionsBoundary: "Bound",
                        "targets.testing.admins": { a: "arn:aws:iam::222222222222:role/A" },
                    },
                    DEV_FILE,
                ),
            },
            { "delivery.stacks": { dev: {} } },
            [
                /^delivery\.stacks\.dev: its file has no provisioner role for the accounts 111111111111 and 222222222222/,
                /no permissionsBoundary \(hub\)/,
            ],
        ],
        [
            "a hub of another project, whose role nobody names",
            { dev: changed({ hub: { stack: "acme/other/hub" } }, DEV_FILE) },
            { "delivery.stacks": { dev: {} } },
            [/^delivery\.stacks\.dev: its hub is stack acme\/other\/hub of another project/],
        ],
        [
            "a hub that is none",
            { dev: DEV_FILE, hub: DEV_FILE },
            { "delivery.stacks": { dev: {} } },
            [/its hub stack hub has no management cluster/],
        ],
        [
            "home accounts that one credential can't reach",
            {
                hub: HUB_FILE,
                dev: DEV_FILE,
            },
            { "delivery.stacks.dev": { homeAccountId: "222222222222" } },
            [
                /^provisionerRoleName: missing; the deploy roles are in the accounts 111111111111 and 222222222222.* such as OrganizationAccountAccessRole\.$/,
            ],
        ],
        [
            "a role of delivery's own that is the provisioner of a delivered fleet",
            { hub: changed({ fleet: "other" }, HUB_FILE) },
            { provisionerRoleName: "other-provisioner", "delivery.stacks": { hub: {} } },
            [/^provisionerRoleName: a fleet's provisioner may not make deploy roles/],
        ],
        [
            "two stacks with one role",
            {
                "a-deploy-b": changed({ fleet: "acme" }, HUB_FILE),
                "A-deploy-b": changed({ fleet: "acme" }, HUB_FILE),
            },
            { "delivery.stacks": { "a-deploy-b": {}, "A-deploy-b": {} } },
            [
                /^delivery\.stacks\.A-deploy-b: its deploy role would have the same name as that of stack a-deploy-b/,
            ],
        ],
    ];
    for (const [what, files, changes, expected] of CASES) {
        it(`are refused for ${what}`, async () => {
            const { problems } = await find(files, changes);
            assert.equal(problems.length, expected.length, problems.join("\n"));
            expected.forEach((text, index) => {
                if (typeof text === "string") {
                    assert.equal(problems[index], text);
                } else {
                    assert.match(problems[index]!, text);
                }
            });
        });
    }

    it("need the organization's exact case", async () => {
        const { problems } = await find(BOTH, {}, { ...OWNER, organization: "acme-corp" });
        assert.deepEqual(problems, [
            'delivery.organization: the organization\'s exact case is needed, "acme-corp": AWS would refuse every token.',
        ]);
    });

    it("warn of an organization that is not this stack's own", async () => {
        const { problems, warnings } = await find(BOTH, {}, { ...OWNER, organization: "Acme" });
        assert.deepEqual(problems, []);
        assert.deepEqual(warnings, [
            "delivery.organization: Acme-Corp is not the organization of this stack, Acme: settings and roles are made for stacks of Acme-Corp.",
        ]);
    });
});
