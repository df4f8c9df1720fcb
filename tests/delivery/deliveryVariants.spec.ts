/** The whole program as a stack of delivery that says more, or something wrong. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { changed } from "../support/config";
import { DELIVERY, DEV_FILE, HUB_FILE } from "../support/delivery";
import { problems, run } from "../support/deliveryProgram";

const ROLE = "aws:iam/role:Role";
const SETTINGS = "pulumiservice:index:DeploymentSettings";
const TRUST = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";

describe("A stack of delivery, said otherwise", () => {
    after(() => pulumi.runtime.setAllConfig({}));

    it("makes roles under the path and the boundary that its own file asks for", async () => {
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

    it("destroys a stack when its time has come (that it does can't run without Pulumi Cloud)", async () => {
        const ttl = { timestamp: "2030-01-31T18:00:00Z", deleteAfterDestroy: true };
        const raw = changed({ "delivery.stacks.dev": { ttl, sessionDuration: 900 } }, DELIVERY);
        const { harness } = await run({ raw });
        assert.deepEqual(harness.one("pulumiservice:index:TtlSchedule", "dev-ttl").inputs, {
            organization: "Acme-Corp",
            project: "eks-gitops-fleet",
            stack: "dev",
            ...ttl,
        });
        const role = harness.one(ROLE, "dev-deploy-role").inputs;
        assert.match(String(role["assumeRolePolicy"]), /stack:dev:operation:destroy:scope:write/);
        assert.equal(role["maxSessionDuration"], 3600, "IAM takes no less");
        assert.match(
            JSON.stringify(harness.one(SETTINGS, "dev-settings").inputs),
            /"duration":"15m0s"/,
        );
    });

    it("deploys from a repository elsewhere, and no push starts anything", async () => {
        const raw = changed(
            {
                "delivery.repository": "https://git.example.com/fleet.git",
                "delivery.stacks.dev.githubActions": undefined,
                "delivery.preRunCommands": ["npm run check"],
                "delivery.cachedDependencies": false,
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

    it("uses a provider that somebody else made, and leaves Pulumi ESC's audience to them", async () => {
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

    it("is refused, before anything is made, where that provider lacks the organization's audience", async () => {
        const found = (): Record<string, unknown> => ({
            arn: "arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc",
            clientIdLists: ["acme-corp", "sts.amazonaws.com"],
            tags: {},
        });
        assert.deepEqual(await problems({ found }), [
            "delivery.stacks.hub: account 111111111111 has an IAM OIDC provider for https://api.pulumi.com/oidc that someone else created, without the audience Acme-Corp. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc --client-id Acme-Corp. Or set addAudience: true in the account of a workload identity, or in delivery.",
        ]);
        const raw = changed({ "delivery.addAudience": true }, DELIVERY);
        const { harness } = await run({ raw, found });
        assert.equal(
            harness.one(TRUST, "tokens-pulumi-111111111111-esc").inputs["addAudience"],
            true,
        );
    });

    it("is refused with everything that is wrong with the stacks' files", async () => {
        const wrong = changed({ "targets.testing.region": "mars" }, DEV_FILE);
        const files = {
            dev: wrong,
            hub: changed({ operatorCidrs: ["198.51.100.0/24"] }, HUB_FILE),
        };
        assert.deepEqual(await problems({ files }), [
            "delivery.stacks.hub.agentPool.cidrs: it is within no range of operatorCidrs (198.51.100.0/24), so agents are let into none of these endpoints: management of the stack. Add it to operatorCidrs in the stack's file, and in its hub's.",
            'delivery.stacks.dev: Pulumi.dev.yaml is wrong at eks-gitops-fleet:targets.testing.region: found "mars"; allowed: the name of an AWS region, such as "eu-west-1".',
        ]);
    });
});
