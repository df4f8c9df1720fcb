/** The program of delivery under mocks, with other configurations and with wrong ones. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { changed } from "../support/config";
import { DELIVERY, DEV_FILE, HUB_FILE } from "../support/delivery";
import { problems, run } from "../support/deliveryProgram";

const ROLE = "aws:iam/role:Role";
const SETTINGS = "pulumiservice:index:DeploymentSettings";
const TRUST = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";

describe("A stack of delivery with other settings", () => {
    after(() => pulumi.runtime.setAllConfig({}));

    it("creates roles with the path and the boundary of its own file", async () => {
        const raw = changed(
            {
                rolePath: "/platform/",
                permissionsBoundary: "team/Bound",
                provisionerRoleName: "Admin",
            },
            DELIVERY,
        );
        const { harness } = await run({ raw });
        const role = harness.one(ROLE, "dev-deploy-role").inputs;
        assert.equal(role["path"], "/platform/");
        assert.equal(role["permissionsBoundary"], "arn:aws:iam::111111111111:policy/team/Bound");
        const provider = harness.resources.find(({ type }) => type === "pulumi:providers:aws")!;
        assert.match(JSON.stringify(provider.inputs), /arn:aws:iam::111111111111:role\/Admin/);
    });

    it("schedules the destruction of a stack with ttl (the destruction requires Pulumi Cloud)", async () => {
        const ttl = { timestamp: "2030-01-31T18:00:00Z", deleteAfterDestroy: true };
        const raw = changed({ "stacks.dev": { ttl, sessionDuration: 900 } }, DELIVERY);
        const { harness } = await run({ raw });
        assert.deepEqual(harness.one("pulumiservice:index:TtlSchedule", "dev-ttl").inputs, {
            organization: "Acme-Corp",
            project: "eks-gitops-fleet",
            stack: "dev",
            ...ttl,
        });
        const role = harness.one(ROLE, "dev-deploy-role").inputs;
        assert.match(String(role["assumeRolePolicy"]), /stack:dev:operation:destroy:scope:write/);
        assert.equal(role["maxSessionDuration"], 3600, "IAM accepts no less");
        assert.match(
            JSON.stringify(harness.one(SETTINGS, "dev-settings").inputs),
            /"duration":"15m0s"/,
        );
    });

    it("deploys from a repository outside GitHub, without deployments on push", async () => {
        const raw = changed(
            {
                repository: "https://git.example.com/fleet.git",
                "stacks.dev.githubActions": undefined,
                preRunCommands: ["npm run check"],
                cachedDependencies: false,
            },
            DELIVERY,
        );
        const { harness } = await run({ raw });
        const { inputs } = harness.one(SETTINGS, "dev-settings");
        assert.ok(!("github" in inputs));
        assert.deepEqual(inputs["sourceContext"], {
            git: {
                repoUrl: "https://git.example.com/fleet.git",
                branch: "refs/heads/develop",
                repoDir: "infra",
            },
        });
        assert.deepEqual(inputs["cacheOptions"], { enable: false });
        assert.deepEqual(
            (inputs["operationContext"] as { preRunCommands: unknown }).preRunCommands,
            ["npm run check"],
        );
    });

    it("uses an OIDC provider created by someone else, without adding the audience of Pulumi ESC", async () => {
        const found = (audiences: readonly string[]) => (): Record<string, unknown> => ({
            arn: "arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc",
            clientIdLists: audiences,
            tags: { team: "security" },
        });
        const { harness } = await run({ found: found(["Acme-Corp", "sts.amazonaws.com"]) });
        const names = harness.resources
            .filter(({ type }) => type === TRUST)
            .map(({ name }) => name);
        assert.deepEqual(names, ["tokens-pulumi-111111111111", "tokens-github-111111111111"]);
    });

    it("rejects, before creating anything, an OIDC provider of someone else without the organization's audience", async () => {
        const found = (): Record<string, unknown> => ({
            arn: "arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc",
            clientIdLists: ["acme-corp", "sts.amazonaws.com"],
            tags: {},
        });
        assert.deepEqual(await problems({ found }), [
            "stacks.hub: account 111111111111 has an IAM OIDC provider for https://api.pulumi.com/oidc that someone else created, without the audience Acme-Corp. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc --client-id Acme-Corp. Or set addAudience: true in the account of a workload identity, or in delivery.",
        ]);
        const raw = changed({ addAudience: true }, DELIVERY);
        const { harness } = await run({ raw, found });
        assert.equal(
            harness.one(TRUST, "tokens-pulumi-111111111111-esc").inputs["addAudience"],
            true,
        );
    });

    it("reports everything that is wrong with the stacks' files", async () => {
        const wrong = changed({ "targets.testing.region": "mars" }, DEV_FILE);
        const files = {
            dev: wrong,
            hub: changed({ operatorCidrs: ["198.51.100.0/24"] }, HUB_FILE),
        };
        assert.deepEqual(await problems({ files }), [
            "stacks.hub.agentPool.cidrs: must be within a range of operatorCidrs (198.51.100.0/24), or agents cannot reach these endpoints: management of the stack. Add it to operatorCidrs in the stack's file, and in its hub's.",
            'stacks.dev: Pulumi.dev.yaml is wrong at eks-gitops-fleet:targets.testing.region: found "mars"; allowed: the name of an AWS region, such as "eu-west-1".',
        ]);
    });
});
