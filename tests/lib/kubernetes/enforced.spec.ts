import assert from "node:assert/strict";

import { enforced, isEnforceable, objectName, objectPath } from "../../../lib/kubernetes/enforced";

const RBAC = "rbac.authorization.k8s.io/v1";

describe("Enforced objects", () => {
    const everything = {
        aggregationRule: { clusterRoleSelectors: [] },
        binaryData: { b: "Yg==" },
        data: { d: "d" },
        immutable: false,
        roleRef: { name: "r" },
        rules: [{ verbs: ["get"] }],
        spec: { s: true },
        stringData: { t: "t" },
        subjects: [{ name: "s" }],
        type: "Opaque",
    };
    const FIELDS: Readonly<Record<string, readonly (keyof typeof everything)[]>> = {
        AppProject: ["spec"],
        ClusterRole: ["rules", "aggregationRule"],
        ClusterRoleBinding: ["subjects"],
        ConfigMap: ["data", "binaryData"],
        NetworkPolicy: ["spec"],
        Role: ["rules"],
        RoleBinding: ["subjects"],
        Secret: ["data"],
    };
    for (const [kind, fields] of Object.entries(FIELDS)) {
        it(`compare ${fields.join(" and ")} of a ${kind}`, () => {
            const metadata = { name: "a", labels: { l: "l" }, annotations: { n: "n" } };
            assert.deepEqual(enforced({ apiVersion: "v9", kind, metadata, ...everything }), {
                apiVersion: "v9",
                kind,
                name: "a",
                fields: Object.fromEntries(fields.map((field) => [field, everything[field]])),
            });
            assert.equal(isEnforceable({ kind }), true);
        });
    }

    it("must not have fields that the program omits", () => {
        const metadata = { name: "a" };
        assert.deepEqual(
            enforced({ apiVersion: RBAC, kind: "ClusterRole", metadata, rules: [] }).fields,
            { rules: [], aggregationRule: null },
        );
        assert.deepEqual(enforced({ apiVersion: "v1", kind: "ConfigMap", metadata }).fields, {
            data: null,
            binaryData: null,
        });
    });

    it("keep their namespace", () => {
        const metadata = { name: "a", namespace: "shop" };
        assert.deepEqual(enforced({ apiVersion: RBAC, kind: "Role", metadata, rules: [] }), {
            apiVersion: RBAC,
            kind: "Role",
            namespace: "shop",
            name: "a",
            fields: { rules: [] },
        });
    });

    it("exclude other kinds, whose fields the API server fills in", () => {
        for (const kind of ["Deployment", "ServiceAccount", "Namespace", "Service"]) {
            assert.equal(isEnforceable({ kind }), false);
            assert.throws(() => enforced({ apiVersion: "v1", kind, metadata: { name: "a" } }), {
                message: `${kind} has no fields to enforce.`,
            });
        }
    });
});

describe("An object's path in the Kubernetes API", () => {
    const CASES: readonly (readonly [Parameters<typeof objectPath>[0], string])[] = [
        [
            { apiVersion: "v1", kind: "ConfigMap", namespace: "argocd", name: "argocd-cm" },
            "/api/v1/namespaces/argocd/configmaps/argocd-cm",
        ],
        [
            { apiVersion: RBAC, kind: "RoleBinding", namespace: "shop", name: "acme" },
            "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings/acme",
        ],
        [
            { apiVersion: RBAC, kind: "ClusterRole", name: "acme" },
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/acme",
        ],
        [
            {
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                namespace: "argocd",
                name: "server",
            },
            "/apis/networking.k8s.io/v1/namespaces/argocd/networkpolicies/server",
        ],
        [
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AppProject",
                namespace: "argocd",
                name: "default",
            },
            "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/default",
        ],
        [
            { apiVersion: RBAC, kind: "ClusterRole", name: "system:a/b" },
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa%2Fb",
        ],
        [
            { apiVersion: "v1", kind: "Secret", namespace: "a/b", name: "c" },
            "/api/v1/namespaces/a%2Fb/secrets/c",
        ],
    ];
    for (const [object, path] of CASES) {
        it(`is ${path}`, () => {
            assert.equal(objectPath(object), path);
        });
    }

    it("has a name for messages", () => {
        const object = { apiVersion: RBAC, kind: "Role", name: "acme", fields: {} };
        assert.equal(objectName({ ...object, namespace: "shop" }), "Role shop/acme");
        assert.equal(objectName({ ...object, kind: "ClusterRole" }), "ClusterRole acme");
    });
});
