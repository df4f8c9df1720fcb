import assert from "node:assert/strict";

import {
    confinesPods,
    DEFAULT_POD_SECURITY,
    POD_SECURITY_LEVELS,
    podSecurityLabels,
    podSecurityOf,
} from "../../../lib/kubernetes/podSecurity";

const ENFORCE = "pod-security.kubernetes.io/enforce";

describe("Pod Security", () => {
    it("has three levels, from least to most restrictive, and defaults to baseline", () => {
        assert.deepEqual(POD_SECURITY_LEVELS, ["privileged", "baseline", "restricted"]);
        assert.equal(DEFAULT_POD_SECURITY, "baseline");
    });

    it("is enforced by one label only", () => {
        for (const level of POD_SECURITY_LEVELS) {
            assert.deepEqual(podSecurityLabels(level), { [ENFORCE]: level });
        }
    });

    it("is parsed from that label", () => {
        for (const level of POD_SECURITY_LEVELS) {
            assert.equal(podSecurityOf({ other: "restricted", [ENFORCE]: level }), level);
        }
    });

    it("is privileged for a namespace without the label, or with an unknown level", () => {
        const weak: readonly (Readonly<Record<string, string>> | undefined)[] = [
            undefined,
            {},
            { "pod-security.kubernetes.io/warn": "restricted" },
            { [ENFORCE]: "" },
            { [ENFORCE]: "Baseline" },
            { [ENFORCE]: "strict" },
        ];
        for (const labels of weak) {
            assert.equal(podSecurityOf(labels), "privileged");
        }
    });

    it("confines pods to their namespace with baseline and above", () => {
        assert.deepEqual(POD_SECURITY_LEVELS.map(confinesPods), [false, true, true]);
    });
});
