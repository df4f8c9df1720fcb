/** The whole program with Harness's agent: the same chain, another installation, and the values to enter in Harness. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import type { HarnessRegistration } from "../../lib/harness/registration";
import { readHubContract } from "../../lib/fleet/hubContract";
import program from "../../index";
import { changed, stackConfig, type Raw } from "../support/config";
import { assertNoDefaultProvider, goesBefore, inventory } from "../support/fleet";
import { HARNESS_SCOPE, HARNESS_SECTION } from "../support/harness";
import { install, value, type Harness } from "../support/mocks";

const PROJECT = "eks-gitops-fleet";

async function run(section: Raw = {}, changes: Raw = {}): Promise<[Harness, Raw]> {
    const harness = await install({ project: PROJECT });
    const raw = changed({
        engine: "harness",
        harness: { ...HARNESS_SECTION, ...section },
        harnessToken: "t0ken-of-harness",
        guestbook: undefined,
        ...changes,
    });
    pulumi.runtime.setAllConfig(stackConfig(raw, PROJECT), [`${PROJECT}:harnessToken`]);
    const exports = await program({
        manifests: () => Promise.reject(new Error("Harness must not read Argo CD's manifests")),
    });
    await harness.settle();
    return [harness, exports];
}

function trust(harness: Harness): string {
    return String(harness.one("aws:iam/role:Role", "argocd-role").inputs["assumeRolePolicy"]);
}

describe("The program with Harness's agent", () => {
    after(() => pulumi.runtime.setAllConfig({}));

    it("installs the agent with one Release, and no separate Argo CD", async () => {
        const [harness] = await run();
        assertNoDefaultProvider(harness);
        const lines = inventory(harness);
        assert.ok(lines.includes("kubernetes:helm.sh/v3:Release harness-release"));
        assert.deepEqual(
            lines.filter((line) => /ConfigGroup|Chart|index:ArgoCd/.test(line)),
            [],
        );
    });

    it("keeps project default empty in the management cluster, and its namespace at the configured level", async () => {
        const [harness] = await run({ podSecurity: "restricted" });
        const enforced = harness.one(
            "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects",
            "harness-enforced",
        );
        assert.equal(
            enforced.inputs["clusterArn"],
            "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        );
        assert.deepEqual(
            harness.one("kubernetes:core/v1:Namespace", "harness-namespace").inputs["metadata"],
            {
                name: "argocd",
                labels: { "pod-security.kubernetes.io/enforce": "restricted" },
            },
        );
    });

    it("trusts its two ServiceAccounts, and not argocd-server", async () => {
        const [harness] = await run();
        assert.match(trust(harness), /argocd:argocd-application-controller/);
        assert.match(trust(harness), /argocd:gitops-agent/);
        assert.doesNotMatch(trust(harness), /argocd-server|argocd-applicationset|\*/);
    });

    it("associates the same two with Pod Identity", async () => {
        const [harness] = await run({ identity: "podIdentity" });
        assert.deepEqual(
            harness.resources
                .filter(({ type }) => type.endsWith(":PodIdentityAssociation"))
                .map(({ inputs }) => inputs["serviceAccount"])
                .sort(),
            ["argocd-application-controller", "gitops-agent"],
        );
    });

    it("creates the target's project, and leaves its Secret and its Applications to Harness", async () => {
        const [harness] = await run();
        const lines = inventory(harness);
        const project = "kubernetes:argoproj.io/v1alpha1:AppProject";
        assert.ok(lines.includes(`${project} testing-registration-project`));
        assert.deepEqual(
            lines.filter((line) => /Secret testing-|Application /.test(line)),
            [],
        );
        assert.ok(
            goesBefore(
                harness,
                harness.one(project, "testing-registration-project"),
                harness.one("kubernetes:helm.sh/v3:Release", "harness-release"),
            ),
        );
    });

    it("exports the values that Harness asks for, for every target, and never the token", async () => {
        const [harness, exports] = await run();
        const targets = exports["targets"] as Readonly<
            Record<string, { harness: pulumi.Output<HarnessRegistration> }>
        >;
        const { table, request } = await value(targets["testing"]!.harness);
        assert.match(table, /^Authentication +IRSA$/m);
        assert.match(table, /^Role ARN +arn:aws:iam::222222222222:role\/acme-deployer-testing$/m);
        assert.equal(request.body.cluster.config.awsAuthConfig.clusterName, "testing");
        assert.equal(request.body.cluster.project, "acme.testing");
        assert.equal(request.body.cluster.labels["cluster_name"], "testing");
        for (const { inputs, name } of harness.resources) {
            const text = JSON.stringify(inputs);
            assert.equal(text.includes("t0ken-of-harness"), false, name);
        }
    });

    it("exports version 2 of the contract, which programs that only know Argo CD reject", async () => {
        const [, exports] = await run();
        const contract = readHubContract(
            await value(exports["hub"] as pulumi.Output<object>),
            "hub",
        );
        assert.ok(typeof contract !== "string" && contract.version === 2);
        assert.deepEqual(contract.harness, { argoCd: "managed", scope: HARNESS_SCOPE });
    });

    it("registers targets with a connected Argo CD directly, including the guestbook, and still exports Harness's values", async () => {
        const [harness, exports] = await run(
            { argoCd: "connected" },
            { guestbook: { targets: ["testing"] } },
        );
        const lines = inventory(harness);
        for (const line of [
            "kubernetes:core/v1:Secret testing-registration-secret",
            "kubernetes:argoproj.io/v1alpha1:Application testing-guestbook-application",
            "kubernetes:core/v1:ServiceAccountPatch harness-existing-controller-account",
        ]) {
            assert.ok(lines.includes(line), line);
        }
        assert.ok("harness" in (exports["targets"] as Record<string, object>)["testing"]!);
    });
});
