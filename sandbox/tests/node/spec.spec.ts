import type { V1Container, V1Pod, V1Volume } from "@kubernetes/client-node";
import * as assert from "node:assert/strict";
import { containerEnvironment } from "../../src/node/environment";
import { expandVariables } from "../../src/node/expand";
import { fieldValue, resourceValue } from "../../src/node/fields";
import { parseQuantity } from "../../src/node/quantity";
import { MissingReference, type References } from "../../src/node/references";
import { tokenRenewal, tokenWishes, volumeFiles, volumeKind } from "../../src/node/volumes";

const pod: V1Pod = {
    metadata: { name: "web-0", namespace: "shop", uid: "u1", labels: { b: "2", a: 'x"y' } },
    spec: { containers: [{ name: "main" }], nodeName: "node-1" },
};

const references: References = {
    configMap: (name) =>
        name === "settings" ? new Map([["level", Buffer.from("debug")]]) : undefined,
    secret: (name) => (name === "login" ? new Map([["password", Buffer.from("s3")]]) : undefined),
};

describe("expansion of $(NAME)", () => {
    const cases: readonly (readonly [string, string])[] = [
        ["--password $(A)", "--password 1"],
        ["$(A)$(B)", "1$(B)"],
        ["$$(A)", "$(A)"],
        ["$A ${A} $", "$A ${A} $"],
        ["$(toString)", "$(toString)"],
    ];
    for (const [text, expected] of cases) {
        it(`${text} becomes ${expected}`, () => {
            assert.equal(expandVariables(text, { A: "1" }), expected);
        });
    }
});

describe("environment of a container", () => {
    const environment = (container: Partial<V1Container>): Record<string, string> =>
        containerEnvironment(pod, { name: "main", ...container }, references, { BASE: "b" });

    it("env wins over envFrom, which wins over the node's", () => {
        const result = environment({
            envFrom: [{ prefix: "P_", configMapRef: { name: "settings" } }],
            env: [
                { name: "BASE", value: "own" },
                { name: "COPY", value: "$(BASE)-$(P_level)" },
            ],
        });
        assert.deepEqual(result, { BASE: "own", P_level: "debug", COPY: "own-debug" });
    });

    it("values come from ConfigMaps, Secrets and the pod's fields", () => {
        const result = environment({
            env: [
                { name: "L", valueFrom: { configMapKeyRef: { name: "settings", key: "level" } } },
                { name: "S", valueFrom: { secretKeyRef: { name: "login", key: "password" } } },
                { name: "N", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
            ],
        });
        assert.deepEqual(result, { BASE: "b", L: "debug", S: "s3", N: "shop" });
    });

    it("a missing key stops the container unless it is optional", () => {
        const variable = (optional: boolean): Partial<V1Container> => ({
            env: [
                {
                    name: "X",
                    valueFrom: { secretKeyRef: { name: "login", key: "none", optional } },
                },
            ],
        });
        assert.throws(() => environment(variable(false)), MissingReference);
        assert.deepEqual(environment(variable(true)), { BASE: "b" });
    });

    it("a missing envFrom source stops the container unless it is optional", () => {
        assert.throws(
            () => environment({ envFrom: [{ secretRef: { name: "none" } }] }),
            /secret "none" not found/,
        );
        environment({ envFrom: [{ secretRef: { name: "none", optional: true } }] });
    });
});

describe("downward API", () => {
    it("knows single labels and all of them, sorted and quoted", () => {
        assert.equal(fieldValue(pod, "metadata.labels['b']"), "2");
        assert.equal(fieldValue(pod, "metadata.labels"), 'a="x\\"y"\nb="2"');
    });

    it("rejects an unsupported field", () => {
        assert.throws(() => fieldValue(pod, "spec.containers"), /not a field/);
    });

    it("limits are given in units of the divisor, rounded up, and default to the node's", () => {
        const container = { name: "main", resources: { limits: { cpu: "100m" } } };
        const value = (resource: string, divisor?: string): string =>
            resourceValue(pod, container, { resource, ...(divisor ? { divisor } : {}) });
        assert.equal(value("limits.cpu"), "1");
        assert.equal(value("limits.cpu", "1m"), "100");
        assert.equal(value("limits.memory", "1Mi"), "4096");
        assert.throws(() => value("limits.gpu"), /not known/);
    });

    it("quantities have decimal and binary suffixes only", () => {
        assert.equal(parseQuantity("1.5Gi"), 1.5 * 2 ** 30);
        assert.equal(parseQuantity("2k"), 2000);
        assert.throws(() => parseQuantity("5 apples"), /not a quantity/);
    });
});

describe("files of volumes", () => {
    const files = (volume: Partial<V1Volume>): Record<string, [string, number]> =>
        Object.fromEntries(
            [
                ...volumeFiles(
                    pod,
                    { name: "v", ...volume },
                    references,
                    (path) => `token:${path}`,
                ),
            ].map(([path, file]) => [path, [file.content.toString(), file.mode]]),
        );

    it("a configMap gives all keys with its mode, or the listed items", () => {
        assert.deepEqual(files({ configMap: { name: "settings", defaultMode: 0o400 } }), {
            level: ["debug", 0o400],
        });
        const items = [{ key: "level", path: "a/b", mode: 0o600 }];
        assert.deepEqual(files({ configMap: { name: "settings", items } }), {
            "a/b": ["debug", 0o600],
        });
    });

    it("a pod waits for a missing source or key unless it is optional", () => {
        assert.throws(() => files({ secret: { secretName: "none" } }), MissingReference);
        assert.deepEqual(files({ secret: { secretName: "none", optional: true } }), {});
        const items = [{ key: "none", path: "x" }];
        assert.throws(() => files({ secret: { secretName: "login", items } }), MissingReference);
        assert.deepEqual(files({ secret: { secretName: "login", items, optional: true } }), {});
    });

    it("a projected volume joins its sources, tokens private to the owner", () => {
        const projected = {
            sources: [
                { serviceAccountToken: { path: "token", audience: "sts.amazonaws.com" } },
                { configMap: { name: "settings" } },
                {
                    downwardAPI: {
                        items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }],
                    },
                },
            ],
        };
        assert.deepEqual(files({ projected }), {
            token: ["token:token", 0o600],
            level: ["debug", 0o644],
            name: ["web-0", 0o644],
        });
    });

    it("rejects a path outside the volume", () => {
        for (const path of ["../x", "/x", "a/../../x"]) {
            const items = [{ key: "level", path }];
            assert.throws(() => files({ configMap: { name: "settings", items } }), /leaves/);
        }
    });

    it("a kind of volume that can't be provided is an error, not an empty directory", () => {
        assert.equal(volumeKind({ name: "v", emptyDir: {} }), "emptyDir");
        assert.equal(volumeKind({ name: "v", secret: {} }), "files");
        assert.throws(() => volumeKind({ name: "v", hostPath: { path: "/" } }), /does not support/);
    });

    it("tokens are asked for with the volume's audience and renewed at 80 % of their life", () => {
        const volumes = [
            {
                name: "aws",
                projected: {
                    sources: [
                        {
                            serviceAccountToken: {
                                path: "token",
                                audience: "sts.amazonaws.com",
                                expirationSeconds: 86400,
                            },
                        },
                    ],
                },
            },
        ];
        assert.deepEqual(tokenWishes({ spec: { containers: [], volumes } }), [
            {
                volume: "aws",
                path: "token",
                audience: "sts.amazonaws.com",
                expirationSeconds: 86400,
            },
        ]);
        assert.equal(tokenRenewal(1000, 2000), 1800);
    });
});
