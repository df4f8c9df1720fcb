import assert from "node:assert/strict";
import fc from "fast-check";

import { parseDelivery } from "../../delivery/config";
import { SECTIONS } from "../../delivery/schema";
import { ConfigError } from "../../lib/problems";
import type { JsonSchema } from "../../scripts/docs/jsonSchema";
import { joined, sectionsOf } from "../../scripts/docs/sections";
import { configSchema } from "../../scripts/docs/stackSchema";
import { deliveries } from "../support/arbitraries/deliveries";
import { mutated } from "../support/arbitraries/mutations";
import type { Raw } from "../support/config";
import { delivery, deliveryProblems } from "../support/delivery";
import { deliveryFileMistakes } from "../support/stackFiles";

describe("Configurations of delivery", function () {
    this.timeout(600_000);

    it("are accepted by the parser and by the JSON schema if they follow every rule", () => {
        fc.assert(
            fc.property(deliveries, (raw) => {
                assert.deepEqual(deliveryProblems(raw), []);
                assert.deepEqual(deliveryFileMistakes(raw), []);
            }),
            { seed: 4, numRuns: 200 },
        );
    });

    it("contain every key of the schema in some sample", () => {
        const wanted = new Set<string>();
        for (const { path, schema } of sectionsOf("", configSchema(SECTIONS))) {
            Object.keys(schema.properties ?? {}).forEach((key) => wanted.add(joined(path, key)));
        }
        const missing = new Set(wanted);
        for (const raw of fc.sample(deliveries, { seed: 4, numRuns: 100 })) {
            keysIn(raw, "", wanted).forEach((key) => missing.delete(key));
        }
        assert.ok(wanted.has("stacks.<key>.githubActions.environment"));
        assert.deepEqual([...missing], []);
    });

    it("cause problems with a path and a remedy after mutations, unless the JSON schema accepts them too", () => {
        let rejected = 0;
        fc.assert(
            fc.property(mutated(deliveries), (raw) => {
                try {
                    parseDelivery(raw, "p");
                } catch (error) {
                    assert.ok(error instanceof ConfigError, `not a ConfigError: ${String(error)}`);
                    assert.ok(error.problems.length > 0);
                    for (const { path, remedy } of error.problems) {
                        assert.notEqual(path, "");
                        assert.notEqual(remedy, "");
                    }
                    assert.equal(error.message.split("\n").length, error.problems.length + 2);
                    rejected++;
                    return;
                }
                assert.deepEqual(deliveryFileMistakes(raw), []);
            }),
            { seed: 4, numRuns: 200 },
        );
        assert.ok(rejected > 50, String(rejected));
    });
});

describe("The JSON schema of delivery", () => {
    it("describes every key, and says what is allowed in the parser's words", () => {
        const silent: string[] = [];
        const look = (path: string, schema: JsonSchema): void => {
            if (!/^allowed/.test(schema.errorMessage ?? "")) {
                silent.push(path);
            }
            for (const [key, child] of Object.entries(schema.properties ?? {})) {
                if (!/^[A-Z].{5,}[^.\s]$/s.test(child.description ?? "")) {
                    silent.push(`${path}.${key}: description`);
                }
                look(`${path}.${key}`, child);
            }
            for (const child of [schema.items, schema.additionalProperties]) {
                if (typeof child === "object") {
                    look(`${path}[]`, child);
                }
            }
        };
        const { properties = {} } = configSchema(SECTIONS);
        Object.entries(properties).forEach(([key, child]) => look(key, child));
        assert.deepEqual(silent, []);
        assert.deepEqual(Object.keys(properties), Object.keys(SECTIONS));
    });

    it("rejects what the parser rejects, secrets of the user's own included", () => {
        for (const [path, value] of Object.entries({
            stacks: {},
            "stacks.dev.operations": [],
            "stacks.dev.sessionDuration": 899,
            "stacks.dev.githubActions.environment": "a:b",
            organization: "a b",
            repository: "https://u:p@h/a",
            pushToDeploy: "yes",
            targets: {},
            password: { secure: "v1:abc" },
        })) {
            const raw = delivery({ [path]: value });
            assert.notDeepEqual(deliveryProblems(raw), [], path);
            assert.notDeepEqual(deliveryFileMistakes(raw), [], path);
        }
    });
});

/** Paths of a configuration's keys, with `<key>` where the schema leaves the name to the user. */
function keysIn(value: unknown, path: string, known: ReadonlySet<string>): readonly string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [];
    }
    return Object.entries(value as Raw).flatMap(([key, inner]) => {
        const named = joined(path, key);
        const at = known.has(named) ? named : joined(path, "<key>");
        return [at, ...keysIn(inner, at, known)];
    });
}
