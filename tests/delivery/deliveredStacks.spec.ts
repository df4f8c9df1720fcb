import assert from "node:assert/strict";

import { changed, type Raw } from "../support/config";
import { BOTH, find, OWNER } from "../support/deliveredStacks";
import { DELIVERY, DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Delivered stacks", () => {
    it("are described by their own files", async () => {
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
            direct: undefined,
        });
    });

    it("have their home account where Pulumi's own credentials are used, with the permissions of a provisioner there", async () => {
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
        const { facts, problems } = await find({ hub }, { stacks: { hub: {} } });
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

    it("distinguish clusters that a stack creates from those that it uses: its hub's, and existing ones", async () => {
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
        const { facts, problems } = await find({ hub, dev }, { stacks: { dev: {} } });
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
            { stacks: { dev: {} } },
            [
                "stacks.dev: Pulumi.hub.yaml can't be read: ENOENT: no such file or directory, open 'Pulumi.hub.yaml'.",
            ],
        ],
        [
            "a file that is not YAML, and one without config",
            { hub: "a: [", dev: "encryptionsalt: v1:x" },
            {},
            [
                /^stacks\.hub: Pulumi\.hub\.yaml can't be read: /,
                "stacks.dev: Pulumi.dev.yaml has no config: describe the stack there.",
            ],
        ],
        [
            "every problem of every file",
            { hub: changed({ fleet: "A" }, HUB_FILE), dev: changed({ x: 1, y: 2 }, DEV_FILE) },
            {},
            [
                /^stacks\.hub: Pulumi\.hub\.yaml is wrong at eks-gitops-fleet:fleet: found "A"/,
                /^stacks\.dev: Pulumi\.dev\.yaml is wrong at eks-gitops-fleet:x: unknown key/,
                /^stacks\.dev: Pulumi\.dev\.yaml is wrong at eks-gitops-fleet:y: unknown key/,
            ],
        ],
        [
            "keys of delivery in the file of a fleet's stack",
            { hub: changed({ delivery: DELIVERY }, HUB_FILE) },
            { stacks: { hub: {} } },
            [
                /^stacks\.hub: Pulumi\.hub\.yaml is wrong at eks-gitops-fleet:delivery: unknown key\. Delivery is a project of its own/,
            ],
        ],
        [
            "stacks of delivery's own project",
            BOTH,
            { project: "eks-gitops-fleet-delivery" },
            [
                "project: must be another project than this one, whose stacks are brought up by hand: set the name in the fleet's Pulumi.yaml, or leave it out for eks-gitops-fleet.",
                ...["hub", "dev"].flatMap((stack) =>
                    ["fleet", "management"].map(
                        (key) =>
                            new RegExp(
                                `^stacks\\.${stack}: .* eks-gitops-fleet-delivery:${key}: missing`,
                            ),
                    ),
                ),
            ],
        ],
        [
            "an allow-list, or a private endpoint, without an agent pool",
            { hub: changed({ "management.endpointAccess": "private" }, HUB_FILE), dev: DEV_FILE },
            { agentPool: undefined },
            [
                /^stacks\.hub\.agentPool: missing; .*\(management of the stack\)/,
                /^stacks\.dev\.agentPool: missing; .*\(targets\.testing of the stack, management of its hub\)/,
            ],
        ],
        [
            "agents whose addresses are in no allow-list, or not configured",
            BOTH,
            {
                "stacks.hub": { agentPool: { id: "a", cidrs: ["198.51.100.0/24"] } },
                "stacks.dev": { agentPool: { id: "a" } },
            },
            [
                /^stacks\.hub\.agentPool\.cidrs: must be within a range of operatorCidrs \(203\.0\.113\.0\/24\)/,
                /^stacks\.dev\.agentPool\.cidrs: missing; set the addresses/,
            ],
        ],
        [
            "an account without a provisioner role and without a boundary",
            {
                hub: changed(
                    { provisionerRoleName: undefined, "management.admins": admins },
                    HUB_FILE,
                ),
            },
            { stacks: { hub: {} } },
            [
                /^stacks\.hub: its file has no provisioner role for account 111111111111 and no permissionsBoundary \(management\)/,
            ],
        ],
        [
            "more clusters without a provisioner role than the policies of a deploy role have room for",
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
            { stacks: { hub: {} } },
            [
                "stacks.hub: the stack needs more permissions without a provisioner role than its deploy role can have: the fleet has 9 clusters in account 111111111111, and a provisioner for them needs 11 policies, but a role can have only 10. Set provisionerRoleName in the stack's file, or divide its clusters among several stacks.",
            ],
        ],
        [
            "two accounts without a provisioner role",
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
            { stacks: { dev: {} } },
            [
                /^stacks\.dev: its file has no provisioner role for the accounts 111111111111 and 222222222222/,
                /no permissionsBoundary \(hub\)/,
            ],
        ],
        [
            "a hub of another project without hub.provisionerRoleArn",
            { dev: changed({ hub: { stack: "acme/other/hub" } }, DEV_FILE) },
            { stacks: { dev: {} } },
            [/^stacks\.dev: its hub, stack acme\/other\/hub, is in another project/],
        ],
        [
            "a hub stack without a management cluster",
            { dev: DEV_FILE, hub: DEV_FILE },
            { stacks: { dev: {} } },
            [/its hub stack hub has no management cluster/],
        ],
        [
            "several home accounts without provisionerRoleName",
            {
                hub: HUB_FILE,
                dev: DEV_FILE,
            },
            { "stacks.dev": { homeAccountId: "222222222222" } },
            [
                /^provisionerRoleName: missing; the deploy roles are in the accounts 111111111111 and 222222222222.* such as OrganizationAccountAccessRole\.$/,
            ],
        ],
        [
            "a provisionerRoleName that is the provisioner of a delivered fleet",
            { hub: changed({ fleet: "other" }, HUB_FILE) },
            { provisionerRoleName: "other-provisioner", stacks: { hub: {} } },
            [/^provisionerRoleName: a fleet's provisioner may not create deploy roles/],
        ],
        [
            "two stacks whose deploy roles have the same name",
            {
                "a-deploy-b": changed({ fleet: "acme" }, HUB_FILE),
                "A-deploy-b": changed({ fleet: "acme" }, HUB_FILE),
            },
            { stacks: { "a-deploy-b": {}, "A-deploy-b": {} } },
            [
                /^stacks\.A-deploy-b: its deploy role would have the same name as that of stack a-deploy-b/,
            ],
        ],
    ];
    for (const [what, files, changes, expected] of CASES) {
        it(`are rejected for ${what}`, async () => {
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

    it("require the organization's exact case", async () => {
        const { problems } = await find(BOTH, {}, { ...OWNER, organization: "acme-corp" });
        assert.deepEqual(problems, [
            'organization: must be "acme-corp", in its exact case: AWS would reject every token.',
        ]);
    });

    it("cause a warning if their organization is not this stack's own", async () => {
        const { problems, warnings } = await find(BOTH, {}, { ...OWNER, organization: "Acme" });
        assert.deepEqual(problems, []);
        assert.deepEqual(warnings, [
            "organization: Acme-Corp is not the organization of this stack, Acme: settings and roles are created for stacks of Acme-Corp.",
        ]);
    });
});
