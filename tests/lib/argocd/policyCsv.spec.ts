import assert from "node:assert/strict";

import { policyProblems } from "../../../lib/argocd/policyCsv";
import { HOSTILE } from "../../support/argocd";

const GOOD = `
# the platform team
g, acme:platform, role:admin
g, "group, with ""quotes""", role:readonly
p, role:deployer, applications, sync, acme.*/*, allow
p, role:deployer, applications, action/apps/Deployment/restart, */*, allow
  p,role:deployer,exec,create,*/*,deny
p, role:deployer, *, get, *, allow
`;

const BAD: readonly (readonly [string, string])[] = [
    ["g, acme:platform", 'line 1 is not "g, <user or group>, <role>"'],
    ["g, acme:platform, ", 'line 1 is not "g, <user or group>, <role>"'],
    [
        "p, role:x, applications, sync, */*",
        'line 1 is not "p, <subject>, <resource>, <action>, <object>, <effect>"',
    ],
    [
        "p, role:x, aplications, sync, */*, allow",
        "line 1 names no resource of Argo CD: accounts, applications, applicationsets, certificates, clusters, exec, extensions, gpgkeys, logs, projects, repositories, write-repositories",
    ],
    ["p, role:x, applications, sync, */*, permit", "line 1 ends with neither allow nor deny"],
    ["x, a, b", 'line 1 begins with neither "p" nor "g"'],
    [
        'g, a"b, role:admin',
        'line 1 has a quote that CSV doesn\'t allow: write a value as "a ""quoted"" value"',
    ],
    [
        'g, "open, role:admin',
        'line 1 has a quote that CSV doesn\'t allow: write a value as "a ""quoted"" value"',
    ],
];

describe("Argo CD's RBAC policy", () => {
    it("accepts what Argo CD accepts: comments, quotes, spaces, globs", () => {
        assert.deepEqual(policyProblems(GOOD), []);
        assert.deepEqual(policyProblems(""), []);
    });

    for (const [policy, problem] of BAD) {
        it(`rejects ${policy}`, () => {
            assert.deepEqual(policyProblems(policy), [{ line: policy.trim(), problem }]);
        });
    }

    it("reports every wrong line by its number", () => {
        const problems = policyProblems("g, a\n# fine\ng, a, b\nq");
        assert.deepEqual(
            problems.map(({ line, problem }) => [line, problem.split(" ")[1]]),
            [
                ["g, a", "1"],
                ["q", "4"],
            ],
        );
    });

    for (const hostile of HOSTILE) {
        it(`grants nothing more for a group called ${JSON.stringify(hostile)}`, () => {
            // Quoted according to CSV, a name is one field or the policy is rejected: it never becomes a second rule.
            const quoted = `"${hostile.replaceAll('"', '""')}"`;
            const problems = policyProblems(`g, ${quoted}, role:readonly`);
            assert.equal(problems.length > 0, hostile.includes("\n"));
        });
    }
});
