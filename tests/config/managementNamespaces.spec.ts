import assert from "node:assert/strict";

import { targetProject } from "../../lib/argocd/projects";
import { parseConfig } from "../../config/parse";
import { changed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { ALLOWED, onManagement, SYSTEM, WITH_HARNESS } from "../support/systemNamespaces";
import { FLEET_WITH_IDENTITY } from "../support/workloadIdentities";

describe("A system namespace of the management cluster", () => {
    for (const name of SYSTEM) {
        it(`is never deployed to: ${name}`, () => {
            for (const options of [{}, { existing: true }, ALLOWED]) {
                assert.deepEqual(problemsOf(onManagement(name, options)), [
                    `p:targets.hub.access.namespaces.${name}: must be removed: an Application in a system namespace of the management cluster could run a pod under a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Name a namespace of your applications; allowSystemNamespace has no effect on the management cluster.`,
                ]);
            }
        });
    }

    it("does not extend to namespaces with similar names", () => {
        for (const name of ["kube-systems", "kube", "system", "constructor"]) {
            assert.deepEqual(problemsOf(onManagement(name, {})), []);
        }
    });

    it("is refused for the agent's namespace as well, with or without the switch", () => {
        for (const [agent, more] of [
            ["argocd", {}],
            ["gitops", { "argocd.namespace": "gitops" }],
            ["agents", { ...WITH_HARNESS, "harness.namespace": "agents", guestbook: undefined }],
        ] as const) {
            for (const options of [{}, ALLOWED]) {
                const problems = problemsOf(onManagement(agent, options, more));
                assert.equal(problems.length, 1, problems.join("\n"));
                assert.match(
                    problems[0]!,
                    new RegExp(
                        `^p:targets\\.hub\\.access\\.namespaces\\.${agent}: must be removed, because the agent runs in this namespace`,
                    ),
                );
            }
        }
    });

    it("is recognized where the target names the management cluster by account, region and name", () => {
        const { accountId, region, clusterName } = RAW_CONFIG.management;
        const place = { accountId, region, clusterName };
        const problems = (target: Raw): readonly string[] =>
            problemsOf(changed({ "targets.same": { ...place, ...target } })).filter((problem) =>
                problem.startsWith("p:targets.same.access"),
            );
        for (const form of [{}, { existing: true }]) {
            const inside = (name: string): Raw => ({
                ...form,
                access: { namespaces: { [name]: ALLOWED } },
            });
            assert.match(
                problems(inside("kube-system")).join(),
                /^p:targets\.same\.access\.namespaces\.kube-system: must be removed: .* of the management cluster/,
            );
            assert.match(
                problems(inside("argocd")).join(),
                /^p:targets\.same\.access\.namespaces\.argocd: must be removed, because the agent runs in this namespace/,
            );
            assert.match(
                problems({ ...form, access: "cluster" }).join(),
                /^p:targets\.same\.access: found "cluster"; must list namespaces, because this is the management cluster/,
            );
            assert.deepEqual(problems(inside("shop")).length, 1, "the switch on an ordinary one");
        }
    });

    it("does not get the guestbook: its namespace is one of its targets' access", () => {
        const guestbook = { targets: ["hub"], namespace: "kube-system" };
        assert.deepEqual(problemsOf(onManagement("default", {}, { guestbook })), [
            'p:guestbook.namespace: found "kube-system"; target hub is deployed to in shop, default only; choose one of these or add it there.',
        ]);
        assert.match(
            problemsOf(onManagement("kube-system", ALLOWED, { guestbook })).join(),
            /^p:targets\.hub\.access\.namespaces\.kube-system: must be removed/,
        );
    });

    it("does not get what the bootstrap deploys: its namespace widens no target's access", () => {
        const { access } = parseConfig(
            onManagement(
                "default",
                {},
                {
                    "argocd.bootstrap": {
                        kind: "applicationSet",
                        repoUrl: "https://example.com/apps.git",
                        path: "apps",
                        namespace: "kube-system",
                    },
                },
            ),
            "p",
        ).targets["hub"]!;
        const project = { displayName: "hub", endpoint: "https://hub", sourceRepos: [] };
        assert.deepEqual(targetProject({ ...project, scope: access }).destinations, [
            { server: "https://hub", namespace: "default" },
            { server: "https://hub", namespace: "shop" },
        ]);
    });

    it("does not run the agent, to whose namespace the bootstrap deploys", () => {
        for (const name of SYSTEM) {
            for (const [engine, raw] of [
                ["argocd", changed({ "argocd.namespace": name })],
                ["argocd", changed({ argocd: { namespace: name, install: "existing" } })],
                [
                    "harness",
                    changed({ ...WITH_HARNESS, [`harness.namespace`]: name, guestbook: {} }),
                ],
            ] as const) {
                assert.deepEqual(problemsOf(raw), [
                    `p:${engine}.namespace: found "${name}"; must not be a system namespace (kube-system, kube-public, kube-node-lease): the agent's permissions there would be permissions over Kubernetes itself. Choose a namespace of its own, such as argocd.`,
                ]);
            }
        }
        assert.deepEqual(problemsOf(changed({ "argocd.namespace": "kube-argocd" })), []);
    });

    it("does not run a workload identity's pods, of this stack's hub or of another's", () => {
        const accounts = "workloadIdentities.torque.accounts";
        const referred = changed(
            {
                management: undefined,
                hub: { stack: "hub" },
                [`${accounts}.own.region`]: "eu-west-1",
                [`${accounts}.dev.region`]: "eu-west-1",
            },
            FLEET_WITH_IDENTITY,
        );
        for (const base of [FLEET_WITH_IDENTITY, referred]) {
            const inside = (name: string): Raw =>
                changed(
                    { "workloadIdentities.torque.namespace": { name, existing: true } },
                    structuredClone(base),
                );
            for (const name of SYSTEM) {
                assert.deepEqual(problemsOf(inside(name)), [
                    `p:workloadIdentities.torque.namespace.name: found "${name}"; must not be a system namespace of the management cluster: who starts pods there can use a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Choose a namespace of the pods' own.`,
                ]);
            }
            assert.deepEqual(problemsOf(inside("kube-runners")), []);
        }
    });

    it("may run a workload identity's pods on another cluster, which is not the fleet's way in", () => {
        const cluster = { accountId: "111111111111", region: "eu-west-1", clusterName: "other" };
        const namespace = { name: "kube-system", existing: true };
        assert.deepEqual(
            problemsOf(
                changed(
                    {
                        "workloadIdentities.torque.cluster": cluster,
                        "workloadIdentities.torque.namespace": namespace,
                    },
                    FLEET_WITH_IDENTITY,
                ),
            ),
            [],
        );
    });
});
