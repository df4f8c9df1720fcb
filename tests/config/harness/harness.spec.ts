import assert from "node:assert/strict";

import type { HarnessConfig } from "../../../lib/harness/types";
import { harnessScope } from "../../../lib/harness/workloads";
import { parseConfig } from "../../../config/parse";
import { changed, problemsOf, type Raw } from "../../support/config";
import { HARNESS, HARNESS_SECTION } from "../../support/harness";
import { IDENTITIES_STACK } from "../../support/workloadIdentities";

/** The small configuration with Harness's agent. */
function raw(section: Raw = {}, changes: Raw = {}): Raw {
    const harness = { ...HARNESS_SECTION, ...section };
    const known = Object.entries(harness).filter(([, value]) => value !== undefined);
    return changed({
        engine: "harness",
        harness: Object.fromEntries(known),
        guestbook: undefined,
        harnessToken: "t0ken",
        ...changes,
    });
}

function parsed(section: Raw = {}, changes: Raw = {}): HarnessConfig {
    const { hub } = parseConfig(raw(section, changes), "p");
    assert.ok(hub.kind === "own" && hub.agent.engine === "harness");
    return hub.agent.config;
}

describe("Harness's agent as configured", () => {
    it("has every default where only its identity and its token are said", () => {
        assert.deepEqual(parsed(), HARNESS);
    });

    it("has its token in a Secret that exists", () => {
        const { tokenSecret, ...others } = HARNESS;
        assert.deepEqual(
            parsed(
                { tokenSecret: undefined, existingSecretName: "agent-token" },
                { harnessToken: undefined },
            ),
            { ...others, existingSecretName: "agent-token" },
        );
    });

    it("is of an account or organization unless a narrower scope is set", () => {
        const { accountIdentifier, agentIdentifier } = HARNESS_SECTION;
        const account = parsed({ orgIdentifier: undefined, projectIdentifier: undefined });
        assert.deepEqual(harnessScope(account), { accountIdentifier, agentIdentifier });
    });

    it("is highly available in production, and one that is there is its owner's affair", () => {
        const production = { environment: "production" };
        assert.equal(parsed({}, production).highAvailability, true);
        assert.equal(parsed({ highAvailability: false }, production).highAvailability, false);
        const existing = parsed(
            { install: "existing", tokenSecret: undefined },
            { ...production, harnessToken: undefined },
        );
        assert.equal(existing.highAvailability, false);
        assert.equal(existing.install, "existing");
    });
});

const REFUSED: readonly (readonly [what: string, raw: Raw, problem: string | RegExp])[] = [
    [
        "another engine",
        raw({}, { engine: "flux" }),
        'p:engine: found "flux"; allowed: argocd, harness.',
    ],
    [
        "the section of the engine that isn't chosen",
        raw({}, { engine: "argocd" }),
        "p:harness: engine is argocd, and this is the other one's section: leave it out, or say engine: harness.",
    ],
    [
        "Argo CD's section beside Harness's",
        raw({}, { argocd: {} }),
        "p:argocd: engine is harness, and this is the other one's section: leave it out, or say engine: argocd.",
    ],
    [
        "the engine without who the agent is",
        raw({}, { harness: undefined, harnessToken: undefined }),
        "p:harness: missing; engine is harness: give accountIdentifier, agentIdentifier and tokenSecret.",
    ],
    [
        "no token",
        raw({ tokenSecret: undefined }, { harnessToken: undefined }),
        "p:harness.tokenSecret: missing; name the secret configuration key of the agent's token, or by existingSecretName a Secret that has it.",
    ],
    [
        "two tokens",
        raw({ existingSecretName: "agent-token" }),
        "p:harness.tokenSecret: the token is in existingSecretName's Secret as well: leave out one of the two.",
    ],
    [
        "a token that isn't set",
        raw({}, { harnessToken: undefined }),
        'p:harness.tokenSecret: found "harnessToken"; no such secret. Set it: pulumi config set --secret harnessToken.',
    ],
    [
        "a token under a name of the configuration's own",
        raw({ tokenSecret: "fleet" }, { harnessToken: undefined }),
        'p:harness.tokenSecret: found "fleet"; fleet is a key of the configuration itself: give the secret a name of its own.',
    ],
    [
        "a project without its organisation",
        raw({ orgIdentifier: undefined }),
        "p:harness.orgIdentifier: missing; a project is in an organization: name it, or leave out projectIdentifier.",
    ],
    [
        "an identifier that YAML takes for a truth",
        raw({ agentIdentifier: "no" }),
        /^p:harness\.agentIdentifier: found "no"; allowed: the agent's identifier as Harness shows it/,
    ],
    [
        "an identifier with the prefix of its scope",
        raw({ agentIdentifier: "account.hub" }),
        /^p:harness\.agentIdentifier: found "account\.hub"; allowed/,
    ],
    [
        "an upgrader that can't find the token",
        raw(
            { tokenSecret: undefined, existingSecretName: "agent-token", upgrader: true },
            { harnessToken: undefined },
        ),
        'p:harness.existingSecretName: found "agent-token"; the upgrader reads the token from Secret gitops-agent only: name the Secret so, or leave out upgrader.',
    ],
    [
        "a token for an agent that is there already",
        raw({ install: "existing" }),
        "p:harness.tokenSecret: an existing agent is configured where it was installed: leave the key out, or choose install: helm.",
    ],
    [
        "the guestbook with a managed agent",
        raw({}, { guestbook: { targets: ["testing"] } }),
        'p:guestbook.targets.0: found "testing"; Applications of a managed agent are made in Harness: leave it out and follow docs/harness.md, or choose harness.argoCd: connected.',
    ],
    [
        "three redis on two nodes",
        raw({ highAvailability: true }),
        "p:management.nodes.desiredSize: found 2; harness.highAvailability needs at least 3 nodes, since each of its three redis servers insists on one of its own; raise desiredSize, or say harness.highAvailability: false.",
    ],
    [
        "a target that is the agent's own namespace",
        raw({}, { "targets.hub": { management: true, access: { namespaces: { argocd: {} } } } }),
        /^p:targets\.hub\.access\.namespaces\.argocd: must be removed, because the agent runs in this namespace/,
    ],
];

describe("Of Harness's agent the configuration refuses", () => {
    for (const [what, config, problem] of REFUSED) {
        it(what, () => {
            const problems = problemsOf(config);
            assert.equal(problems.length, 1, problems.join("\n"));
            if (typeof problem === "string") {
                assert.equal(problems[0], problem);
            } else {
                assert.match(problems[0]!, problem);
            }
        });
    }

    it("an engine where the agent is another stack's, or where there is none", () => {
        const referred = raw({}, { management: undefined, hub: { stack: "hub" } });
        assert.deepEqual(
            problemsOf(referred).filter((line) => line.includes("configure it there")).length,
            2,
        );
        assert.deepEqual(problemsOf({ ...IDENTITIES_STACK, engine: "harness" }), [
            "p:engine: must be removed: a stack without a management cluster has no agent.",
        ]);
    });
});

describe("Of Harness's agent the configuration allows", () => {
    it("the guestbook with a connected Argo CD, and three redis nowhere", () => {
        const connected = { argoCd: "connected", highAvailability: true };
        assert.deepEqual(problemsOf(raw(connected, { guestbook: { targets: ["testing"] } })), []);
    });

    it("a Secret that the upgrader knows", () => {
        const existing = { tokenSecret: undefined, existingSecretName: "gitops-agent" };
        assert.deepEqual(
            problemsOf(raw({ ...existing, upgrader: true }, { harnessToken: undefined })),
            [],
        );
    });
});

describe("Warnings of Harness's agent", () => {
    const warnings = (section: Raw, changes: Raw = {}): readonly string[] =>
        parseConfig(raw(section, changes), "p").warnings.filter((line) =>
            line.startsWith("harness"),
        );

    it("are none for the default", () => {
        assert.deepEqual(warnings({}), []);
    });

    it("tell of images that move by themselves", () => {
        assert.match(warnings({ upgrader: true })[0]!, /^harness\.upgrader: true lets a CronJob/);
    });

    it("tell of a Secret that a new cluster doesn't have", () => {
        const existing = { tokenSecret: undefined, existingSecretName: "agent-token" };
        assert.match(
            warnings(existing, { harnessToken: undefined })[0]!,
            /^harness\.existingSecretName: agent-token and its namespace must be there/,
        );
    });

    it("tell of an Argo CD whose settings are somebody else's", () => {
        const [inCluster, rbac] = warnings({ argoCd: "connected" });
        assert.match(inCluster!, /^harness\.argoCd: connected leaves Argo CD's own settings/);
        assert.match(rbac!, /respectRBAC "normal".*: testing\.$/);
    });
});
