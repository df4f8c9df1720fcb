import assert from "node:assert/strict";

import { agentSecretNames, harnessHubOf, roleServiceAccounts } from "../../../lib/fleet/agent";
import type { HubAgent } from "../../../lib/fleet/agent";
import type { HarnessConfig } from "../../../lib/harness/types";
import { othersWorkloads } from "../../../lib/harness/workloads";
import { ARGO_CD } from "../../support/argocd";
import { HARNESS, HARNESS_SCOPE } from "../../support/harness";

function agent(changes: Partial<HarnessConfig> = {}): HubAgent {
    return { engine: "harness", config: { ...HARNESS, ...changes } };
}

const controller = { kind: "Deployment", name: "c", serviceAccount: "controller" } as const;
const RENAMED = { ...HARNESS.workloads, controller };

describe("ServiceAccounts that get role argocd", () => {
    it("are Harness's two, never argocd-server", () => {
        assert.deepEqual(roleServiceAccounts(agent()), [
            "argocd-application-controller",
            "gitops-agent",
        ]);
        assert.deepEqual(roleServiceAccounts(agent({ workloads: RENAMED })), [
            "argocd-application-controller",
            "gitops-agent",
        ]);
    });

    it("have their existing names if someone else manages them", () => {
        const workloads = RENAMED;
        for (const changes of [
            { argoCd: "connected", workloads },
            { install: "existing", workloads },
        ] as const) {
            assert.deepEqual(roleServiceAccounts(agent(changes)), ["controller", "gitops-agent"]);
        }
    });

    it("are Argo CD's three with engine argocd", () => {
        assert.deepEqual(roleServiceAccounts({ engine: "argocd", config: ARGO_CD }), [
            "argocd-application-controller",
            "argocd-applicationset-controller",
            "argocd-server",
        ]);
    });
});

describe("ServiceAccounts of an existing installation", () => {
    it("are none for a managed agent, the controller for a connected Argo CD, and both for an existing agent", () => {
        const { agent: itself } = HARNESS.workloads;
        assert.deepEqual(othersWorkloads({ ...HARNESS, workloads: RENAMED }), {});
        assert.deepEqual(othersWorkloads({ ...HARNESS, argoCd: "connected", workloads: RENAMED }), {
            controller,
        });
        assert.deepEqual(othersWorkloads({ ...HARNESS, install: "existing", workloads: RENAMED }), {
            controller,
            agent: itself,
        });
    });
});

describe("An agent's secrets", () => {
    it("are the token's key, and none if a Secret holds the token or the agent exists already", () => {
        assert.deepEqual(agentSecretNames(agent()), ["harnessToken"]);
        const existing = { tokenSecret: undefined, existingSecretName: "token" };
        assert.deepEqual(agentSecretNames(agent(existing)), []);
        assert.deepEqual(agentSecretNames(agent({ install: "existing" })), []);
    });
});

describe("How Harness's agent knows clusters", () => {
    it("is said of it alone", () => {
        assert.deepEqual(harnessHubOf(agent()), { argoCd: "managed", scope: HARNESS_SCOPE });
        assert.equal(harnessHubOf({ engine: "argocd", config: ARGO_CD }), undefined);
    });
});
