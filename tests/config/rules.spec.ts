import assert from "node:assert/strict";

import { changed, problemsOf, type Raw } from "../support/config";

const OTHER = {
    accountId: "333333333333",
    region: "eu-west-1",
    clusterName: "other",
    access: "cluster",
};
const ROLE = "arn:aws:iam::111111111111:role";
const NO_ADMIN =
    "missing; nobody could reach the cluster. Set at least one administrator, including the role Pulumi runs as, or set provisionerRoleName.";

/** Ranges that don't overlap. */
function nthRange(index: number): string {
    return `10.${Math.floor(index / 16)}.${(index % 16) * 16}.0/20`;
}

/** Targets whose role names are as long as they can be. */
function manyTargets(count: number): Raw {
    const targets = Array.from({ length: count }, (_, index) => [
        `t${index}`.padEnd(32, "x"),
        { ...OTHER, clusterName: `c${index}`, network: { cidr: nthRange(index) } },
    ]);
    return { fleet: "f".repeat(20), targets: Object.fromEntries(targets) as Raw, guestbook: {} };
}

/** One rule between keys: changes that keep it, changes that break it, and what is said then. */
const RULES: readonly (readonly [title: string, kept: Raw, broken: Raw, problems: string[]])[] = [
    [
        "clusters are distinct",
        { "targets.other": { ...OTHER, clusterName: "testing" } },
        { "targets.other": { ...OTHER, accountId: "111111111111", clusterName: "management" } },
        [
            'p:targets.other.clusterName: found "management"; management is the same cluster (account, region and name); give each its own.',
            `p:targets.other.access: found "cluster"; must list namespaces, because this is the management cluster: an Application there could run a pod under the controller's own ServiceAccount and reach every cluster of the fleet.`,
        ],
    ],
    [
        "clusters with the same name are in different regions",
        { "targets.other": { ...OTHER, accountId: "222222222222", clusterName: "testing" } },
        {
            "targets.other": {
                ...OTHER,
                accountId: "222222222222",
                region: "eu-central-1",
                clusterName: "testing",
            },
        },
        [
            'p:targets.other.clusterName: found "testing"; targets.testing is the same cluster (account, region and name); give each its own.',
        ],
    ],
    [
        "no created cluster has the prefix of the roles that provision the fleet",
        {
            "management.clusterName": "acme-deployments",
            "targets.testing": { ...OTHER, clusterName: "acme-deploy-1", existing: true },
        },
        {
            "management.clusterName": "acme-provisioner",
            "targets.testing.clusterName": "acme-deploy-1",
        },
        [
            'p:management.clusterName: found "acme-provisioner"; names that begin with "acme-provisioner" are reserved for the roles that provision the fleet; choose another.',
            'p:targets.testing.clusterName: found "acme-deploy-1"; names that begin with "acme-deploy-" are reserved for the roles that provision the fleet; choose another.',
        ],
    ],
    [
        "all clusters are in one partition",
        { "management.region": "us-gov-west-1", "targets.testing.region": "us-gov-east-1" },
        { "targets.testing.region": "cn-north-1" },
        [
            `p:targets.testing.region: found "cn-north-1"; a region of partition aws is needed, the partition of management: roles cannot be assumed across partitions.`,
        ],
    ],
    [
        "an allow-list requires operatorCidrs",
        {
            operatorCidrs: undefined,
            "management.endpointAccess": "private",
            "targets.testing.endpointAccess": "world",
        },
        { operatorCidrs: undefined },
        [
            "p:operatorCidrs: missing; set the IPv4 ranges from which Pulumi and operators reach the API endpoints (of management, targets.testing), or set endpointAccess: private there.",
        ],
    ],
    [
        "an empty list of operatorCidrs counts as missing",
        { operatorCidrs: ["203.0.113.0/24"] },
        { operatorCidrs: [], "management.endpointAccess": "private" },
        [
            "p:operatorCidrs: missing; set the IPv4 ranges from which Pulumi and operators reach the API endpoints (of targets.testing), or set endpointAccess: private there.",
        ],
    ],
    [
        "a provisioner is a role of the cluster's own account",
        { "targets.testing.provisionerRoleArn": "arn:aws:iam::222222222222:role/Other" },
        { "targets.testing.provisionerRoleArn": `${ROLE}/Other` },
        [
            `p:targets.testing.provisionerRoleArn: found "${ROLE}/Other"; a role in account 222222222222 is required: the provisioner acts in the cluster's own account.`,
        ],
    ],
    [
        "every cluster has an administrator",
        {
            provisionerRoleName: undefined,
            "management.admins.me": `${ROLE}/Me`,
            "targets.testing.provisionerRoleArn": "arn:aws:iam::222222222222:role/Other",
        },
        {
            provisionerRoleName: undefined,
            "management.admins.me": `${ROLE}/Me`,
            "targets.testing.accountId": "111111111111",
        },
        [`p:targets.testing.admins: ${NO_ADMIN}`],
    ],
    [
        "no administrator has the provisioner's name",
        { "management.admins.provisioner2": `${ROLE}/Me` },
        { "management.admins.provisioner": `${ROLE}/Me` },
        [
            `p:management.admins.provisioner: found "${ROLE}/Me"; this name is reserved for the provisioner role; choose another.`,
        ],
    ],
    [
        "no administrator is the provisioner under another name, since EKS rejects a second entry",
        { "management.admins.me": `${ROLE}/Me` },
        { "management.admins.me": `${ROLE}/Provisioner` },
        [
            `p:management.admins.me: found "${ROLE}/Provisioner"; the provisioner is the same principal and already an administrator; remove one of them.`,
        ],
    ],
    [
        "administrators are different principals",
        { "management.admins": { me: `${ROLE}/Me`, you: `${ROLE}/You` } },
        { "management.admins": { me: `${ROLE}/Me`, you: `${ROLE}/Me` } },
        [
            `p:management.admins.you: found "${ROLE}/Me"; me is the same principal and already an administrator; remove one of them.`,
        ],
    ],
    [
        "targets have different names in Argo CD, whether set or defaulted",
        { "targets.other": { ...OTHER, displayName: "other-name" } },
        { "targets.other": { ...OTHER, displayName: "testing" } },
        [
            'p:targets.other.displayName: found "testing"; target testing has the same name in Argo CD; give each its own.',
        ],
    ],
    [
        "the guestbook's targets exist",
        { "guestbook.targets": [] },
        { "guestbook.targets": ["testing", "tesing"] },
        [
            'p:guestbook.targets.1: found "tesing"; no such target. Did you mean "testing"? Targets: testing.',
        ],
    ],
    [
        "a fleet without targets has no guestbook",
        { targets: {}, guestbook: undefined },
        { targets: {} },
        ['p:guestbook.targets.0: found "testing"; no such target. Targets: none.'],
    ],
    [
        "the guestbook's namespace is in scope on each of its targets",
        { "guestbook.namespace": "shop", "targets.testing.access": "cluster" },
        { "guestbook.namespace": "shop" },
        [
            'p:guestbook.namespace: found "shop"; target testing allows deployments to default only; choose one of these, or add the namespace to access of the target.',
        ],
    ],
    [
        "a namespace with the name of an inherited property is not in scope",
        {
            "guestbook.namespace": "constructor",
            "targets.testing.access": { namespaces: { constructor: {} } },
        },
        { "guestbook.namespace": "constructor" },
        [
            'p:guestbook.namespace: found "constructor"; target testing allows deployments to default only; choose one of these, or add the namespace to access of the target.',
        ],
    ],
    [
        "role argocd's permission leaves room in the quota of attached policies",
        manyTargets(200),
        manyTargets(400),
        [
            'p:targets: found 400 targets; role argocd\'s permission for them needs 8 managed policies of at most 62 targets, and twice as many while targets change, since a new one is attached before an old one is deleted; allowed: 10. Request a higher quota "Managed policies per role" for the hub account and set argocd.managedPoliciesPerRole to it, or move some of the targets to a fleet of their own.',
        ],
    ],
];

describe("A rule between keys of the configuration:", () => {
    for (const [title, kept, broken, problems] of RULES) {
        it(title, () => {
            assert.deepEqual(problemsOf(changed(kept)), []);
            assert.deepEqual(problemsOf(changed(broken)), problems);
        });
    }

    it("an invalid provisionerRoleName is not also reported as missing", () => {
        const problems = problemsOf(changed({ provisionerRoleName: "a/b" }));
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^p:provisionerRoleName: found "a\/b"; /);
    });

    it("an invalid target is not also reported as missing", () => {
        const problems = problemsOf(changed({ "targets.testing.region": "here" }));
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^p:targets\.testing\.region: found "here"; /);
    });
});
