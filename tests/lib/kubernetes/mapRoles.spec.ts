import assert from "node:assert/strict";

import {
    addAwsAuthRole,
    findAwsAuthRole,
    removeAwsAuthRole,
    type AwsAuthRole,
} from "../../../lib/kubernetes/awsAuth";

const ROLE: AwsAuthRole = {
    roleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
    userName: "gitops:acme:{{SessionName}}",
    groups: ["gitops:acme:deployers"],
};
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

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "    ");
const windows = (text: string): string => text.replaceAll("\n", "\r\n");
const unended = (text: string): string => text.replace(/\n$/, "");

/** Title, text, and the text with our entry. Removing our entry restores the original to the byte. */
const LAYOUTS: readonly (readonly [string, string, string])[] = [
    ["an empty text", "", OURS],
    ["comments alone", "# none yet\n", `# none yet\n${OURS}`],
    ["a document's start alone", "---\n", `---\n${OURS}`],
    ["one entry", NODES, NODES + OURS],
    ["a text without a final newline", unended(NODES), unended(NODES + OURS)],
    ["an indented list", indented(NODES), indented(NODES + OURS)],
    ["Windows line ends", windows(NODES), windows(NODES + OURS)],
    ["comments at the end", `${NODES}\n# the end\n`, `${NODES}${OURS}\n# the end\n`],
    [
        "a comment in the last line",
        `${unended(NODES)} # nodes\n`,
        `${unended(NODES)} # nodes\n${OURS}`,
    ],
    ["a document's end", `---\n${NODES}...\n`, `---\n${NODES}${OURS}...\n`],
    ["an empty list in brackets", "[]", `[${OURS_IN_BRACKETS}]`],
    ["JSON", '[{"rolearn":"x"}]\n', `[{"rolearn":"x"}, ${OURS_IN_BRACKETS}]\n`],
    [
        "brackets over several lines",
        "[\n  {rolearn: x}, # theirs\n  {rolearn: y}, # also\n]\n",
        `[\n  {rolearn: x}, # theirs\n  {rolearn: y}, ${OURS_IN_BRACKETS}, # also\n]\n`,
    ],
    [
        "anchors, merges, tags and other keys",
        "- &a\n  rolearn: x\n  groups: &g [one]\n  userid: 012\n- <<: *a\n  rolearn: !!str y\n  groups: *g\n",
        `- &a\n  rolearn: x\n  groups: &g [one]\n  userid: 012\n- <<: *a\n  rolearn: !!str y\n  groups: *g\n${OURS}`,
    ],
    [
        "a text in lines of its own at the end",
        "- rolearn: x\n  note: |+\n    kept\n\n",
        `- rolearn: x\n  note: |+\n    kept\n\n${OURS}`,
    ],
    [
        "a dash in a line of its own",
        "-\n  rolearn: x\n-   # sso\n  sso: {}\n",
        `-\n  rolearn: x\n-   # sso\n  sso: {}\n${OURS}`,
    ],
];

describe("The text of mapRoles", () => {
    for (const [title, before, after] of LAYOUTS) {
        it(`appends our entry after ${title}, and restores the original to the byte`, () => {
            assert.equal(addAwsAuthRole(before, ROLE), after);
            assert.equal(removeAwsAuthRole(after, ROLE), before);
        });
    }

    const malformed: readonly (readonly [string, string])[] = [
        ["- rolearn: x\n  username: [\n", "Flow sequence in block collection must be"],
        ["- rolearn: x\n - rolearn: y\n", "All sequence items must start at the same column"],
        ["rolearn: x\n", "it is not a list"],
        ["- rolearn: x\n- text\n", "entry 2 is not a map"],
        ["- rolearn: x\n- \n", "entry 2 is not a map"],
        ["- [rolearn, x]\n", "entry 1 is not a map"],
        ["- rolearn: x\n  rolearn: y\n", "Map keys must be unique"],
        ["- rolearn: *x\n", "Unresolved alias"],
        ["- rolearn: x\n---\n- rolearn: y\n", "Source contains multiple documents"],
        [
            `- &a [x]\n- &b [${"*a, ".repeat(50)}]\n- &c [${"*b, ".repeat(50)}]\n- [${"*c, ".repeat(50)}]\n`,
            "Excessive alias count",
        ],
    ];
    for (const [text, problem] of malformed) {
        it(`rejects ${JSON.stringify(text.slice(0, 40))} instead of overwriting it`, () => {
            const message = (error: Error): true => {
                assert.ok(
                    error.message.startsWith(
                        `mapRoles of kube-system/aws-auth is malformed and was not changed: ${problem}`,
                    ),
                    error.message,
                );
                return true;
            };
            assert.throws(() => addAwsAuthRole(text, ROLE), message);
            assert.throws(() => removeAwsAuthRole(text, ROLE), message);
            assert.throws(() => findAwsAuthRole(text, ROLE), message);
        });
    }
});
