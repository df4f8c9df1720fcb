import assert from "node:assert/strict";

import { ownerTags } from "../../lib/naming/owner";
import type { ReadNamespace } from "../../discovery/namespaces";
import { changed } from "../support/config";
import {
    CLUSTER,
    EXISTING_HUB,
    fails,
    found,
    GET_CLUSTER,
    GET_PROVIDER,
    OWNER,
    refused,
    SHOP,
    WITH_SHOP,
} from "../support/discovery";
import { RAW_CONFIG } from "../support/fixtures";
import { HARNESS } from "../support/harness";
import { CONTRACT } from "../support/hub";
import type { HarnessOptions } from "../support/mocks";

const GET_ATTACHMENTS = "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments";
const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" } });
const HUB_STACK = { "acme/fleet/hub": { hub: CONTRACT } };

describe("What is looked up before anything is built", () => {
    it("is nothing where everything is created by this stack: no call at all", async () => {
        const none: ReadNamespace = (_, name) => assert.fail(`namespace ${name} was read`);
        assert.deepEqual(await found(RAW_CONFIG, {}, none), {
            targets: {},
            workloadClusters: {},
            warnings: [],
        });
    });

    it("is an existing target's cluster, asked of its own account", async () => {
        const asked: string[] = [];
        const { targets, warnings } = await found(WITH_SHOP, {
            calls: {
                [GET_CLUSTER]: (inputs, provider) => {
                    asked.push(`${String(inputs["name"])} by ${provider.slice(0, 29)}`);
                    return CLUSTER;
                },
            },
        });
        assert.deepEqual(asked, ["shop by aws-222222222222-eu-central-1"]);
        assert.deepEqual(warnings, []);
        assert.deepEqual(targets, {
            shop: {
                endpoint: "https://shop.eks.amazonaws.com",
                certificateAuthorityData: "LS0tLS1CRUdJTg==",
                oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/SHOP",
                authenticationMode: "API",
                vpcId: "vpc-9",
                kubernetesVersion: "1.34",
                endpointPublicAccess: true,
                publicAccessCidrs: ["0.0.0.0/0"],
            },
        });
    });

    it("says everything that can't be found or can't work, at once", async () => {
        const raw = changed(
            {
                "targets.other": { ...SHOP, clusterName: "other" },
                "targets.old": { ...SHOP, clusterName: "old" },
            },
            WITH_SHOP,
        );
        const answers: Readonly<Record<string, () => Record<string, unknown>>> = {
            shop: fails("reading EKS Cluster (shop): couldn't find resource"),
            other: () => ({ ...CLUSTER, status: "DELETING" }),
            old: () => ({ ...CLUSTER, accessConfigs: [{ authenticationMode: "CONFIG_MAP" }] }),
        };
        const problems = await refused(raw, {
            calls: { [GET_CLUSTER]: (inputs) => answers[String(inputs["name"])]!() },
        });
        assert.equal(problems.length, 3);
        assert.match(
            problems[0]!,
            /^targets\.shop\.clusterName: cluster shop in account 222222222222, eu-central-1 can't be looked up: .*couldn't find resource\.$/,
        );
        assert.match(problems[1]!, /^targets\.other\.clusterName: the cluster is DELETING;/);
        assert.match(problems[2]!, /^targets\.old\.awsAuth: missing;/);
    });

    it("warns where an existing target's endpoint leaves the hub out", async () => {
        const vpcConfig = { ...CLUSTER.vpcConfig, publicAccessCidrs: ["203.0.113.0/24"] };
        const { warnings } = await found(WITH_SHOP, {
            calls: { [GET_CLUSTER]: () => ({ ...CLUSTER, vpcConfig }) },
        });
        assert.match(
            warnings.join(),
            /^targets\.shop: the endpoint lets in 203\.0\.113\.0\/24 only;/,
        );
    });

    describe("of an existing management cluster", () => {
        const withProvider = (answer: () => Record<string, unknown>): HarnessOptions => ({
            calls: { [GET_CLUSTER]: () => CLUSTER, [GET_PROVIDER]: answer },
        });
        const provider = {
            arn: "arn:aws:iam::1:oidc-provider/x",
            clientIdLists: ["sts.amazonaws.com"],
        };

        it("is the same whether its issuer is registered or not, and whoever registered it", async () => {
            const answers = [
                fails("finding IAM OIDC Provider by url (https://x): not found"),
                () => ({ ...provider, tags: ownerTags({ ...OWNER, stack: "other" }) }),
                () => ({ ...provider, tags: ownerTags(OWNER) }),
            ];
            const facts = await Promise.all(
                answers.map(async (answer) => found(EXISTING_HUB, withProvider(answer))),
            );
            for (const { management } of facts) {
                assert.equal(management?.oidcIssuerUrl, facts[0]!.management!.oidcIssuerUrl);
                assert.deepEqual(management, facts[0]!.management);
            }
        });

        it("refuses somebody else's provider without the audience, with the command that adds it", async () => {
            const answer = { ...provider, clientIdLists: ["other"], tags: {} };
            const problems = await refused(
                EXISTING_HUB,
                withProvider(() => answer),
            );
            assert.match(
                problems.join(),
                /^management: .*add-client-id-to-open-id-connect-provider/,
            );
        });

        it("takes no other failure for an absent provider", async () => {
            const problems = await refused(EXISTING_HUB, withProvider(fails("AccessDenied: no")));
            assert.match(
                problems.join(),
                /^management: the OIDC providers of account 111111111111 can't be looked up: .*AccessDenied/,
            );
        });
    });

    describe("of a hub in another stack", () => {
        const attached = (...paths: string[]): HarnessOptions => ({
            stacks: HUB_STACK,
            calls: {
                [GET_ATTACHMENTS]: (inputs) => {
                    assert.equal(inputs["roleName"], "acme-argocd");
                    return {
                        attachedPolicies: paths.map((path, index) => ({
                            policyArn: `arn:aws:iam::111111111111:policy${path}p${index}`,
                            policyName: `p${index}`,
                        })),
                    };
                },
            },
        });

        it("is its contract", async () => {
            assert.deepEqual((await found(TARGETS_STACK, attached())).hub, CONTRACT);
        });

        it("refuses a hub that was never brought up, and another fleet's", async () => {
            const nothing = await refused(TARGETS_STACK, { stacks: { "acme/fleet/hub": {} } });
            assert.match(nothing.join(), /^hub\.stack: stack acme\/fleet\/hub has no output "hub"/);
            const others = await refused(changed({ fleet: "other" }, TARGETS_STACK), attached());
            assert.match(
                others.join(),
                /^fleet: the hub of stack acme\/fleet\/hub is fleet acme's/,
            );
        });

        it("refuses targets of another partition", async () => {
            const raw = changed({ "targets.testing.region": "cn-north-1" }, TARGETS_STACK);
            assert.match(
                (await refused(raw, attached())).join(),
                /^targets: regions of partition aws are needed/,
            );
        });

        it("refuses the guestbook where a managed agent of Harness's makes Applications, and no other agent's", async () => {
            const hub = (argoCd: string): HarnessOptions => ({
                ...attached(),
                stacks: {
                    "acme/fleet/hub": {
                        hub: { ...CONTRACT, version: 2, harness: { argoCd, scope: HARNESS.scope } },
                    },
                },
            });
            const raw = changed({ guestbook: { targets: ["testing"] } }, TARGETS_STACK);
            assert.match(
                (await refused(raw, hub("managed"))).join(),
                /^guestbook\.targets\.0: .*managed agent of Harness's/,
            );
            await found(raw, hub("connected"));
            await found(changed({ guestbook: undefined }, TARGETS_STACK), hub("managed"));
        });

        it("counts what others attached to the role, not its own packs", async () => {
            const own = Array.from({ length: 9 }, () => "/eks-gitops-fleet/acme/dev/");
            await found(TARGETS_STACK, attached(...own));
            const others = Array.from({ length: 9 }, () => "/eks-gitops-fleet/acme/dev-2/");
            assert.match(
                (await refused(TARGETS_STACK, attached(...others))).join(),
                /^targets: .* takes 1 managed policies .*beside 9 that others attached; allowed: 10\./,
            );
        });
    });
});
