import assert from "node:assert/strict";
import fc from "fast-check";

import {
    argoRoleName,
    deployerGroup,
    deployerRbacName,
    deployerRoleName,
    deployerUserName,
    fit,
    registrationName,
    roleNamePrefix,
    shortHash,
} from "../../../lib/naming/names";

describe("Names", () => {
    it("contain the fleet, so that two fleets can share an account or a cluster", () => {
        assert.equal(argoRoleName("acme"), "acme-argocd");
        assert.equal(deployerRoleName("acme", "testing"), "acme-deployer-testing");
        assert.equal(deployerGroup("acme"), "gitops:acme:deployers");
        assert.equal(deployerRbacName("acme"), "gitops-acme-deployer");
        assert.equal(registrationName("acme", "testing"), "acme.testing");
    });

    it("of a cluster's roles start with the cluster's name and leave room for the provider's suffix", () => {
        assert.equal(roleNamePrefix("testing", "nodes"), "testing-nodes-");
        const [one, two] = ["a", "b"].map((last) =>
            roleNamePrefix(`${"c".repeat(99)}${last}`, "control-plane"),
        );
        assert.equal(one!.length, 38);
        assert.notEqual(one, two);
    });

    it("of the Kubernetes user contain the session after a colon, as EKS requires", () => {
        assert.equal(deployerUserName("acme"), "gitops:acme:{{SessionName}}");
    });

    it("of groups and users start with none of the prefixes that EKS reserves", () => {
        for (const name of [deployerGroup("system"), deployerUserName("eks")]) {
            assert.doesNotMatch(name, /^(system|eks|aws|amazon|iam):/);
        }
    });

    it("within the limit are not changed", () => {
        assert.equal(fit("a".repeat(64), 64), "a".repeat(64));
    });

    it("over the limit are shortened and end with a hash of the full name", () => {
        const long = `acme-deployer-${"x".repeat(60)}`;
        assert.equal(deployerRoleName("acme", "x".repeat(60)), `${long.slice(0, 55)}-89088b02`);
        assert.equal(argoRoleName("y".repeat(60)).length, 64);
    });

    it("that differ only after the cut stay distinct, and the same name always gives the same result", () => {
        const tail = fc.string({ minLength: 1, maxLength: 20 });
        fc.assert(
            fc.property(tail, tail, (one, other) => {
                const [a, b] = ["z".repeat(64) + one, "z".repeat(64) + other] as const;
                assert.equal(fit(a, 64).length, 64);
                assert.equal(fit(a, 64) === fit(b, 64), a === b);
            }),
            { seed: 1, numRuns: 200 },
        );
    });

    it("have a hash of eight hex digits", () => {
        assert.equal(shortHash("a"), "ca978112");
    });
});
