import assert from "node:assert/strict";

import type { NamespaceAccess } from "../../../lib/kubernetes/access";
import { namespaceRules } from "../../../lib/kubernetes/rbac";
import { withAnnotations } from "../../../lib/kubernetes/objects";

const NONE: NamespaceAccess = { existing: false, secrets: false, roles: false };
const ALL: NamespaceAccess = { existing: true, secrets: true, roles: true };

function resources(access: NamespaceAccess): readonly string[] {
    return namespaceRules(access).flatMap((rule) => rule.resources);
}

describe("The rules of a deployer in a namespace", () => {
    it("list kinds and verbs explicitly", () => {
        const lines = namespaceRules(ALL).map(
            (rule) =>
                `${rule.apiGroups.join()}: ${rule.resources.join(" ")} = ${rule.verbs.join(" ")}`,
        );
        const write = "get list watch create update patch delete";
        assert.deepEqual(lines, [
            `: configmaps endpoints limitranges persistentvolumeclaims pods podtemplates replicationcontrollers resourcequotas serviceaccounts services = ${write}`,
            ": events pods/log = get list watch",
            `apps: controllerrevisions daemonsets deployments replicasets statefulsets = ${write}`,
            `autoscaling: horizontalpodautoscalers = ${write}`,
            `batch: cronjobs jobs = ${write}`,
            "discovery.k8s.io: endpointslices = get list watch",
            `networking.k8s.io: ingresses networkpolicies = ${write}`,
            `policy: poddisruptionbudgets = ${write}`,
            `: secrets = ${write}`,
            `rbac.authorization.k8s.io: roles rolebindings = ${write}`,
        ]);
    });

    it("include no wildcard, escalate, bind, impersonate or exec", () => {
        const words = namespaceRules(ALL).flatMap((rule) => [
            ...rule.apiGroups,
            ...rule.resources,
            ...rule.verbs,
        ]);
        for (const forbidden of ["*", "escalate", "bind", "impersonate", "pods/exec"]) {
            assert.ok(!words.includes(forbidden), forbidden);
        }
    });

    it("include Secrets only if configured", () => {
        assert.ok(!resources({ ...ALL, secrets: false }).includes("secrets"));
        assert.ok(resources({ ...NONE, secrets: true }).includes("secrets"));
    });

    it("include Roles and RoleBindings only if configured", () => {
        assert.deepEqual(
            resources({ ...ALL, roles: false }).filter((kind) => kind.startsWith("role")),
            [],
        );
        assert.deepEqual(
            resources({ ...NONE, roles: true }).filter((kind) => kind.startsWith("role")),
            ["roles", "rolebindings"],
        );
    });

    it("do not depend on who created the namespace", () => {
        assert.deepEqual(namespaceRules({ ...NONE, existing: true }), namespaceRules(NONE));
    });
});

describe("withAnnotations", () => {
    it("adds annotations and changes nothing else", () => {
        const object = {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "x", annotations: { kept: "1", changed: "1" } },
            data: { a: "b" },
        };
        assert.deepEqual(withAnnotations(object, { changed: "2", added: "3" }), {
            ...object,
            metadata: { name: "x", annotations: { kept: "1", changed: "2", added: "3" } },
        });
    });
});
