import assert from "node:assert/strict";

import { changed, problemsOf } from "../support/config";

/** One rule of one value: what it accepts, what it refuses, and what it says then. */
interface Rule {
    readonly path: string;
    readonly accepted: readonly unknown[];
    readonly refused: readonly unknown[];
    readonly remedy: string;
}

const NAMESPACE =
    "allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.";
const GIT =
    'allowed: an address of a git repository: "https://host/path", "ssh://git@host/path" or "git@host:path", without password.';
const REPOSITORY =
    'allowed: an https:// address of a git repository, such as "https://github.com/argoproj/argocd-example-apps.git".';
const SIZE = "allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.";
const TAG_VALUE = "allowed: up to 256 letters, digits, spaces and _.:/=+-@.";
const TARGET = "targets.testing";
const ROLE = "arn:aws:iam::111111111111:role/";

/** Every value that stands by itself. Keys of maps, lists and words are below. */
const RULES: readonly Rule[] = [
    {
        path: "fleet",
        accepted: ["a", "acme-2", "a".repeat(20)],
        refused: ["Acme", "2acme", "acme-", "", "a".repeat(21), 7, "acme\n"],
        remedy: 'allowed: 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen; without "-deploy", "-deployer" and "-runner", with which its roles could have the names of another fleet\'s.',
    },
    {
        path: "operatorCidrs",
        accepted: [["203.0.113.0/24", "198.51.100.7/32"], ["11.0.0.0/8"]],
        refused: ["203.0.113.0/24", { a: 1 }],
        remedy: 'allowed: a list of IPv4 ranges in CIDR form, such as ["203.0.113.0/24"].',
    },
    {
        path: "operatorCidrs.0",
        accepted: ["203.0.113.0/24", "255.255.255.255/32"],
        refused: [
            ...["203.0.113.1/24", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/7", "203.0.113.0", "::/0"],
            ...["203.0.113.0/33", "203.0.113.0/024", "203.0.113.0/24/1", "256.0.0.0/24", "", 10],
        ],
        remedy: 'allowed: an IPv4 range in CIDR form, /8 or narrower, whose address is the first of the range, such as "203.0.113.0/24". To open an endpoint to everyone, set endpointAccess: world on the cluster.',
    },
    {
        path: "provisionerRoleName",
        accepted: ["Provisioner", "a+=,.@-_", "a".repeat(64)],
        refused: ["path/Provisioner", " ", "a".repeat(65), 7, `${ROLE}Admin`],
        remedy: "allowed: the name of an IAM role without path, 1 to 64 letters, digits and +=,.@-_.",
    },
    {
        path: "tags.owner",
        accepted: ["", "Müller & Co".replace("&", "+"), "x".repeat(256)],
        refused: ["a;b", "x".repeat(257), 7, null],
        remedy: TAG_VALUE,
    },
    {
        path: "management.accountId",
        accepted: ["012345678901"],
        refused: ["12345678901", "0123456789012", 111111111111, "11111111111a"],
        remedy: 'allowed: the twelve digits of an AWS account, quoted: "012345678901".',
    },
    {
        path: "management.region",
        accepted: ["us-east-1", "ap-southeast-2", "il-central-1"],
        refused: ["eu-west", "eu_west_1", "moon-west-1", "EU-WEST-1", 1],
        remedy: 'allowed: the name of an AWS region, such as "eu-west-1".',
    },
    {
        path: "management.clusterName",
        accepted: ["m", "Hub_1-a", "0", "a".repeat(100)],
        refused: ["-hub", "hub.1", "", "a".repeat(101), 7],
        remedy: "allowed: 1 to 100 letters, digits, hyphens and underscores, beginning with a letter or digit.",
    },
    {
        path: "management.network.cidr",
        accepted: ["10.1.0.0/16", "192.168.16.0/20"],
        refused: ["10.0.0.0/15", "10.0.0.0/21", "10.0.0.1/16", "ten", 10],
        remedy: 'allowed: an IPv4 range between /16 and /20, such as "10.0.0.0/16": smaller ones leave too few addresses for pods.',
    },
    {
        path: "management.nodes.instanceTypes",
        accepted: [["t3.large", "u-6tb1.metal"]],
        refused: [[], "t3.large"],
        remedy: "allowed: a list of at least one EC2 instance type.",
    },
    {
        path: "management.nodes.instanceTypes.0",
        accepted: ["m7i-flex.2xlarge"],
        refused: ["large", "T3.large", "t3.", 3],
        remedy: 'allowed: an EC2 instance type, such as "t3.large".',
    },
    ...(["minSize", "desiredSize", "maxSize"] as const).map((size) => ({
        path: `management.nodes.${size}`,
        accepted: { minSize: [1, 2], desiredSize: [3], maxSize: [100] }[size],
        refused: [0, -1, 101, 2.5, "2", null],
        remedy: SIZE,
    })),
    {
        path: "management.admins.me",
        accepted: [`${ROLE}Admin`, "arn:aws:iam::111111111111:user/me"],
        refused: ["arn:aws:sts::111111111111:assumed-role/Admin/me", "Admin", 7],
        remedy: 'allowed: the ARN of an IAM role or user, such as "arn:aws:iam::111111111111:role/Admin". For an SSO session, use the ARN of its role.',
    },
    {
        path: "management.provisionerRoleArn",
        accepted: [`${ROLE}Other`, `${ROLE}path/Other`],
        refused: ["arn:aws:iam::111111111111:user/me", "Other", 7],
        remedy: 'allowed: the ARN of an IAM role, such as "arn:aws:iam::111111111111:role/Provisioner".',
    },
    {
        path: `${TARGET}.displayName`,
        accepted: ["testing", "0", "a".repeat(63)],
        refused: ["Testing", "-a", "a.b", "a".repeat(64), 7],
        remedy: NAMESPACE,
    },
    {
        path: `${TARGET}.access`,
        accepted: ["cluster", { namespaces: { default: {} } }],
        refused: ["all", 7, null],
        remedy: "allowed: cluster, or a map of namespaces: { namespaces: { shop: {}, default: { existing: true } } }.",
    },
    {
        path: `${TARGET}.access.namespaces`,
        accepted: [{ default: { existing: true, secrets: true, roles: true } }],
        refused: [{}],
        remedy: "allowed: a map of at least one namespace.",
    },
    {
        path: `${TARGET}.access.namespaces`,
        accepted: [],
        refused: ["default", 7, null],
        remedy: "allowed: a map.",
    },
    ...["existing", "secrets", "roles"].map((option) => ({
        path: `${TARGET}.access.namespaces.default.${option}`,
        accepted: [true, false],
        refused: ["true", 1, null],
        remedy: "allowed: true or false.",
    })),
    {
        path: `${TARGET}.sourceRepos`,
        accepted: [[]],
        refused: ["https://example.com/a.git", {}],
        remedy: "allowed: a list of repository addresses.",
    },
    {
        path: `${TARGET}.sourceRepos.0`,
        accepted: ["https://example.com/a.git", "git@example.com:a.git", "https://a/b/*"],
        refused: ["http://example.com/a.git", "https://token@example.com/a.git", "a", 7],
        remedy: GIT,
    },
    {
        path: "argocd.namespace",
        accepted: ["argocd", "a".repeat(63)],
        refused: ["Argocd", "argocd-", "", 7],
        remedy: NAMESPACE,
    },
    {
        path: "argocd.manifests",
        accepted: ["/somewhere/manifests", "./manifests"],
        refused: ["", " ", 7],
        remedy: "allowed: a directory with the release's manifests.",
    },
    {
        path: "guestbook.targets",
        accepted: [[], ["testing"]],
        refused: ["testing", {}],
        remedy: "allowed: a list of target keys.",
    },
    {
        path: "guestbook.targets.0",
        accepted: ["testing"],
        refused: [7, null],
        remedy: "allowed: the key of a target.",
    },
    {
        path: "guestbook.repoUrl",
        accepted: ["https://example.com/a.git"],
        refused: ["http://example.com/a.git", "https://user:secret@example.com/a", 7],
        remedy: REPOSITORY,
    },
    {
        path: "guestbook.path",
        accepted: ["guestbook", "a/b", "."],
        refused: ["/guestbook", "", 7],
        remedy: "allowed: a path inside the repository, without leading slash.",
    },
    {
        path: "guestbook.targetRevision",
        accepted: ["HEAD", "v1.0"],
        refused: ["", "a b", 7],
        remedy: "allowed: a branch, tag or commit.",
    },
    {
        path: "guestbook.namespace",
        accepted: ["default"],
        refused: ["Default", "", 7],
        remedy: NAMESPACE,
    },
];

describe("A value of the configuration", () => {
    for (const { path, accepted, refused, remedy } of RULES) {
        for (const value of accepted) {
            it(`${path} may be ${JSON.stringify(value).slice(0, 80)}`, () => {
                assert.deepEqual(problemsOf(changed({ [path]: value })), []);
            });
        }
        for (const value of refused) {
            const text = JSON.stringify(value);
            it(`${path} may not be ${text.slice(0, 80)}`, () => {
                const found = text.length > 80 ? `${text.slice(0, 77)}...` : text;
                assert.deepEqual(problemsOf(changed({ [path]: value })), [
                    `p:${path}: found ${found}; ${remedy}`,
                ]);
            });
        }
    }
});

/** Words, one that is none of them, and the nearest to it. */
const WORDS = [
    ["management.endpointAccess", ["allowList", "world", "private"], "allowlist", "allowList"],
    ["management.upgradePolicy", ["STANDARD", "EXTENDED"], "Standard", "STANDARD"],
] as const;

describe("A word of the configuration", () => {
    for (const [path, words, other, nearest] of WORDS) {
        const allowed = `allowed: ${words.join(", ")}.`;

        it(`${path} is one of ${words.join(", ")}`, () => {
            for (const word of words) {
                assert.deepEqual(problemsOf(changed({ [path]: word })), []);
            }
        });

        it(`${path} is nothing else, and the nearest word is named`, () => {
            assert.deepEqual(problemsOf(changed({ [path]: other })), [
                `p:${path}: found "${other}"; ${allowed} Did you mean "${nearest}"?`,
            ]);
            assert.deepEqual(problemsOf(changed({ [path]: true })), [
                `p:${path}: found true; ${allowed}`,
            ]);
        });
    }
});
