import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, parsed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";

/** A stack of targets on another stack's hub. */
const TARGETS_STACK = { ...changed({ management: undefined }), hub: { stack: "hub" } };
const EXISTING = {
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "shop",
    access: { namespaces: { default: { existing: true } } },
};

describe("An existing cluster", () => {
    const withExisting = (changes: Raw = {}): Raw =>
        changed({ "targets.shop": EXISTING, ...changes });

    it("has a name and place, and rejects keys of created clusters", () => {
        const { cluster } = parsed(withExisting()).targets["shop"]!;
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

    it("rejects a misspelled key with the nearest one", () => {
        assert.match(
            problemsOf(withExisting({ "targets.shop.awsauth": "patch" }))[0]!,
            /^p:targets\.shop: unknown key "awsauth"\. Did you mean "awsAuth"\?/,
        );
    });

    it("accepts awsAuth, and rejects it beside a rolePath", () => {
        const patch = withExisting({ "targets.shop.awsAuth": "patch" });
        assert.deepEqual(problemsOf(patch), []);
        assert.match(
            problemsOf(changed({ rolePath: "/platform/" }, patch)).join(),
            /^p:targets\.shop\.awsAuth: aws-auth cannot map a role with a path, and rolePath is "\/platform\/"/,
        );
        assert.deepEqual(problemsOf(withExisting({ rolePath: "/platform/" })), []);
    });

    it("requires egressCidrs as the management cluster if a created target has an allow-list", () => {
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

    it("must not be the cluster of another target", () => {
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

    it("is a cluster of kind management with the place of the hub", () => {
        const { cluster } = parseConfig(hub({ namespaces: { shop: {} } }), "p").targets["hub"]!;
        assert.equal(cluster.kind, "management");
        assert.equal(cluster.clusterName, "management");
    });

    it("is rejected in a stack of targets", () => {
        const targets = { hub: { management: true, access: { namespaces: { shop: {} } } } };
        assert.match(
            problemsOf({ ...TARGETS_STACK, targets, guestbook: {} }).join(),
            /^p:targets\.hub\.management: found true; the management cluster belongs to the hub stack/,
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

    it("rejects a former key that another target has, or that is its own key", () => {
        const other = { ...testing, clusterName: "other" };
        assert.match(
            problemsOf(renamed("testing", { testing: other })).join("\n"),
            /p:targets\.stage\.formerKey: found "testing"; target testing has the names/,
        );
        assert.match(
            problemsOf(renamed("stage")).join(),
            /^p:targets\.stage\.formerKey: found "stage"; must be the key that the target had before/,
        );
        assert.match(
            problemsOf(
                renamed("testing", { again: { ...other, formerKey: "testing", displayName: "a" } }),
            ).join(),
            /^p:targets\.again\.formerKey: found "testing"; target stage has the names/,
        );
    });
});

describe("Warnings of a target", () => {
    it("are none for a careful configuration", () => {
        assert.deepEqual(parseConfig(RAW_CONFIG, "p").warnings, []);
    });

    it("name each target on which Argo CD is cluster-admin", () => {
        const { warnings } = parseConfig(changed({ "targets.testing.access": "cluster" }), "p");
        assert.equal(warnings.length, 1);
        assert.match(
            warnings[0]!,
            /^targets\.testing\.access: cluster makes Argo CD cluster-admin/,
        );
    });

    it("say that a guestbook waits for a manual entry in aws-auth", () => {
        const manual = changed({
            "targets.testing": { ...EXISTING, clusterName: "testing", awsAuth: "manual" },
        });
        assert.match(
            parseConfig(manual, "p").warnings.join(),
            /^guestbook\.targets: testing has awsAuth: manual/,
        );
        const patch = changed({
            "targets.testing": { ...EXISTING, clusterName: "testing", awsAuth: "patch" },
        });
        assert.deepEqual(parseConfig(patch, "p").warnings, []);
    });
});
