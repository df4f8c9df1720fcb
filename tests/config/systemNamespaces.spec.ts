import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, problemsOf, type Raw } from "../support/config";
import {
    ALLOWED,
    inNamespace,
    onManagement,
    SYSTEM,
    WITH_HARNESS,
} from "../support/systemNamespaces";

const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" } });

function warningsOf(raw: Raw): readonly string[] {
    return parseConfig(raw, "p").warnings;
}

const EXEMPT =
    "admission policies often exempt Kubernetes' own namespaces, so anyone who may deploy there may be able to run privileged pods and become administrator of the cluster";

/** What deploying into a namespace of another target means. */
const RISKS: Readonly<Record<string, string>> = {
    "kube-system":
        "controllers with permissions over the whole cluster run there, so anyone who may deploy there can become administrator of the cluster through one of their ServiceAccounts",
    "kube-public": EXEMPT,
    "kube-node-lease": EXEMPT,
    argocd: "an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches",
};

describe("A system namespace of another target", () => {
    for (const [name, risk] of Object.entries(RISKS)) {
        it(`is deployed to only with allowSystemNamespace: ${name}`, () => {
            assert.deepEqual(problemsOf(inNamespace(name, { existing: true })), [
                `p:targets.testing.access.namespaces.${name}: must be removed, or have allowSystemNamespace: true: ${risk}.`,
            ]);
            assert.deepEqual(problemsOf(inNamespace(name, ALLOWED)), []);
        });

        it(`is warned about at every run: ${name}`, () => {
            assert.deepEqual(warningsOf(inNamespace(name, ALLOWED)), [
                `targets.testing.access.namespaces.${name}: allowSystemNamespace is true: ${risk}.`,
            ]);
        });
    }

    it("is one with the agent's name, whatever that is: argocd is an ordinary one beside another", () => {
        const gitops = { "argocd.namespace": "gitops" };
        assert.deepEqual(problemsOf(inNamespace("argocd", {}, changed(gitops))), []);
        assert.match(
            problemsOf(inNamespace("gitops", {}, changed(gitops))).join(),
            /^p:targets\.testing\.access\.namespaces\.gitops: must be removed, or have allowSystemNamespace: true: an agent usually runs/,
        );
        const harness = changed({ ...WITH_HARNESS, "harness.namespace": "agents", guestbook: {} });
        assert.match(
            problemsOf(inNamespace("agents", {}, harness)).join(),
            /^p:targets\.testing\.access\.namespaces\.agents: must be removed, or have/,
        );
        assert.deepEqual(problemsOf(inNamespace("agents", ALLOWED, harness)), []);
    });

    it("is Kubernetes' own and exists: this program neither creates nor deletes it", () => {
        for (const name of SYSTEM) {
            assert.deepEqual(problemsOf(inNamespace(name, { allowSystemNamespace: true })), [
                `p:targets.testing.access.namespaces.${name}.existing: found false; must be true: every cluster has this namespace, and this program neither creates nor deletes it.`,
            ]);
        }
        assert.deepEqual(problemsOf(inNamespace("argocd", { allowSystemNamespace: true })), []);
    });

    it("is the same on every form of target, and on targets of another stack's hub", () => {
        const existing = changed({ "targets.testing.existing": true });
        for (const base of [existing, TARGETS_STACK]) {
            assert.match(
                problemsOf(inNamespace("kube-system", { existing: true }, base)).join(),
                /^p:targets\.testing\.access\.namespaces\.kube-system: must be removed, or have/,
            );
            assert.deepEqual(problemsOf(inNamespace("kube-system", ALLOWED, base)), []);
            assert.equal(warningsOf(inNamespace("kube-system", ALLOWED, base)).length, 1);
        }
    });

    it("gets the guestbook only where access names it with the switch", () => {
        const guestbook = { guestbook: { targets: ["testing"], namespace: "kube-system" } };
        assert.match(
            problemsOf(inNamespace("kube-system", { existing: true }, changed(guestbook))).join(),
            /^p:targets\.testing\.access\.namespaces\.kube-system: must be removed, or have/,
        );
        assert.deepEqual(problemsOf(inNamespace("kube-system", ALLOWED, changed(guestbook))), []);
    });
});

describe("allowSystemNamespace", () => {
    it("is refused on an ordinary namespace, where it has no effect, on any target", () => {
        assert.deepEqual(problemsOf(inNamespace("shop", { allowSystemNamespace: true })), [
            "p:targets.testing.access.namespaces.shop.allowSystemNamespace: found true; must be removed: it has no effect on shop, which is not one of kube-system, kube-public, kube-node-lease, argocd.",
        ]);
        assert.match(
            problemsOf(onManagement("jobs", { allowSystemNamespace: true })).join(),
            /^p:targets\.hub\.access\.namespaces\.jobs\.allowSystemNamespace: found true; must be removed: it has no effect on jobs/,
        );
        assert.deepEqual(problemsOf(inNamespace("shop", { allowSystemNamespace: false })), []);
    });

    it("is left to discovery where the agent's namespace is known from the hub's contract alone", () => {
        for (const name of ["argocd", "gitops"]) {
            assert.deepEqual(problemsOf(inNamespace(name, ALLOWED, TARGETS_STACK)), []);
            assert.deepEqual(problemsOf(inNamespace(name, {}, TARGETS_STACK)), []);
        }
    });

    it("is not judged where the agent's section is wrong, and its namespace unknown", () => {
        const wrong = inNamespace("gitops", ALLOWED, changed({ "argocd.namespace": "No" }));
        assert.deepEqual(
            problemsOf(wrong).map((problem) => problem.split(":")[1]),
            ["argocd.namespace"],
        );
    });

    it("leaves the scope of a target without it unchanged: no Application is verified again", () => {
        const scope = (options: Raw): unknown =>
            parseConfig(inNamespace("argocd", options, changed({ "argocd.namespace": "a" })), "p")
                .targets["testing"]!.access;
        const namespaces = {
            default: { existing: true, secrets: false, roles: false, podSecurity: "baseline" },
            argocd: { existing: false, secrets: false, roles: false },
        };
        assert.deepEqual(scope({}), { kind: "namespaces", namespaces });
        assert.deepEqual(scope({ allowSystemNamespace: false }), {
            kind: "namespaces",
            namespaces,
        });
    });
});
