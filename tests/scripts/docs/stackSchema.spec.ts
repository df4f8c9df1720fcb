import assert from "node:assert/strict";

import { parseConfig } from "../../../config/parse";
import { SECTIONS } from "../../../config/sections";
import type { JsonSchema } from "../../../scripts/docs/jsonSchema";
import { sectionsOf } from "../../../scripts/docs/sections";
import { configSchema, stackSchema } from "../../../scripts/docs/stackSchema";
import { changed, type Raw } from "../../support/config";
import { FULL_CONFIG, RAW_CONFIG } from "../../support/fixtures";
import { configMistakes, stackFileMistakes } from "../../support/stackFiles";

const VALID: Raw = {
    config: {
        "eks-gitops-fleet:fleet": "acme",
        "eks-gitops-fleet:management": RAW_CONFIG.management,
    },
};

function withConfig(more: Raw): Raw {
    return { ...VALID, config: { ...(VALID["config"] as Raw), ...more } };
}

/** The schema of a key, by its path; of the first of several forms. */
function at(path: string): JsonSchema {
    return path.split(".").reduce<JsonSchema>((schema, key) => {
        const child = schema.properties?.[key] ?? (schema.additionalProperties as JsonSchema);
        return child.anyOf?.[0] ?? child;
    }, configSchema());
}

describe("The JSON schema of a configuration", () => {
    it("has every section of the parser, and requires the same ones", () => {
        assert.deepEqual(Object.keys(configSchema().properties ?? {}), Object.keys(SECTIONS));
        for (const key of configSchema().required ?? []) {
            assert.throws(
                () => parseConfig(changed({ [key]: undefined }), "p"),
                new RegExp(`p:${key}: missing`),
            );
        }
    });

    it("describes every key", () => {
        const silent = sectionsOf("", configSchema()).flatMap(({ path, schema }) =>
            Object.entries(schema.properties ?? {})
                .filter(([, { description = "" }]) => !/^[A-Z].{5,}[^.\s]$/s.test(description))
                .map(([key]) => `${path}.${key}`),
        );
        assert.deepEqual(silent, [], "give these keys a .meta({ description }), without full stop");
    });

    it("describes the allowed values of every key in the parser's words", () => {
        const silent: string[] = [];
        const look = (path: string, schema: JsonSchema): void => {
            if (!/^(allowed|must be)/.test(schema.errorMessage ?? "")) {
                silent.push(path);
            }
            for (const [key, child] of Object.entries(schema.properties ?? {})) {
                look(`${path}.${key}`, child);
            }
            for (const child of [schema.items, schema.additionalProperties]) {
                if (typeof child === "object") {
                    look(`${path}[]`, child);
                }
            }
        };
        Object.entries(configSchema().properties ?? {}).forEach(([key, child]) => look(key, child));
        assert.deepEqual(silent, [], "give these an error that says what is allowed");
    });

    it("includes patterns, limits, enums, lengths and names of keys", () => {
        assert.equal(at("management.accountId")["pattern"], "^\\d{12}$");
        const { type, minimum, maximum } = at("management.nodes.maxSize");
        assert.deepEqual({ type, minimum, maximum }, { type: "integer", minimum: 1, maximum: 100 });
        assert.deepEqual(at("management.network.natGateway").enum, ["none", "single", "perZone"]);
        assert.equal(at("management.nodes.instanceTypes")["minItems"], 1);
        assert.ok(at("management.logs.retentionInDays").enum?.includes(90));
        assert.match(String(at("targets").propertyNames?.["pattern"]), /^\^\[a-z\]/);
    });

    it("requires no key that has a default, and shows the default", () => {
        assert.deepEqual(at("management").required, ["accountId", "region", "clusterName"]);
        assert.equal(at("management.endpointAccess").default, "allowList");
    });

    it("has no keys that the parser does not have", () => {
        for (const { path, schema } of sectionsOf("", configSchema())) {
            assert.equal(schema.additionalProperties, false, path);
        }
    });

    it("accepts what the parser accepts", () => {
        assert.deepEqual(configMistakes(RAW_CONFIG), []);
        assert.deepEqual(configMistakes(FULL_CONFIG), []);
    });

    it("rejects wrong types, patterns, enums, limits, lengths, keys and names of keys", () => {
        for (const [path, value] of Object.entries({
            fleet: 7,
            "management.accountId": "123",
            "management.endpointAccess": "open",
            "management.nodes.maxSize": 101,
            "management.nodes.minSize": 1.5,
            "management.nodes.instanceTypes": [],
            "management.logRetentionInDays": 2,
            "management.nodes.size": 3,
            "management.network.cidr": "10.0.0.0/8",
            "targets.Testing": RAW_CONFIG.targets.testing,
            "targets.testing.access": { namespaces: {} },
            operatorCidrs: ["203.0.113.0/4"],
        })) {
            assert.notDeepEqual(configMistakes(changed({ [path]: value })), [], path);
        }
    });
});

describe("The JSON schema of a stack file", () => {
    it("uses the draft that editors support best", () => {
        assert.equal(stackSchema("p")["$schema"], "http://json-schema.org/draft-07/schema#");
    });

    it("accepts Pulumi's own keys in a stack file", () => {
        assert.deepEqual(stackFileMistakes(VALID), []);
        for (const pulumis of [
            { encryptionsalt: "v1:abc" },
            { secretsprovider: "awskms://alias/pulumi", encryptedkey: "AQ==" },
            { environment: ["aws/prod"] },
            { environment: { imports: ["aws/prod"] } },
        ]) {
            assert.deepEqual(stackFileMistakes({ ...VALID, ...pulumis }), []);
        }
        assert.notDeepEqual(stackFileMistakes({ ...VALID, encryptionSalt: "v1:abc" }), []);
    });

    it("accepts other packages' keys with any values", () => {
        const others = { "aws:region": "eu-west-1", "pulumi:disable-default-providers": ["aws"] };
        assert.deepEqual(stackFileMistakes(withConfig(others)), []);
    });

    it("accepts a key of the user's own only as an encrypted secret", () => {
        const named = (value: unknown): readonly string[] =>
            stackFileMistakes(withConfig({ "eks-gitops-fleet:repoPassword": value }));
        assert.deepEqual(named({ secure: "v1:abc:def" }), []);
        assert.notDeepEqual(named("hunter2"), []);
        assert.notDeepEqual(named({ secure: "v1:abc:def", more: 1 }), []);
    });

    it("rejects keys without a prefix, and files without the required ones", () => {
        assert.notDeepEqual(stackFileMistakes(withConfig({ fleet: "acme" })), []);
        assert.notDeepEqual(stackFileMistakes({ config: {} }), []);
        assert.notDeepEqual(stackFileMistakes({}), []);
    });
});
