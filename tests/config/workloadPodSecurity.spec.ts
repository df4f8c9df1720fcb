import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { problemText } from "../../lib/problems";
import { hubNamespaceProblems } from "../../discovery/hubNamespaces";
import { changed, problemsOf, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

const LEVELS = ["privileged", "baseline", "restricted"] as const;
const REACHES_THE_FLEET =
    "must be baseline or restricted: a privileged pod of the management cluster could read the agent's token from the node and reach every cluster of the fleet.";

/** Problems of a stack with another stack's hub, known by its contract. */
function contractProblems(raw: Raw): readonly string[] {
    return hubNamespaceProblems(parseConfig(raw, "p"), CONTRACT).map((problem) =>
        problemText(problem, "p"),
    );
}

describe("Pod Security of a workload identity's namespace", () => {
    const AT = "workloadIdentities.torque.namespace";
    const onHub = (namespace: Raw): Raw =>
        changed({ [AT]: { name: "environments", ...namespace } }, FLEET_WITH_IDENTITY);

    it("is part of the configuration only if it is set", () => {
        const namespaceOf = (raw: Raw): unknown =>
            parseConfig(raw, "p").workloadIdentities["torque"]!.namespace;
        const namespace = { name: "environments", existing: false };
        assert.deepEqual(namespaceOf(identitiesStack()), namespace);
        for (const podSecurity of LEVELS) {
            assert.deepEqual(
                namespaceOf(identitiesStack({ "namespace.podSecurity": podSecurity })),
                { ...namespace, podSecurity },
            );
        }
    });

    it("is refused for an existing namespace, which this program does not change", () => {
        for (const podSecurity of LEVELS) {
            const namespace = { name: "environments", existing: true, podSecurity };
            assert.deepEqual(problemsOf(identitiesStack({ namespace })), [
                `p:${AT}.podSecurity: found "${podSecurity}"; must be removed: this program does not change an existing namespace. Label it where it is managed: kubectl label namespace environments pod-security.kubernetes.io/enforce=${podSecurity}.`,
            ]);
        }
        const existing = { name: "environments", existing: true };
        assert.deepEqual(problemsOf(identitiesStack({ namespace: existing })), []);
    });

    it("is never privileged on the management cluster", () => {
        assert.deepEqual(problemsOf(onHub({ podSecurity: "privileged" })), [
            `p:${AT}.podSecurity: found "privileged"; ${REACHES_THE_FLEET}`,
        ]);
        for (const podSecurity of ["baseline", "restricted"]) {
            assert.deepEqual(problemsOf(onHub({ podSecurity })), []);
        }
        const elsewhere = identitiesStack({ "namespace.podSecurity": "privileged" });
        assert.deepEqual(problemsOf(elsewhere), []);
    });

    it("is never privileged on the cluster of another stack's hub, however that is named", () => {
        const { accountId, clusterName, region } = CONTRACT;
        const withHub = (change: Raw, cluster: unknown): Raw =>
            changed(
                { hub: { stack: "hub" }, "workloadIdentities.torque.cluster": cluster },
                identitiesStack({ "accounts.dev.region": "eu-west-1", ...change }),
            );
        const privileged = { "namespace.podSecurity": "privileged" };
        const problem = `p:${AT}.podSecurity: found "privileged"; ${REACHES_THE_FLEET}`;
        const named = { accountId, clusterName, region };

        assert.deepEqual(problemsOf(withHub(privileged, undefined)), [problem]);
        assert.deepEqual(contractProblems(withHub(privileged, named)), [problem]);
        assert.deepEqual(contractProblems(withHub({}, named)), []);
        const elsewhere = { ...named, region: "eu-north-1" };
        assert.deepEqual(contractProblems(withHub(privileged, elsewhere)), []);
    });

    it("is the same for all identities of one namespace", () => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const twice = (first: Raw, second: Raw): Raw => {
            const of = (change: Raw, serviceAccount: string): Raw =>
                changed({ ...change, serviceAccount }, structuredClone(torque));
            return {
                ...IDENTITIES_STACK,
                workloadIdentities: { torque: of(first, "one"), github: of(second, "two") },
            };
        };
        const level = (podSecurity: string): Raw => ({ "namespace.podSecurity": podSecurity });
        assert.deepEqual(problemsOf(twice(level("restricted"), level("baseline"))), [
            'p:workloadIdentities.github.namespace.podSecurity: found "baseline"; workloadIdentities.torque is in the same namespace and says restricted; say the same.',
        ]);
        assert.deepEqual(problemsOf(twice(level("restricted"), {})), [
            'p:workloadIdentities.github.namespace.podSecurity: found "nothing"; workloadIdentities.torque is in the same namespace and says restricted; say the same.',
        ]);
        assert.deepEqual(problemsOf(twice({}, level("restricted"))), [
            'p:workloadIdentities.github.namespace.podSecurity: found "restricted"; workloadIdentities.torque is in the same namespace and says nothing; say the same.',
        ]);
        assert.deepEqual(problemsOf(twice(level("restricted"), level("restricted"))), []);
        for (const apart of [{ "namespace.name": "other" }, { "cluster.clusterName": "other" }]) {
            const second = { ...level("baseline"), ...apart };
            assert.deepEqual(problemsOf(twice(level("restricted"), second)), []);
        }
    });
});
