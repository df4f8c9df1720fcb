import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { loadDelivery, parseDelivery } from "../../delivery/config";
import type { DeliveryConfig } from "../../delivery/types";
import { changed, stackConfig, type Raw } from "../support/config";
import { DELIVERY, delivery, deliveryProblems } from "../support/delivery";
import { install } from "../support/mocks";

function parsed(changes: Raw = {}): DeliveryConfig {
    return parseDelivery(delivery(changes), "p");
}

describe("The configuration of delivery", () => {
    it("has safe defaults: pushes deploy, pull requests run nothing, preview is not an operation", () => {
        const { stacks, ...common } = parsed();
        assert.deepEqual(Object.keys(stacks), ["hub", "dev"]);
        assert.deepEqual(defined(stacks["hub"]!), {
            branch: "main",
            pushToDeploy: true,
            prPreviews: false,
            agentPool: { id: "pool-1", cidrs: ["203.0.113.7/32"] },
            operations: ["update", "refresh"],
            sessionDuration: 7200,
        });
        const quiet = parsed({ "stacks.dev.githubActions": undefined });
        assert.deepEqual(quiet.warnings, []);
        assert.deepEqual(defined({ ...common, warnings: [] }), {
            fleet: "acme",
            tags: { "eks-gitops-fleet:fleet": "acme" },
            organization: "Acme-Corp",
            project: "eks-gitops-fleet",
            repository: { kind: "github", name: "acme/fleet" },
            folder: "infra",
            preRunCommands: [],
            cachedDependencies: true,
            oidcProvider: "auto",
            addAudience: false,
            rolePath: "/",
            warnings: [],
        });
    });

    it("allows the operations that schedules and previews need, and no others", () => {
        const operations = (stack: Raw): readonly string[] =>
            parsed({ "stacks.dev": stack }).stacks["dev"]!.operations;
        const drift = { cron: "0 4 * * *" };
        assert.deepEqual(operations({ driftDetection: drift }), [
            "update",
            "refresh",
            "detect-drift",
        ]);
        assert.deepEqual(operations({ driftDetection: { ...drift, autoRemediate: true } }), [
            ...["update", "refresh", "detect-drift", "remediate-drift"],
        ]);
        assert.deepEqual(operations({ ttl: { timestamp: "2030-01-31T18:00:00Z" } }), [
            ...["update", "refresh", "destroy"],
        ]);
        assert.deepEqual(operations({ prPreviews: true }), ["update", "refresh", "preview"]);
        assert.deepEqual(operations({ operations: ["destroy", "update", "update"] }), [
            "update",
            "destroy",
        ]);
    });

    it("lets a stack override the top-level keys", () => {
        const { stacks } = parsed({
            "stacks.dev": {
                pushToDeploy: false,
                paths: ["dev/**"],
                agentPool: { id: "other" },
                homeAccountId: "222222222222",
                githubActions: { environment: "dev", ownerId: "1", repositoryId: "2" },
            },
        });
        assert.deepEqual(defined(stacks["dev"]!), {
            branch: "main",
            paths: ["dev/**"],
            pushToDeploy: false,
            prPreviews: false,
            agentPool: { id: "other", cidrs: [] },
            operations: ["update", "refresh"],
            sessionDuration: 7200,
            homeAccountId: "222222222222",
            githubActions: { environment: "dev", ids: { owner: "1", repository: "2" } },
        });
    });

    it("rejects every key of a fleet as unknown", () => {
        const raw = delivery({
            management: { accountId: "111111111111", region: "eu-west-1", clusterName: "m" },
            operatorCidrs: ["203.0.113.0/24"],
            "targets.Bad": {},
        });
        const allowed =
            "Allowed: fleet, organization, project, repository, branch, folder, pushToDeploy, prPreviews, preRunCommands, cachedDependencies, agentPool, stacks, oidcProvider, addAudience, provisionerRoleName, rolePath, permissionsBoundary, tags.";
        assert.deepEqual(deliveryProblems(raw), [
            `p:management: unknown key. ${allowed}`,
            `p:operatorCidrs: unknown key. Did you mean "prPreviews"? ${allowed}`,
            `p:targets: unknown key. Did you mean "tags"? ${allowed}`,
        ]);
    });

    it("reports a wrong key beside problems between the other keys", () => {
        assert.deepEqual(
            deliveryProblems(
                delivery({
                    organization: "Acme Corp",
                    "stacks.hub": { branch: "a..b" },
                    "stacks.dev.githubActions.ownerId": "1",
                }),
            ),
            [
                'p:organization: found "Acme Corp"; allowed: the name of a Pulumi organization in its exact case, 1 to 40 letters, digits, hyphens and underscores.',
                'p:stacks.hub.branch: found "a..b"; allowed: the name of a branch, such as "main", without refs/heads/.',
                "p:stacks.dev.githubActions.repositoryId: missing; GitHub puts both ids into the subject or neither: set both, or leave both out.",
            ],
        );
    });

    it("names the required keys when it is empty, and its own reference page", () => {
        assert.throws(
            () => parseDelivery({}, "p"),
            (error: Error) => {
                const [, ...lines] = error.message.split("\n");
                assert.deepEqual(
                    lines.slice(0, -1).map((line) => line.split("; ")[0]),
                    ["fleet", "organization", "repository", "stacks"].map(
                        (key) => `  p:${key}: missing`,
                    ),
                );
                assert.match(lines.at(-1)!, /explained in docs\/delivery\/configuration\.md\.$/);
                return true;
            },
        );
    });

    it("rejects the fleet's provisioner, which may not create deploy roles", () => {
        const under = (provisionerRoleName: string): readonly string[] =>
            deliveryProblems(delivery({ provisionerRoleName }));
        assert.deepEqual(under("acme-provisioner"), [
            'p:provisionerRoleName: found "acme-provisioner"; a fleet\'s provisioner may not create deploy roles: set another role of the home accounts, such as OrganizationAccountAccessRole, or leave it out if there is one home account.',
        ]);
        assert.deepEqual(under("OrganizationAccountAccessRole"), []);
    });

    it("reports every problem at once, each with a remedy", () => {
        const raw = delivery({
            repository: "https://git.example.com/fleet.git",
            pushToDeploy: true,
            "stacks.dev": {
                operations: ["refresh"],
                driftDetection: { cron: "0 4 * * *", autoRemediate: true },
                githubActions: { environment: "dev", ownerId: "1" },
            },
        });
        assert.deepEqual(deliveryProblems(raw), [
            'p:pushToDeploy: only a repository on GitHub supports this: set repository: "owner/name", or leave it out.',
            'p:stacks.dev.githubActions: only a repository on GitHub supports this: set repository: "owner/name", or leave it out.',
            'p:stacks.dev.operations: found ["refresh"]; pushToDeploy requires update: add it, or leave operations out, or set pushToDeploy: false (it defaults to true).',
            'p:stacks.dev.operations: found ["refresh"]; driftDetection requires detect-drift: add it, or leave operations out.',
            'p:stacks.dev.operations: found ["refresh"]; driftDetection.autoRemediate requires remediate-drift: add it, or leave operations out.',
            "p:stacks.dev.githubActions.repositoryId: missing; GitHub puts both ids into the subject or neither: set both, or leave both out.",
        ]);
    });

    it("rejects a repository on GitHub that is given as an address, from which no push would deploy", () => {
        for (const address of [
            ...["https://github.com/acme/fleet", "https://github.com/acme/fleet.git/"],
            ...["https://GitHub.com/acme/fleet", "https://www.github.com/acme/fleet"],
            ...["github.com/acme/fleet", "git@github.com:acme/fleet.git", "acme/fleet.git"],
            ...["ssh://git@github.com/acme/fleet", "git+ssh://git@ssh.github.com:443/acme/fleet"],
        ]) {
            assert.deepEqual(deliveryProblems(delivery({ repository: address })), [
                `p:repository: found "${address.replace("//git@", "//...@")}"; write a repository on GitHub as "acme/fleet".`,
            ]);
        }
    });

    it("rejects an address with credentials, and does not repeat them", () => {
        for (const address of ["https://u:s3cret@h/a", "https://h/a?token=s3cret"]) {
            const [line] = deliveryProblems(delivery({ repository: address }));
            assert.match(line!, /without credentials\.$/);
            assert.ok(!line!.includes("s3cret"), line);
        }
    });

    it("warns of previews of pull requests, automatic remediation, two deployments of one push, and a push after ttl", () => {
        const raw = delivery({
            "stacks.dev": {
                prPreviews: true,
                driftDetection: { cron: "0 4 * * *", autoRemediate: true },
                githubActions: { environment: "dev" },
                ttl: { timestamp: "2030-01-31T18:00:00Z" },
            },
        });
        assert.deepEqual(parseDelivery(raw, "p").warnings, [
            "stacks.dev: prPreviews runs the code of every pull request with the deploy role, which can change everything in the stack; leave it off unless everybody who can open a pull request may do that.",
            "stacks.dev.driftDetection.autoRemediate: the next run reverts manual changes, such as an emergency fix, without notice.",
            "stacks.dev.githubActions: a push starts a deployment on Pulumi Cloud and a job on GitHub, and the second one fails; set pushToDeploy: false if GitHub Actions deploys the stack.",
            "stacks.dev.ttl: a push after 2030-01-31T18:00:00Z creates the stack again; set pushToDeploy: false to prevent that.",
        ]);
        const manual = changed({ "stacks.dev.pushToDeploy": false }, raw);
        assert.doesNotMatch(parseDelivery(manual, "p").warnings.join(), /githubActions|ttl/);
    });

    const VALUES: readonly (readonly [
        path: string,
        accepted: readonly unknown[],
        refused: readonly unknown[],
    ])[] = [
        ["organization", ["a", "Acme_Corp-1"], ["", "a b", "-a", "a/b", "*"]],
        ["project", ["eks-gitops-fleet", "a.b"], ["a:b", "*", ""]],
        [
            "repository",
            ["acme/fleet", "acme_corp/.github", "https://git.example.com/a.git", "https://h/@a/b"],
            [
                ...["acme", "https://u:p@h/a", "git@h:a", "a/b/c", "acme/..", "./x", "acme/.git"],
                ...["acme/fleet.git", "https://h/a?token=x", "https://h/a#x", "https://github.com"],
            ],
        ],
        ["branch", ["main", "release/1.0"], ["refs/heads/main", "a..b", "", "a b", "a/", "*"]],
        ["folder", [".", "a/b"], ["/a", "..", "a/../b", "a/", ""]],
        ["preRunCommands", [[], ["make build"]], ["make", [""], ["a\nb"]]],
        ["agentPool.cidrs", [[], ["203.0.113.7/32"]], [["0.0.0.0/0"], "203.0.113.7/32"]],
        [
            "stacks.dev.driftDetection.cron",
            [
                ...["0 4 * * *", "*/5 0-6 1,15 * MON", "59 23 31 12 7", "0-30/10 0 1 jan-Mar 0"],
                ...["5/15 0 1 1 sun,Fri-SAT"],
            ],
            [
                ...["0 4 * *", "@daily", "rm -rf / * *", "99 99 99 99 99", "- - - - -"],
                ...["60 4 * * *", "0 24 * * *", "0 4 0 * *", "0 4 32 * *", "0 4 * 0 *"],
                ...["0 4 * 13 *", "0 4 * * 8", "0 4 * * MOM", "0 4 * MON *", "JAN 4 * * *"],
                ...["*/0 4 * * *", "*/60 4 * * *", "5-1 4 * * *", "1, 4 * * *", "1- 4 * * *"],
                ...["0 4 * * FRI-MON", "0  4 * * *", "0 4 * * * *", "** 4 * * *", "1-2-3 4 * * *"],
            ],
        ],
        [
            "stacks.dev.ttl",
            ["12-31", "11-30", "01-29", "02-28"]
                .map((day) => `2030-${day}T23:59:59Z`)
                .concat("2032-02-29T00:00:00Z")
                .map((timestamp) => ({ timestamp })),
            [
                ...[
                    ...["2030-13-01", "2030-00-10", "2030-02-31", "2030-02-29", "2030-02-30"],
                    ...["2030-04-31", "2030-11-31", "2030-01-32", "2030-01-00"],
                ].map((day) => ({ timestamp: `${day}T00:00:00Z` })),
                ...[{ timestamp: "2030-01-01" }, { timestamp: "2030-01-01T24:00:00Z" }, {}],
            ],
        ],
        ["stacks.dev.sessionDuration", [900, 43200], [899, 43201, "1h"]],
        ["stacks.dev.operations", [["update", "detect-drift"]], [[], ["*"], ["update", "upsert"]]],
        ["stacks.dev.paths", [["a/**", "!a/b"]], [[], ["/a"], ["a b"]]],
        ["stacks.dev.githubActions.environment", ["dev", "pre prod"], ["", "a:b", "*"]],
        ["stacks", [{ "a.b_c-1": {} }], [{}, { "a/b": {} }, { "a:b": {} }]],
    ];
    for (const [path, accepted, refused] of VALUES) {
        it(`accepts ${path} as ${JSON.stringify(accepted)}, and rejects ${JSON.stringify(refused)}`, () => {
            // Jobs of GitHub Actions require a repository on GitHub.
            const others: Raw =
                path === "repository" ? { "stacks.dev.githubActions": undefined } : {};
            for (const value of accepted) {
                assert.deepEqual(deliveryProblems(delivery({ ...others, [path]: value })), []);
            }
            for (const value of refused) {
                const found = deliveryProblems(delivery({ [path]: value }));
                assert.ok(found.length > 0, JSON.stringify(value));
                assert.ok(found[0]!.startsWith(`p:${path}`), found[0]);
            }
        });
    }
});

describe("loadDelivery", () => {
    beforeEach(() => install({ project: "eks-gitops-fleet-delivery" }));
    afterEach(() => pulumi.runtime.setAllConfig({}));

    it("reads keys as Pulumi passes them: maps and lists as JSON, booleans as text", () => {
        const raw = delivery({
            pushToDeploy: false,
            cachedDependencies: false,
            addAudience: true,
            organization: "true",
            "stacks.dev.githubActions": undefined,
        });
        pulumi.runtime.setAllConfig(stackConfig(raw, "eks-gitops-fleet-delivery"));
        assert.deepEqual(loadDelivery(), parseDelivery(raw, "eks-gitops-fleet-delivery"));
        assert.equal(loadDelivery().organization, "true");
    });

    it("treats the empty defaults of Pulumi.yaml as missing keys", () => {
        const raw = { ...DELIVERY, organization: "", stacks: {} };
        pulumi.runtime.setAllConfig(stackConfig(raw, "eks-gitops-fleet-delivery"));
        assert.throws(loadDelivery, (error: Error) => {
            assert.match(error.message, /eks-gitops-fleet-delivery:organization: missing; /);
            assert.match(error.message, /eks-gitops-fleet-delivery:stacks: missing; /);
            return true;
        });
    });
});

/** A map without keys whose value is undefined. */
function defined(map: object): Raw {
    return JSON.parse(JSON.stringify(map)) as Raw;
}
