import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { loadConfig } from "../../../config/load";
import { ConfigError } from "../../../lib/problems";
import type { FleetConfig } from "../../../config/fleet";
import { changed, stackConfig, type Raw } from "../../support/config";
import { install } from "../../support/mocks";
import { ownConfig, readYaml, STACK_FILES, stackFileMistakes } from "../../support/stackFiles";

/** Parses a configuration like the program: from the text that Pulumi passes to it. */
function loaded(raw: Raw): FleetConfig {
    pulumi.runtime.setAllConfig(stackConfig(raw, "project-under-test"));
    return loadConfig();
}

/** Paths of all keys of a configuration: `management`, `management.region`. */
function pathsIn(value: unknown, path = ""): readonly string[] {
    return typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]) => {
              const at = path === "" ? key : `${path}.${key}`;
              return [at, ...pathsIn(inner, at)];
          });
}

function renamed(raw: Raw, path: string): Raw {
    const [parent, key] = [path.split(".").slice(0, -1), path.split(".").at(-1)!];
    const value = path.split(".").reduce<unknown>((at, name) => (at as Raw)[name], raw);
    return changed({ [path]: undefined, [[...parent, `${key}X`].join(".")]: value }, raw);
}

describe("Stack files", () => {
    beforeEach(() => install());
    afterEach(() => pulumi.runtime.setAllConfig({}));

    for (const file of STACK_FILES) {
        const raw = ownConfig(readYaml(file));

        it(`${file} is accepted by the program and by the JSON schema`, () => {
            assert.equal(loaded(raw).fleet, raw["fleet"]);
            assert.deepEqual(stackFileMistakes(readYaml(file)), []);
        });

        it(`${file} with a mistake is rejected by both`, () => {
            const prefixed = (broken: Raw): Raw => ({
                config: Object.fromEntries(
                    Object.entries(broken).map(([key, value]) => [
                        `eks-gitops-fleet:${key}`,
                        value,
                    ]),
                ),
            });
            const known = pathsIn(raw).filter((path) => /\.(accountId|clusterName)$/.test(path));
            assert.ok(known.length > 0);
            for (const broken of [
                ...known.map((path) => renamed(raw, path)),
                ...known.map((path) => changed({ [path]: ["a list"] }, raw)),
                renamed(raw, "fleet"),
                changed({ fleet: "Not a fleet" }, raw),
                changed({ "management.endpointAccess": "everybody" }, raw),
                changed({ "targets.Upper": raw["management"] ?? {} }, raw),
            ]) {
                assert.throws(() => loaded(broken), ConfigError, JSON.stringify(broken));
                assert.notDeepEqual(
                    stackFileMistakes(prefixed(broken)),
                    [],
                    JSON.stringify(broken),
                );
            }
        });
    }

    it("the shortest file has no optional key except targets", () => {
        const raw = ownConfig(readYaml("examples/shortest/Pulumi.shortest.yaml"));
        const needless = pathsIn(raw).filter((path) => {
            try {
                loaded(changed({ [path]: undefined }, raw));
                return true;
            } catch (error) {
                assert.ok(error instanceof ConfigError, path);
                return false;
            }
        });
        assert.deepEqual(needless, ["targets", "targets.testing"]);
    });
});
