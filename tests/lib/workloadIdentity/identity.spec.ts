import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parse } from "yaml";

import { fleetName } from "../../../lib/fields";
import { webIdentityTrust } from "../../../lib/iam/trust";
import { argoRoleName, deployerRoleName, runnerRoleName } from "../../../lib/naming/names";
import { serviceAccountAnnotations, torqueBlueprint } from "../../../lib/workloadIdentity/identity";

const ARN = "arn:aws:iam::222222222222:role/acme-runner-torque-dev";

/** A key of the configuration, or a fleet's name: hostile ones consist of the words that names are built from. */
const part = (longest: number): fc.Arbitrary<string> =>
    fc
        .array(fc.constantFrom("a", "b", "runner", "deployer", "argocd", "dev", "x1"), {
            minLength: 1,
            maxLength: 5,
        })
        .map((words) => words.join("-"))
        .filter((text) => text.length <= longest);
const fleet = part(20).filter((name) => fleetName.safeParse(name).success);

describe("A runner's role", () => {
    it("has a name of its fleet, identity and account, within IAM's limits", () => {
        assert.equal(runnerRoleName("acme", "torque", "dev"), "acme-runner-torque-dev");
        fc.assert(
            fc.property(fleet, part(32), part(32), (name, key, account) => {
                assert.match(runnerRoleName(name, key, account), /^[a-z0-9-]{1,64}$/);
            }),
        );
    });

    it("is never a role of another fleet, of any kind", () => {
        fc.assert(
            fc.property(fleet, fleet, part(32), part(32), part(32), (one, other, ...keys) => {
                const [key, account, target] = keys;
                const name = runnerRoleName(one, key, account);
                assert.notEqual(name, argoRoleName(other));
                assert.notEqual(name, deployerRoleName(other, target));
                if (one !== other) {
                    assert.notEqual(name, runnerRoleName(other, target, account));
                }
            }),
            { numRuns: 2000 },
        );
    });

    it("could be, if a fleet's name contained -runner, which is rejected", () => {
        assert.equal(
            runnerRoleName("acme-runner-a", "b", "c"),
            runnerRoleName("acme", "a-runner-b", "c"),
        );
        for (const name of ["acme-runner", "acme-runner-a", "acme-deployer", "a-deployer-b"]) {
            assert.ok(!fleetName.safeParse(name).success, name);
        }
        for (const name of ["runner", "runner-a", "acme-runners", "acmerunner", "deployer"]) {
            assert.ok(fleetName.safeParse(name).success, name);
        }
    });
});

describe("A runner's trust", () => {
    const hostile = fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.constantFrom("*", "?", "torque*", "system:serviceaccount:a:b", "${aws:username}", '"'),
    );

    it("names exactly one subject and audience, literally, whatever the names are", () => {
        fc.assert(
            fc.property(hostile, hostile, (namespace, serviceAccount) => {
                const document = webIdentityTrust({
                    oidcProviderArn: "arn",
                    issuer: "https://oidc/id",
                    namespace,
                    serviceAccounts: [serviceAccount],
                });
                const [statement, ...others] = (
                    JSON.parse(JSON.stringify(document)) as typeof document
                ).Statement;
                assert.deepEqual(others, []);
                assert.deepEqual(statement!.Condition, {
                    StringEquals: {
                        "oidc/id:aud": "sts.amazonaws.com",
                        "oidc/id:sub": [`system:serviceaccount:${namespace}:${serviceAccount}`],
                    },
                });
            }),
        );
    });
});

describe("A runner's ServiceAccount", () => {
    it("sets role, audience and STS endpoint, and the token's lifetime if configured, all as strings", () => {
        assert.deepEqual(serviceAccountAnnotations(ARN, { stsRegionalEndpoints: true }), {
            "eks.amazonaws.com/role-arn": ARN,
            "eks.amazonaws.com/audience": "sts.amazonaws.com",
            "eks.amazonaws.com/sts-regional-endpoints": "true",
        });
        const annotations = serviceAccountAnnotations(ARN, {
            stsRegionalEndpoints: false,
            tokenExpirationSeconds: 3600,
        });
        assert.equal(annotations["eks.amazonaws.com/sts-regional-endpoints"], "false");
        assert.equal(annotations["eks.amazonaws.com/token-expiration"], "3600");
    });
});

describe("The lines of a Torque blueprint", () => {
    const lines = { agent: "eks-agent", serviceAccount: "torque-dev", namespace: "environments" };

    it("can be pasted unchanged", () => {
        assert.equal(
            torqueBlueprint(lines),
            [
                "agent:",
                "  name: eks-agent",
                "  service-account: torque-dev",
                "  runner-namespace: environments",
                "",
            ].join("\n"),
        );
    });

    it("parse back to the same text, whatever it is", () => {
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.string({ minLength: 1, maxLength: 40 }),
                    fc.constantFrom("yes", "No", "null", "007", "1e3", "a: b", "- x", "# x", "0x1"),
                ),
                (agent) => {
                    const text = torqueBlueprint({ ...lines, agent, serviceAccount: "007" });
                    assert.deepEqual(parse(text), {
                        agent: {
                            name: agent,
                            "service-account": "007",
                            "runner-namespace": "environments",
                        },
                    });
                },
            ),
        );
    });
});
