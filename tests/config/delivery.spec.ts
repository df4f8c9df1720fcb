import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, problemsOf, type Raw } from "../support/config";
import { DELIVERY } from "../support/delivery";

function delivery(changes: Raw = {}): Raw {
    return changed(changes, DELIVERY);
}

describe("Delivery", () => {
    it("has safe defaults: pushes deploy, pull requests run nothing, preview is no operation", () => {
        const parsed = parseConfig(delivery(), "p").delivery!;
        assert.deepEqual(parsed.stacks["hub"], {
            branch: "main",
            pushToDeploy: true,
            prPreviews: false,
            agentPool: { id: "pool-1", cidrs: ["203.0.113.7/32"] },
            operations: ["update", "refresh"],
            sessionDuration: 7200,
        });
        const { stacks, ...common } = parsed;
        assert.deepEqual(Object.keys(stacks), ["hub", "dev"]);
        assert.deepEqual(common, {
            organization: "Acme-Corp",
            repository: { kind: "github", name: "acme/fleet" },
            folder: "infra",
            preRunCommands: [],
            cachedDependencies: true,
            oidcProvider: "auto",
            addAudience: false,
        });
        const quiet = delivery({ "delivery.stacks.dev.githubActions": undefined });
        assert.deepEqual(parseConfig(quiet, "p").warnings, []);
    });

    it("allows what schedules and previews need, and not more", () => {
        const operations = (stack: Raw): readonly string[] =>
            parseConfig(delivery({ "delivery.stacks.dev": stack }), "p").delivery!.stacks["dev"]!
                .operations;
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

    it("says of a stack what holds in place of the whole", () => {
        const raw = delivery({
            "delivery.stacks.dev": {
                pushToDeploy: false,
                paths: ["dev/**"],
                agentPool: { id: "other" },
                homeAccountId: "222222222222",
                githubActions: { environment: "dev", ownerId: "1", repositoryId: "2" },
            },
        });
        assert.deepEqual(parseConfig(raw, "p").delivery!.stacks["dev"], {
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

    it("is a stack of its own: whatever else is there is named, each", () => {
        const raw = delivery({
            management: { accountId: "111111111111", region: "eu-west-1", clusterName: "m" },
            operatorCidrs: ["203.0.113.0/24"],
            argocd: {},
            "targets.Bad": {},
        });
        const lines = problemsOf(raw);
        assert.deepEqual(
            lines.map((line) => line.split(":")[1]),
            ["management", "argocd", "targets"],
        );
        assert.match(lines[0]!, /put one of the two into a stack of its own\.$/);
    });

    it("says of what is to leave the stack nothing else that is wrong with it", () => {
        const raw = delivery({
            management: { accountId: 1 },
            hub: { stack: "a/b" },
            argocd: { repositories: { a: { https: { passwordSecret: "none" } } } },
            harness: {},
            workloadIdentities: { a: {} },
            "delivery.branch": "a..b",
        });
        const lines = problemsOf(raw);
        assert.match(lines[0]!, /^p:delivery\.branch: found "a\.\.b"/);
        assert.deepEqual(
            lines.slice(1).map((line) => line.split(": ")[0]),
            ["management", "hub", "argocd", "harness", "workloadIdentities"].map(
                (key) => `p:${key}`,
            ),
        );
        assert.ok(lines.slice(1).every((line) => line.includes("nothing else")));
    });

    it("that is written wrongly is one problem, and no management cluster is asked for", () => {
        assert.deepEqual(problemsOf(delivery({ "delivery.organization": "Acme Corp" })), [
            'p:delivery.organization: found "Acme Corp"; allowed: the name of a Pulumi organization in its exact case, 1 to 40 letters, digits, hyphens and underscores.',
        ]);
    });

    it("is not brought up under its fleet's provisioner, which may not touch deploy roles", () => {
        const under = (provisionerRoleName: string): readonly string[] =>
            problemsOf(delivery({ provisionerRoleName }));
        assert.deepEqual(under("acme-provisioner"), [
            'p:provisionerRoleName: found "acme-provisioner"; a fleet\'s provisioner may not make deploy roles: name another role of the home accounts, such as OrganizationAccountAccessRole, or leave it out where they are one account.',
        ]);
        assert.deepEqual(under("OrganizationAccountAccessRole"), []);
    });

    it("reports everything wrong at once, with what to do", () => {
        const raw = delivery({
            "delivery.repository": "https://git.example.com/fleet.git",
            "delivery.pushToDeploy": true,
            "delivery.stacks.dev": {
                operations: ["refresh"],
                driftDetection: { cron: "0 4 * * *", autoRemediate: true },
                githubActions: { environment: "dev", ownerId: "1" },
            },
        });
        assert.deepEqual(problemsOf(raw), [
            'p:delivery.pushToDeploy: only GitHub can do that: say repository: "owner/name", or leave it out.',
            'p:delivery.stacks.dev.githubActions: only GitHub can do that: say repository: "owner/name", or leave it out.',
            ...["update", "detect-drift", "remediate-drift"].map(
                (operation, index) =>
                    `p:delivery.stacks.dev.operations: found ["refresh"]; ${operation} is missing, which ${["pushToDeploy", "driftDetection", "driftDetection.autoRemediate"][index]!} needs: add it, or leave operations out${["; or say pushToDeploy: false, which is true where absent"][index] ?? ""}.`,
            ),
            "p:delivery.stacks.dev.githubActions.repositoryId: missing; GitHub puts both numbers into the subject or none: name both, or neither.",
        ]);
    });

    it("knows GitHub's repositories by every address that they have: as addresses, no push of theirs would deploy", () => {
        const found = (repository: string): readonly string[] =>
            problemsOf(delivery({ "delivery.repository": repository }));
        for (const address of [
            ...["https://github.com/acme/fleet", "https://github.com/acme/fleet.git/"],
            ...["https://GitHub.com/acme/fleet", "https://www.github.com/acme/fleet"],
            ...["github.com/acme/fleet", "git@github.com:acme/fleet.git", "acme/fleet.git"],
            ...["ssh://git@github.com/acme/fleet", "git+ssh://git@ssh.github.com:443/acme/fleet"],
        ]) {
            assert.deepEqual(found(address), [
                `p:delivery.repository: found "${address.replace("//git@", "//...@")}"; say "acme/fleet", as GitHub's repositories are named here.`,
            ]);
        }
    });

    it("takes no credentials in an address, and repeats none", () => {
        for (const address of ["https://u:s3cret@h/a", "https://h/a?token=s3cret"]) {
            const [line] = problemsOf(delivery({ "delivery.repository": address }));
            assert.match(line!, /without credentials\.$/);
            assert.ok(!line!.includes("s3cret"), line);
        }
    });

    it("warns of what runs strangers' code, undoes by itself, is done twice, or comes up again", () => {
        const raw = delivery({
            "delivery.stacks.dev": {
                prPreviews: true,
                driftDetection: { cron: "0 4 * * *", autoRemediate: true },
                githubActions: { environment: "dev" },
                ttl: { timestamp: "2030-01-31T18:00:00Z" },
            },
        });
        const { warnings } = parseConfig(raw, "p");
        assert.match(
            warnings[0]!,
            /^delivery\.stacks\.dev: prPreviews runs the code of every pull request with the deploy role/,
        );
        assert.match(warnings[1]!, /undone without a word/);
        assert.match(warnings[2]!, /^delivery\.stacks\.dev\.githubActions: .* pushToDeploy: false/);
        assert.match(warnings[3]!, /brings the stack up again/);
        assert.equal(warnings.length, 4);
        const told = changed({ "delivery.stacks.dev.pushToDeploy": false }, raw);
        assert.ok(!parseConfig(told, "p").warnings.join().includes("githubActions"));
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
        it(`takes ${path} as ${JSON.stringify(accepted)}, and not as ${JSON.stringify(refused)}`, () => {
            // Only GitHub has jobs.
            const others: Raw =
                path === "repository" ? { "delivery.stacks.dev.githubActions": undefined } : {};
            for (const value of accepted) {
                assert.deepEqual(
                    problemsOf(delivery({ ...others, [`delivery.${path}`]: value })),
                    [],
                );
            }
            for (const value of refused) {
                const found = problemsOf(delivery({ [`delivery.${path}`]: value }));
                assert.ok(found.length > 0, JSON.stringify(value));
                assert.ok(found[0]!.startsWith(`p:delivery.${path}`), found[0]);
            }
        });
    }
});
