import assert from "node:assert/strict";

import { accessArgs, accessScope, scopeNamespaces } from "../../../lib/kubernetes/access";

describe("accessScope", () => {
    const access = {
        namespaces: { default: { existing: true }, "kube-system": { existing: true }, shop: {} },
    };

    it("fills in the defaults, and leaves out what is off", () => {
        assert.deepEqual(accessScope(access, false), {
            kind: "namespaces",
            namespaces: {
                default: { existing: true, secrets: false, roles: false },
                "kube-system": { existing: true, secrets: false, roles: false },
                shop: { existing: false, secrets: false, roles: false },
            },
        });
        assert.deepEqual(accessScope("cluster", true), { kind: "cluster" });
    });

    it("labels existing namespaces of an owned cluster, except Kubernetes' own", () => {
        assert.deepEqual(accessScope(access, true), {
            kind: "namespaces",
            namespaces: {
                default: { existing: true, secrets: false, roles: false, podSecurity: "baseline" },
                "kube-system": { existing: true, secrets: false, roles: false },
                shop: { existing: false, secrets: false, roles: false },
            },
        });
    });

    it("keeps what is set", () => {
        const options = {
            existing: true,
            secrets: true,
            roles: true,
            podSecurity: "restricted",
            allowSystemNamespace: true,
        } as const;
        assert.deepEqual(accessScope({ namespaces: { shop: options } }, true), {
            kind: "namespaces",
            namespaces: { shop: options },
        });
    });

    it("changes nothing in a complete scope, and not even its text: the Guestbook hashes it", () => {
        for (const owned of [true, false]) {
            for (const given of [access, "cluster"] as const) {
                const scope = accessScope(given, owned);
                assert.equal(
                    JSON.stringify(accessScope(accessArgs(scope), owned)),
                    JSON.stringify(scope),
                );
            }
        }
    });
});

describe("scopeNamespaces", () => {
    const access = { existing: false, secrets: false, roles: false };

    it("lists the namespaces sorted, so that their order in the stack file does not matter", () => {
        assert.deepEqual(
            scopeNamespaces({ kind: "namespaces", namespaces: { web: access, shop: access } }),
            ["shop", "web"],
        );
    });

    it("is undefined for the whole cluster", () => {
        assert.equal(scopeNamespaces({ kind: "cluster" }), undefined);
    });
});
