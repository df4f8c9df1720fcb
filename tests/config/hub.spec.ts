import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";

const rest = changed({ management: undefined });
/** A stack of targets on another stack's hub. */
const TARGETS_STACK = { ...rest, hub: { stack: "hub" } };
const EXISTING = {
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "shop",
    access: { namespaces: { default: { existing: true } } },
};

describe("Where the hub is", () => {
    it("is this stack where management is there, another where hub names one", () => {
        assert.equal(parseConfig(RAW_CONFIG, "p").hub.kind, "own");
        assert.deepEqual(parseConfig(TARGETS_STACK, "p").hub, {
            kind: "referred",
            stack: "hub",
            provisionerRoleName: "Provisioner",
        });
    });

    it("is said exactly once", () => {
        assert.deepEqual(problemsOf(changed({ hub: { stack: "hub" } })), [
            'p:hub: found {"stack":"hub"}; this stack has a management cluster of its own; leave out one of the two.',
        ]);
        assert.deepEqual(problemsOf(rest), [
            "p:management: missing; describe the management cluster, or say hub: { stack: ... } where it is another stack's. Only a stack of workloadIdentities alone needs neither.",
        ]);
    });

    it("is one problem, not two, where it is said wrongly", () => {
        const problems = problemsOf({ ...rest, hub: { stack: "a/b" } });
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^p:hub\.stack: found "a\/b"; allowed: the name of a stack/);
    });

    it("is where the agent is configured", () => {
        assert.deepEqual(problemsOf({ ...TARGETS_STACK, argocd: { namespace: "gitops" } }), [
            "p:argocd: the agent is the hub stack's (hub.stack: hub): configure it there.",
        ]);
    });

    it("takes names of stacks, short or whole", () => {
        for (const stack of ["hub", "acme/eks-gitops-fleet/hub.prod"]) {
            assert.deepEqual(problemsOf({ ...TARGETS_STACK, hub: { stack } }), []);
        }
    });
});

describe("A cluster that exists", () => {
    const withExisting = (changes: Raw = {}): Raw =>
        changed({ "targets.shop": EXISTING, ...changes });

    it("is named, and nothing of it is described", () => {
        const { cluster } = parseConfig(withExisting(), "p").targets["shop"]!;
        assert.deepEqual(cluster, {
            kind: "existing",
            accountId: "222222222222",
            region: "eu-central-1",
            provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
            clusterName: "shop",
            roleSettings: { path: "/" },
        });
        const [problem] = problemsOf(withExisting({ "targets.shop.kubernetesVersion": "1.35" }));
        assert.equal(
            problem,
            "p:targets.shop: kubernetesVersion applies to created clusters only; this one exists (existing: true): remove it.",
        );
    });

    it("hints at a misspelt key, as everywhere", () => {
        assert.match(
            problemsOf(withExisting({ "targets.shop.awsauth": "patch" }))[0]!,
            /^p:targets\.shop: unknown key "awsauth"\. Did you mean "awsAuth"\?/,
        );
    });

    it("may map by aws-auth, but no role with a path", () => {
        const patch = withExisting({ "targets.shop.awsAuth": "patch" });
        assert.deepEqual(problemsOf(patch), []);
        assert.match(
            problemsOf(changed({ rolePath: "/platform/" }, patch)).join(),
            /^p:targets\.shop\.awsAuth: aws-auth cannot map a role with a path, and rolePath is "\/platform\/"/,
        );
        assert.deepEqual(problemsOf(withExisting({ rolePath: "/platform/" })), []);
    });

    it("says as the management cluster where its pods come from, if a created target must let them in", () => {
        const management = { ...RAW_CONFIG.management, existing: true };
        assert.match(
            problemsOf(changed({ management })).join(),
            /^p:management\.egressCidrs: missing; .* the endpoints of testing admit no others\.$/,
        );
        const egressCidrs = ["198.51.100.7/32"];
        assert.deepEqual(problemsOf(changed({ management: { ...management, egressCidrs } })), []);
        assert.deepEqual(
            problemsOf(changed({ management, "targets.testing.endpointAccess": "world" })),
            [],
        );
    });

    it("is one cluster, not another target's", () => {
        const same = { ...EXISTING, clusterName: "testing" };
        assert.match(
            problemsOf(changed({ "targets.shop": same })).join(),
            /^p:targets\.shop\.clusterName: found "testing"; targets\.testing is the same cluster/,
        );
    });
});

describe("The management cluster as a target", () => {
    const hub = (access: unknown, more: Raw = {}): Raw =>
        changed({ "targets.hub": { management: true, access }, ...more });

    it("is deployed to in namespaces by name", () => {
        const { cluster } = parseConfig(hub({ namespaces: { shop: {} } }), "p").targets["hub"]!;
        assert.equal(cluster.kind, "management");
        assert.equal(cluster.clusterName, "management");
    });

    it("is never deployed to in the agent's namespace, or everywhere: the controller's ServiceAccount is there", () => {
        assert.match(
            problemsOf(hub("cluster")).join(),
            /^p:targets\.hub\.access: found "cluster"; .*under the controller's own ServiceAccount/,
        );
        for (const [agent, more] of [
            ["argocd", {}],
            ["gitops", { "argocd.namespace": "gitops" }],
        ] as const) {
            assert.match(
                problemsOf(hub({ namespaces: { [agent]: {} } }, more)).join(),
                new RegExp(`^p:targets\\.hub\\.access\\.namespaces\\.${agent}: `),
            );
        }
    });

    it("is the hub stack's own affair", () => {
        const targets = { hub: { management: true, access: { namespaces: { shop: {} } } } };
        assert.match(
            problemsOf({ ...TARGETS_STACK, targets, guestbook: {} }).join(),
            /^p:targets\.hub\.management: found true; the management cluster is the hub stack's/,
        );
    });
});

describe("A renamed target", () => {
    const { testing } = RAW_CONFIG.targets;
    const renamed = (formerKey: string, others: Raw = {}): Raw => ({
        ...RAW_CONFIG,
        targets: { stage: { ...testing, formerKey }, ...others },
        guestbook: { targets: ["stage"] },
    });

    it("keeps the identity of its former key", () => {
        const target = parseConfig(renamed("testing"), "p").targets["stage"]!;
        assert.deepEqual([target.identity, target.displayName], ["testing", "testing"]);
    });

    it("leaves its former key to nobody else, and isn't its own", () => {
        const other = { ...testing, clusterName: "other" };
        assert.match(
            problemsOf(renamed("testing", { testing: other })).join("\n"),
            /p:targets\.stage\.formerKey: found "testing"; target testing has the names/,
        );
        assert.match(
            problemsOf(renamed("stage")).join(),
            /^p:targets\.stage\.formerKey: found "stage"; this is the target's key/,
        );
        assert.match(
            problemsOf(
                renamed("testing", { again: { ...other, formerKey: "testing", displayName: "a" } }),
            ).join(),
            /^p:targets\.again\.formerKey: found "testing"; target stage has the names/,
        );
    });
});

describe("A secret of the configuration", () => {
    it("is a top-level key that something names, and is never shown", () => {
        const raw = { ...RAW_CONFIG, repoPassword: "hunter2" };
        const [problem] = problemsOf(raw);
        assert.match(problem!, /^p:repoPassword: unknown key\./);
        assert.ok(!problem!.includes("hunter2"));
    });
});
