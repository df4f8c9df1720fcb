import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { parseConfig } from "../../config/parse";
import { SECTIONS } from "../../config/sections";
import { ADDON_VERSIONS, DEFAULT_KUBERNETES_VERSION } from "../../lib/cluster/versions";
import type { Raw } from "../support/config";

interface ConfigKey {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly value?: unknown;
}

function read<T>(file: string): T {
    return parse(readFileSync(path.join(__dirname, "../..", file), "utf8")) as T;
}

const project = read<{ name: string; config: Record<string, ConfigKey> }>("Pulumi.yaml");

describe("Pulumi.yaml", () => {
    const keys = Object.entries(project.config).filter(([key]) => !key.includes(":"));

    it("declares exactly the keys that the parser knows", () => {
        assert.deepEqual(keys.map(([key]) => key).sort(), Object.keys(SECTIONS).sort());
    });

    it("gives every key a description and a type", () => {
        for (const [key, { description, type }] of keys) {
            assert.match(description ?? "", /^[A-Z].{10,}[^.]$/, key);
            assert.match(type ?? "", /^(string|object|array)$/, key);
        }
    });

    it("has only empty defaults, since the parser has the real ones", () => {
        for (const [key, { default: value }] of keys.filter(([, key]) => "default" in key)) {
            assert.match(JSON.stringify(value), /^(""|\{\}|\[\])$/, key);
        }
    });

    it("requires only the fleet's name", () => {
        const needed = keys.filter(([, key]) => !("default" in key)).map(([key]) => key);
        assert.deepEqual(needed, ["fleet"]);
    });

    it("disables the default providers of AWS and Kubernetes", () => {
        assert.deepEqual(project.config["pulumi:disable-default-providers"]?.value, [
            "aws",
            "kubernetes",
        ]);
    });
});

describe("Pulumi.dev.yaml", () => {
    it("is a configuration that the program accepts", () => {
        const { config } = read<{ config: Raw }>("Pulumi.dev.yaml");
        const prefix = `${project.name}:`;
        const raw = Object.fromEntries(
            Object.entries(config)
                .filter(([key]) => key.startsWith(prefix))
                .map(([key, value]) => [key.slice(prefix.length), value]),
        );
        assert.deepEqual(Object.keys(parseConfig(raw, project.name).targets), ["testing"]);
    });
});

describe("Versions", () => {
    it("of the default cluster are known", () => {
        assert.ok(DEFAULT_KUBERNETES_VERSION in ADDON_VERSIONS);
    });

    it("of add-ons are exact builds, kube-proxy's of the cluster's own minor version", () => {
        for (const [kubernetes, addons] of Object.entries(ADDON_VERSIONS)) {
            for (const version of Object.values(addons)) {
                assert.match(version, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
            }
            assert.ok(addons["kube-proxy"].startsWith(`v${kubernetes}.`));
        }
    });
});
