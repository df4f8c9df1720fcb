import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import type { FleetConfig } from "../../config/fleet";
import {
    namespaceChecks,
    namespaceProblems,
    namespaceWarnings,
    type NamespaceCheck,
    type NamespaceLabels,
} from "../../discovery/namespaceSecurity";
import { changed, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { CONTRACT } from "../support/hub";

const LABEL = "pod-security.kubernetes.io/enforce";
const EXISTING = { existing: true };
const CREATED = { accountId: "222222222222", region: "eu-central-1", clusterName: "shop" };
const SHOP = { existing: true, ...CREATED };
/** A stack of targets with its hub in another stack. */
const TARGETS_STACK = changed({
    management: undefined,
    hub: { stack: "hub" },
    targets: {},
    guestbook: {},
});

function withTarget(target: Raw, base: Raw = RAW_CONFIG): FleetConfig["targets"] {
    return parseConfig(changed({ "targets.shop": target }, base), "p").targets;
}

/** Paths of the namespaces to check. */
function checked(...given: Parameters<typeof namespaceChecks>): readonly string[] {
    return namespaceChecks(...given).map(({ path }) => path);
}

describe("Existing namespaces to check", () => {
    it("are those of existing clusters without a configured level", () => {
        const access = {
            namespaces: {
                shop: EXISTING,
                jobs: { existing: true, secrets: true },
                created: {},
                leveled: { existing: true, podSecurity: "baseline" },
                open: { existing: true, podSecurity: "privileged" },
                "kube-system": { existing: true, allowSystemNamespace: true },
            },
        };
        assert.deepEqual(namespaceChecks(withTarget({ ...SHOP, access }), undefined), [
            {
                path: "targets.shop.access.namespaces.shop",
                name: "shop",
                target: "shop",
                onManagement: false,
            },
            {
                path: "targets.shop.access.namespaces.jobs",
                name: "jobs",
                target: "shop",
                onManagement: false,
            },
        ]);
    });

    it("exclude clusters that this stack creates, or on which Argo CD is cluster-admin", () => {
        const access = { namespaces: { shop: EXISTING } };
        assert.deepEqual(checked(withTarget({ ...CREATED, access }), undefined), []);
        assert.deepEqual(checked(withTarget({ ...SHOP, access: "cluster" }), undefined), []);
        // Even if no namespace had a level there.
        const { shop } = withTarget({ ...CREATED, access });
        const namespaces = { shop: { existing: true, secrets: false, roles: false } };
        const without = { shop: { ...shop!, access: { kind: "namespaces", namespaces } as const } };
        assert.deepEqual(checked(without, undefined), []);
    });

    it("include those of the management cluster, if it exists", () => {
        const target = { management: true, access: { namespaces: { shop: EXISTING } } };
        const place = {
            accountId: "111111111111",
            region: "eu-west-1",
            clusterName: "management",
        };
        const existing = changed({
            "management.existing": true,
            "management.egressCidrs": ["198.51.100.7/32"],
        });
        assert.deepEqual(namespaceChecks(withTarget(target, existing), place), [
            {
                path: "targets.shop.access.namespaces.shop",
                name: "shop",
                target: "shop",
                onManagement: true,
            },
        ]);
        assert.deepEqual(checked(withTarget(target), undefined), []);
    });

    it("count as on the management cluster if the target names the cluster of another stack's hub", () => {
        const { accountId, clusterName, region } = CONTRACT;
        const access = { namespaces: { shop: EXISTING } };
        const onHub = { existing: true, accountId, region, clusterName, access };
        const isOnManagement = (change: Raw): boolean =>
            namespaceChecks(withTarget({ ...onHub, ...change }, TARGETS_STACK), CONTRACT)[0]!
                .onManagement;
        assert.equal(isOnManagement({}), true);
        assert.equal(isOnManagement({ accountId: "222222222222" }), false);
        assert.equal(isOnManagement({ region: "eu-central-1" }), false);
        assert.equal(isOnManagement({ clusterName: "other" }), false);
    });
});

describe("An existing namespace", () => {
    const path = "targets.shop.access.namespaces.shop";
    const onTarget: NamespaceCheck = { path, name: "shop", target: "shop", onManagement: false };
    const onManagement = { ...onTarget, onManagement: true };
    const WEAK: readonly NamespaceLabels[] = [
        {},
        { other: "label" },
        { [LABEL]: "privileged" },
        { [LABEL]: "typo" },
    ];
    const SAFE: readonly NamespaceLabels[] = [
        { [LABEL]: "baseline" },
        { [LABEL]: "restricted", other: "label" },
    ];

    it("is rejected if it does not exist, on any cluster", () => {
        for (const check of [onTarget, onManagement]) {
            assert.deepEqual(namespaceProblems(check, undefined), [
                {
                    path,
                    remedy: "namespace shop does not exist, although existing is true: leave existing unset to create the namespace, or create it first.",
                },
            ]);
            assert.deepEqual(namespaceWarnings(check, undefined), []);
        }
    });

    it("is rejected on the management cluster if it does not confine pods", () => {
        for (const labels of WEAK) {
            assert.deepEqual(namespaceProblems(onManagement, labels), [
                {
                    path: `${path}.podSecurity`,
                    remedy: "must be baseline or restricted: namespace shop of the management cluster enforces no Pod Security level, so a pod there could read the agent's token from the node and reach every cluster of the fleet. Set it here, or label the namespace: kubectl label namespace shop pod-security.kubernetes.io/enforce=baseline.",
                },
            ]);
            assert.deepEqual(namespaceWarnings(onManagement, labels), []);
        }
    });

    it("causes a warning on any other cluster if it does not confine pods", () => {
        for (const labels of WEAK) {
            assert.deepEqual(namespaceProblems(onTarget, labels), []);
            assert.deepEqual(namespaceWarnings(onTarget, labels), [
                `${path}: namespace shop enforces no Pod Security level, so a pod there can use the node's file system, network and processes. Set podSecurity: baseline here, or label the namespace: kubectl label namespace shop pod-security.kubernetes.io/enforce=baseline.`,
            ]);
        }
    });

    it("is accepted without a warning with baseline and above", () => {
        for (const check of [onTarget, onManagement]) {
            for (const labels of SAFE) {
                assert.deepEqual(namespaceProblems(check, labels), []);
                assert.deepEqual(namespaceWarnings(check, labels), []);
            }
        }
    });
});
