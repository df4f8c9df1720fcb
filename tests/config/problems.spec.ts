import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { hint, problemText, shown, type ConfigError } from "../../lib/problems";
import { changed, problemsOf, type Raw } from "../support/config";

/** Wrong in every section, inside and between keys. */
const WRONG = {
    fleet: "Acme",
    operatorCidrs: ["0.0.0.0/0", "203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
    tags: { "aws:x": "1" },
    managment: {},
    management: { accountId: 111111111111, region: "eu-west-1" },
    targets: {
        testing: {
            accountId: "222222222222",
            region: "eu-west-1",
            clusterName: "testing",
            access: { namespaces: { default: { existing: "yes" } } },
        },
        staging: {
            accountId: "333333333333",
            region: "eu-west-1",
            clusterName: "staging",
            access: "cluster",
            nodes: { minSize: 5 },
        },
        prod: {
            accountId: "333333333333",
            region: "eu-west-1",
            clusterName: "staging",
            access: { namespace: {} },
        },
        qa: { accountId: "333333333333", region: "eu-west-1", clusterName: "staging" },
    },
    argocd: [],
    guestbook: { targets: ["testing", "nowhere"], path: "/x" },
};

const TEXT = `The stack's configuration has 13 problems; nothing was created.
  fleet-project:managment: unknown key. Did you mean "management"? Allowed: fleet, operatorCidrs, provisionerRoleName, environment, rolePath, permissionsBoundary, tags, management, hub, targets, engine, argocd, harness, guestbook, workloadIdentities, and secrets that one of these names.
  fleet-project:fleet: found "Acme"; allowed: 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen; without "-deploy", "-deployer" and "-runner", with which its roles could have the names of another fleet's.
  fleet-project:operatorCidrs.0: found "0.0.0.0/0"; allowed: an IPv4 range in CIDR form, /8 or narrower, whose address is the first of the range, such as "203.0.113.0/24". To open an endpoint to everyone, set endpointAccess: world on the cluster.
  fleet-project:tags.aws:x: found "aws:x"; allowed as a tag's key: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:" or "eks-gitops-fleet:".
  fleet-project:management.accountId: found 111111111111; allowed: the twelve digits of an AWS account, quoted: "012345678901".
  fleet-project:management.clusterName: missing; allowed: 1 to 100 letters, digits, hyphens and underscores, beginning with a letter or digit.
  fleet-project:targets.testing.access.namespaces.default.existing: found "yes"; allowed: true or false.
  fleet-project:targets.prod.access.namespaces: missing; allowed: a map.
  fleet-project:targets.prod.access: unknown key "namespace". Did you mean "namespaces"? Allowed: namespaces.
  fleet-project:targets.qa.access: missing; allowed: cluster, or a map of namespaces: { namespaces: { shop: {}, default: { existing: true } } }.
  fleet-project:argocd: found []; allowed: a map with the keys namespace, podSecurity, identity, managedPoliciesPerRole, install, manifests, chart, workloads, highAvailability, imageRegistry, params, config, rbac, sso, adminPassword, proxy, repositories, bootstrap.
  fleet-project:guestbook.path: found "/x"; allowed: a path inside the repository, without leading slash.
  fleet-project:targets.staging.nodes: found minSize 5, desiredSize 2, maxSize 4; allowed: minSize <= desiredSize <= maxSize.
Every key and its default is explained in docs/configuration.md.`;

describe("A configuration with problems", () => {
    it("is rejected with all of them at once, in the order of the keys", () => {
        assert.throws(
            () => parseConfig(WRONG, "fleet-project"),
            (error: ConfigError) => {
                assert.equal(error.name, "ConfigError");
                assert.equal(error.message, TEXT);
                return true;
            },
        );
    });

    it("that is empty lists what is required", () => {
        assert.deepEqual(problemsOf({}), [
            'p:fleet: missing; allowed: 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen; without "-deploy", "-deployer" and "-runner", with which its roles could have the names of another fleet\'s.',
            "p:management: missing; describe the management cluster, or set hub: { stack: ... } if another stack has it. Only a stack with nothing but workloadIdentities needs neither.",
        ]);
    });

    it("hides no problem of one section behind another's", () => {
        const sections: Raw = {
            fleet: "Acme",
            operatorCidrs: "x",
            provisionerRoleName: "a/b",
            tags: [],
            management: 7,
            targets: 7,
            argocd: 7,
            guestbook: 7,
        };
        assert.deepEqual(
            problemsOf(sections).map((problem) => problem.split(": ")[0]),
            Object.keys(sections).map((name) => `p:${name}`),
        );
    });

    it("hides no rule between keys behind an invalid target", () => {
        const problems = problemsOf(
            changed({
                "targets.broken": { clusterName: "x" },
                "targets.testing.nodes": { minSize: 4 },
                "guestbook.targets": ["testing", "broken", "nowhere"],
            }),
        );
        assert.deepEqual(
            problems.map((problem) => problem.split(": ")[0]),
            [
                "p:targets.broken.accountId",
                "p:targets.broken.region",
                "p:targets.broken.access",
                "p:targets.testing.nodes",
                "p:guestbook.targets.2",
            ],
        );
    });

    it("is singular for one problem", () => {
        assert.throws(
            () => parseConfig(changed({ fleet: "Acme" }), "p"),
            /^ConfigError: The stack's configuration has 1 problem; nothing was created\.\n/,
        );
    });
});

describe("The text of a problem", () => {
    it("has path, value found and what is allowed", () => {
        const problem = { path: "a.b", found: "7", remedy: "allowed: 8." };
        assert.equal(problemText(problem, "p"), "p:a.b: found 7; allowed: 8.");
    });

    it("of the whole configuration names the project", () => {
        assert.equal(problemText({ path: "", remedy: "missing." }, "p"), "p: missing.");
    });

    it("shows a value as JSON on one short line", () => {
        assert.equal(shown(undefined), undefined);
        assert.deepEqual(
            [shown(null), shown("1"), shown(1), shown("a\nb")],
            ["null", '"1"', "1", '"a\\nb"'],
        );
        assert.equal(shown("x".repeat(78)), `"${"x".repeat(78)}"`);
        assert.equal(shown("x".repeat(79)), `"${"x".repeat(76)}...`);
    });

    it("names the nearest word only if it is similar", () => {
        assert.equal(hint("tesing", ["testing", "prod"]), ' Did you mean "testing"?');
        assert.equal(hint("xyz", ["testing", "prod"]), "");
        assert.equal(hint("testing", []), "");
        assert.equal(hint("", ["testing"]), "");
    });
});
