import assert from "node:assert/strict";

import {
    addAwsAuthRole,
    awsAuthEntry,
    checkAwsAuthRole,
    findAwsAuthRole,
    removeAwsAuthRole,
    sameAwsAuthRole,
    type AwsAuthRole,
} from "../../../lib/kubernetes/awsAuth";
import { deployerGroup, deployerUserName } from "../../../lib/naming/names";

const ROLE: AwsAuthRole = {
    roleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    userName: deployerUserName("acme"),
    groups: [deployerGroup("acme")],
};
const WIDER: AwsAuthRole = { ...ROLE, groups: ["gitops:acme:deployers", "viewers"] };

const OURS = `- rolearn: "arn:aws:iam::222222222222:role/acme-deployer-testing"
  username: "gitops:acme:{{SessionName}}"
  groups: ["gitops:acme:deployers"]
`;
const OURS_IN_BRACKETS =
    '{"rolearn":"arn:aws:iam::222222222222:role/acme-deployer-testing","username":"gitops:acme:{{SessionName}}","groups":["gitops:acme:deployers"]}';
/** The entry that EKS writes when a managed node group joins. */
const NODES = `- groups:
  - system:bootstrappers
  - system:nodes
  rolearn: arn:aws:iam::222222222222:role/nodes
  username: system:node:{{EC2PrivateDNSName}}
`;

const unended = (text: string): string => text.replace(/\n$/, "");

describe("awsAuthEntry", () => {
    it("renders the text to paste into mapRoles", () => {
        assert.equal(awsAuthEntry(ROLE), OURS);
    });

    it("keeps hostile names inside their quotes", () => {
        const entry = awsAuthEntry({ ...ROLE, groups: ['"]\\ - #{{x}}\u0061\u00e9\u{1f600}'] });
        assert.ok(entry.endsWith('  groups: ["\\"]\\\\ - #{{x}}a\\u00e9\\U0001f600"]\n'), entry);
    });
});

describe("checkAwsAuthRole", () => {
    it("accepts a fleet's role, user and group", () => {
        checkAwsAuthRole(ROLE);
        checkAwsAuthRole({
            ...ROLE,
            roleArn: "arn:aws-us-gov:iam::222222222222:role/acme-deployer-testing",
        });
    });

    it("rejects a role with a path, which aws-auth would never match", () => {
        assert.throws(
            () => checkAwsAuthRole({ ...ROLE, roleArn: "arn:aws:iam::222222222222:role/team/x" }),
            {
                message:
                    "aws-auth never matches a role with a path: arn:aws:iam::222222222222:role/team/x. Leave rolePath unset, or let the cluster use access entries.",
            },
        );
    });

    const others = [
        "arn:aws:iam::222222222222:user/x",
        "arn:aws:sts::222222222222:assumed-role/x/y",
        "acme-deployer-testing",
        "arn:aws:iam::222222222222:role/x\n- rolearn: y",
        "",
    ];
    for (const roleArn of others) {
        it(`rejects ${JSON.stringify(roleArn)}, which is not a role's ARN`, () => {
            assert.throws(() => checkAwsAuthRole({ ...ROLE, roleArn }), {
                message: `aws-auth maps roles by their ARN, but ${JSON.stringify(roleArn)} is not the ARN of a role. Allowed: arn:<partition>:iam::<account>:role/<name>.`,
            });
        });
    }

    for (const name of ["system:masters", "eks:x", "aws:x", "amazon:x", "iam:x"]) {
        it(`rejects ${name}, as an access entry would`, () => {
            const message = new RegExp(`"${name}" begins with [a-z]+:, which is reserved`);
            assert.throws(() => checkAwsAuthRole({ ...ROLE, groups: ["a", name] }), { message });
            assert.throws(() => checkAwsAuthRole({ ...ROLE, userName: name }), { message });
        });
    }

    for (const name of ["", "a\nb", "a\u0000", "a\u0085b", "a\u2028b", "\ud800"]) {
        it(`rejects ${JSON.stringify(name)} as a name`, () => {
            const message = /is not a valid name of a Kubernetes user or group/;
            assert.throws(() => checkAwsAuthRole({ ...ROLE, groups: [name] }), { message });
            assert.throws(() => checkAwsAuthRole({ ...ROLE, userName: name }), { message });
        });
    }

    it("rejects a role without a group", () => {
        assert.throws(() => checkAwsAuthRole({ ...ROLE, groups: [] }), {
            message:
                "aws-auth: arn:aws:iam::222222222222:role/acme-deployer-testing has no group, so it would have no permissions.",
        });
    });
});

describe("addAwsAuthRole", () => {
    it("creates the list if there is none", () => {
        assert.equal(addAwsAuthRole(undefined, ROLE), OURS);
        for (const nothing of ["``", '""', "''\n", "null", "~\n"]) {
            assert.equal(addAwsAuthRole(nothing, ROLE), OURS, nothing);
        }
    });

    const spellings: Readonly<Record<string, string>> = {
        "as we write it": OURS,
        "in another order":
            "- username: gitops:acme:{{SessionName}}\n  groups: [gitops:acme:deployers]\n  rolearn: arn:aws:iam::222222222222:role/acme-deployer-testing\n",
        "in another case, which aws-iam-authenticator doesn't mind": OURS.replace(
            'rolearn: "arn:aws:iam::222222222222:role/acme-deployer-testing"',
            "roleARN: arn:aws:iam::222222222222:role/ACME-deployer-testing",
        ),
        "with a key that someone added": `${OURS}  userid: AROAX\n`,
    };
    for (const [title, text] of Object.entries(spellings)) {
        it(`changes nothing if the role is mapped ${title}`, () => {
            assert.equal(addAwsAuthRole(NODES + text, ROLE), NODES + text);
        });
    }

    it("changes nothing if only the order of groups differs", () => {
        const text = addAwsAuthRole(NODES, WIDER);
        assert.equal(addAwsAuthRole(text, { ...WIDER, groups: WIDER.groups.toReversed() }), text);
    });

    it("updates our entry in its place, and keeps keys that someone added to it", () => {
        const text = `${OURS}  userid: AROAX\n# nodes\n${NODES}`;
        assert.equal(
            addAwsAuthRole(text, WIDER, ROLE),
            `${OURS.replace('"]', '","viewers"]')}  "userid": "AROAX"\n# nodes\n${NODES}`,
        );
        assert.equal(
            addAwsAuthRole(`[{rolearn: x}, ${OURS_IN_BRACKETS}, {rolearn: y}]`, WIDER, ROLE),
            `[{rolearn: x}, ${OURS_IN_BRACKETS.replace('"]', '","viewers"]')}, {rolearn: y}]`,
        );
        assert.equal(
            addAwsAuthRole(unended(NODES + OURS), WIDER, ROLE),
            unended(NODES + OURS).replace('"]', '","viewers"]'),
        );
    });

    it("keeps only one of several entries of ours", () => {
        assert.equal(addAwsAuthRole(OURS + NODES + OURS, ROLE), OURS + NODES);
        assert.equal(addAwsAuthRole(OURS + NODES + OURS, ROLE, WIDER), OURS + NODES);
    });

    it("adds our entry again if it was removed", () => {
        assert.equal(addAwsAuthRole(NODES, WIDER, ROLE), NODES + awsAuthEntry(WIDER));
    });

    const theirs = OURS.replace("gitops:acme:deployers", "system:masters");
    it("rejects an entry for the role with other groups, and names both", () => {
        const message =
            'kube-system/aws-auth maps arn:aws:iam::222222222222:role/acme-deployer-testing to user "gitops:acme:{{SessionName}}" in groups ["system:masters"], but this stack would map it to user "gitops:acme:{{SessionName}}" in groups ["gitops:acme:deployers"]. This stack did not create that entry and does not change it. If someone edited this stack\'s entry, run pulumi refresh first; otherwise remove the entry or use another role.';
        assert.throws(() => addAwsAuthRole(NODES + theirs, ROLE), { message });
        assert.throws(() => addAwsAuthRole(NODES + theirs, ROLE, WIDER), { message });
        assert.throws(() => addAwsAuthRole(OURS + theirs, ROLE), { message });
    });

    it("rejects an entry for the role with another user, or with groups that are not a list", () => {
        const user = OURS.replace("gitops:acme:{{SessionName}}", "admin");
        const text = OURS.replace(/\[|\]/g, "");
        for (const found of [user, text, OURS.replace(/ {2}groups.*\n/, "")]) {
            assert.throws(() => addAwsAuthRole(found, ROLE), {
                message: /This stack did not create that entry/,
            });
        }
    });

    it("validates the role", () => {
        assert.throws(() => addAwsAuthRole(NODES, { ...ROLE, groups: ["system:masters"] }), {
            message: /reserved/,
        });
    });
});

describe("removeAwsAuthRole", () => {
    it("removes our entry from between others, and nothing of theirs", () => {
        const mine = `${unended(OURS)} # ours\n`;
        assert.equal(
            removeAwsAuthRole(`# first\n${mine}# nodes\n${NODES}`, ROLE),
            `# first\n# nodes\n${NODES}`,
        );
        assert.equal(
            removeAwsAuthRole(`[${OURS_IN_BRACKETS}, {rolearn: y}]`, ROLE),
            "[{rolearn: y}]",
        );
    });

    it("changes nothing if the role is not mapped", () => {
        assert.equal(removeAwsAuthRole(undefined, ROLE), undefined);
        assert.equal(removeAwsAuthRole("", ROLE), "");
        assert.equal(removeAwsAuthRole(NODES, ROLE), NODES);
    });

    it("removes our entry from several for the role, and the only one even if it was edited", () => {
        const theirs = OURS.replace("gitops:acme:deployers", "theirs");
        assert.equal(removeAwsAuthRole(theirs + OURS, ROLE), theirs);
        assert.equal(removeAwsAuthRole(NODES + theirs, ROLE), NODES);
    });

    it("rewrites the list, without losing an entry or a key, if others refer to ours", () => {
        const shared = OURS.replace("groups: ", "groups: &g ");
        const theirs =
            "- rolearn: x # theirs\n  groups: *g\n  on: yes\n  note: { caf\u00e9: [1, null] }\n";
        assert.equal(
            removeAwsAuthRole(shared + theirs, ROLE),
            `- rolearn: "x"\n  groups: ["gitops:acme:deployers"]\n  "on": "yes"\n  "note": {"caf\\u00e9":[1,null]}\n`,
        );
    });

    it("throws if the list cannot be rewritten", () => {
        const shared = OURS.replace("groups: ", "groups: &g ");
        assert.throws(() => removeAwsAuthRole(`${shared}- groups: *g\n  x: .inf\n`, ROLE), {
            message: /^mapRoles cannot be edited without changing entries of others/,
        });
    });
});

describe("findAwsAuthRole", () => {
    it("finds nothing if the role is not mapped", () => {
        assert.equal(findAwsAuthRole(undefined, ROLE), undefined);
        assert.equal(findAwsAuthRole(NODES, ROLE), undefined);
    });

    it("returns the given role if only order and spelling differ", () => {
        const text = awsAuthEntry({ ...WIDER, groups: WIDER.groups.toReversed() });
        assert.equal(findAwsAuthRole(NODES + text, WIDER), WIDER);
    });

    it("returns the actual entry if it differs, and the last of several, which takes effect", () => {
        const text = OURS.replace("gitops:acme:deployers", "theirs");
        assert.deepEqual(findAwsAuthRole(OURS + text, ROLE), { ...ROLE, groups: ["theirs"] });
        assert.equal(findAwsAuthRole(text + OURS, ROLE), ROLE);
        assert.deepEqual(findAwsAuthRole(`- rolearn: ${ROLE.roleArn}\n  groups: [1]\n`, ROLE), {
            roleArn: ROLE.roleArn,
            userName: '""',
            groups: ["1"],
        });
    });
});

describe("sameAwsAuthRole", () => {
    it("compares user and groups in any order", () => {
        assert.ok(sameAwsAuthRole(WIDER, { ...WIDER, groups: WIDER.groups.toReversed() }));
        assert.ok(!sameAwsAuthRole(WIDER, ROLE));
        assert.ok(!sameAwsAuthRole(ROLE, { ...ROLE, userName: "other" }));
    });
});
