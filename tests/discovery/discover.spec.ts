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
import { HARNESS_SCOPE } from "../support/harness";
import { CONTRACT } from "../support/hub";
import type { HarnessOptions } from "../support/mocks";

const GET_ATTACHMENTS = "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments";
const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" } });
const HUB_STACK = { "acme/fleet/hub": { hub: CONTRACT } };

describe("Discovery", () => {
    it("makes no call if this stack creates everything", async () => {
        const none: ReadNamespace = (_, name) => assert.fail(`namespace ${name} was read`);
        assert.deepEqual(await found(RAW_CONFIG, {}, none), {
            targets: {},
            workloadClusters: {},
            warnings: [],
        });
    });

    it("looks up an existing target's cluster in its own account", async () => {
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

    it("reports everything that cannot be found or cannot work in one error", async () => {
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
            /^targets\.shop\.clusterName: cluster shop in account 222222222222, eu-central-1 cannot be looked up: .*couldn't find resource\.$/,
        );
        assert.match(problems[1]!, /^targets\.other\.clusterName: the cluster is DELETING;/);
        assert.match(problems[2]!, /^targets\.old\.awsAuth: missing;/);
    });

    it("warns if an existing target's endpoint does not allow the hub", async () => {
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

        it("gives the same result whether or not an OIDC provider exists for its issuer, and whoever created it", async () => {
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

        it("rejects someone else's provider without the audience, with the command that adds it", async () => {
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

        it("does not mistake another failure for a missing provider", async () => {
            const problems = await refused(EXISTING_HUB, withProvider(fails("AccessDenied: no")));
            assert.match(
                problems.join(),
                /^management: the OIDC providers of account 111111111111 cannot be looked up: .*AccessDenied/,
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

        it("returns its contract", async () => {
            assert.deepEqual((await found(TARGETS_STACK, attached())).hub, CONTRACT);
        });

        it("rejects a hub whose stack was never brought up, and a hub of another fleet", async () => {
            const nothing = await refused(TARGETS_STACK, { stacks: { "acme/fleet/hub": {} } });
            assert.match(nothing.join(), /^hub\.stack: stack acme\/fleet\/hub has no output "hub"/);
            const others = await refused(changed({ fleet: "other" }, TARGETS_STACK), attached());
            assert.match(
                others.join(),
                /^fleet: must be acme, the fleet of the hub in stack acme\/fleet\/hub\.$/,
            );
        });

        it("rejects targets of another partition", async () => {
            const raw = changed({ "targets.testing.region": "cn-north-1" }, TARGETS_STACK);
            assert.match(
                (await refused(raw, attached())).join(),
                /^targets: must be a region of partition aws, /,
            );
        });

        it("rejects the guestbook only if a managed agent of Harness creates the Applications", async () => {
            const hub = (argoCd: string): HarnessOptions => ({
                ...attached(),
                stacks: {
                    "acme/fleet/hub": {
                        hub: { ...CONTRACT, version: 2, harness: { argoCd, scope: HARNESS_SCOPE } },
                    },
                },
            });
            const raw = changed({ guestbook: { targets: ["testing"] } }, TARGETS_STACK);
            assert.match(
                (await refused(raw, hub("managed"))).join(),
                /^guestbook\.targets\.0: .*managed agent of Harness, /,
            );
            await found(raw, hub("connected"));
            await found(changed({ guestbook: undefined }, TARGETS_STACK), hub("managed"));
        });

        it("counts policies that others attached to the role, and not its own packs", async () => {
            const own = Array.from({ length: 9 }, () => "/eks-gitops-fleet/acme/dev/");
            await found(TARGETS_STACK, attached(...own));
            const others = Array.from({ length: 9 }, () => "/eks-gitops-fleet/acme/dev-2/");
            assert.match(
                (await refused(TARGETS_STACK, attached(...others))).join(),
                /^targets: .* needs 1 managed policies .*in addition to 9 attached by others; allowed: 10\./,
            );
        });
    });
});
