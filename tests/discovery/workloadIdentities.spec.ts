import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { parseConfig } from "../../config/parse";
import { ConfigError } from "../../lib/problems";
import { ownerTags, type StackOwner } from "../../lib/naming/owner";
import { discoverExisting, type Discovery } from "../../discovery/discover";
import { changed, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import { install, type HarnessOptions } from "../support/mocks";
import { FLEET_WITH_IDENTITY, identitiesStack } from "../support/workloadIdentities";

const OWNER: StackOwner = { organization: "acme", project: "fleet", stack: "runners" };
const GET_CLUSTER = "aws:eks/getCluster:getCluster";
const GET_PROVIDER = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
const GET_ATTACHMENTS = "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments";
const ISSUER = "https://oidc.eks.amazonaws.com/id/RUNNERS";

const CLUSTER = {
    status: "ACTIVE",
    endpoint: "https://runners.eks.amazonaws.com",
    version: "1.34",
    certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
    identities: [{ oidcs: [{ issuer: ISSUER }] }],
    accessConfigs: [{ authenticationMode: "API" }],
    vpcConfig: { vpcId: "vpc-9", endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
};

type Answer = () => Record<string, unknown>;

const absent = fails("finding IAM OIDC Provider by url (https://x): not found");
const there = (tags: Readonly<Record<string, string>>, audience = "sts.amazonaws.com"): Answer => {
    return () => ({ arn: "arn", clientIdLists: [audience], tags });
};

/** Fails like the engine: the SDK reads a gRPC error's details. */
function fails(details: string): () => never {
    return () => {
        throw Object.assign(new Error(details), { details });
    };
}

/** Calls in order, with their providers. */
let asked: string[];

function answering(
    byAccount: Readonly<Record<string, Answer>>,
    cluster: Answer = () => CLUSTER,
): HarnessOptions {
    return {
        calls: {
            [GET_CLUSTER]: (inputs, provider) => {
                asked.push(`${String(inputs["name"])} by ${provider.slice(0, 16)}`);
                return cluster();
            },
            [GET_PROVIDER]: (inputs, provider) => {
                asked.push(`${String(inputs["url"])} by ${provider.slice(0, 16)}`);
                return byAccount[provider.slice(4, 16)]!();
            },
        },
    };
}

async function found(raw: Raw, options: HarnessOptions): Promise<Discovery> {
    asked = [];
    const harness = await install(options);
    try {
        return await discoverExisting(parseConfig(raw, "fleet"), OWNER, new AwsProviders({}));
    } finally {
        await harness.settle();
    }
}

async function refused(raw: Raw, options: HarnessOptions): Promise<readonly string[]> {
    const error: unknown = await found(raw, options).then(
        () => assert.fail("nothing was refused"),
        (error: unknown) => error,
    );
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
}

describe("What workload identities depend on", () => {
    it("is looked up once: the cluster in its account, its issuer's provider in every other", async () => {
        const { torque } = (identitiesStack() as { workloadIdentities: Raw }).workloadIdentities;
        const raw = changed(
            { "workloadIdentities.github": { ...(torque as Raw), serviceAccount: "github" } },
            identitiesStack(),
        );
        const { workloadClusters } = await found(
            raw,
            answering({ "222222222222": absent, "333333333333": there({ mine: "yes" }) }),
        );
        assert.deepEqual(asked.sort(), [
            `${ISSUER} by aws-222222222222`,
            `${ISSUER} by aws-333333333333`,
            "runners by aws-111111111111",
        ]);
        assert.deepEqual(Object.keys(workloadClusters), ["111111111111/eu-west-1/runners"]);
    });

    it("may be created by anyone, if it has the audience", async () => {
        for (const tags of [{}, ownerTags(OWNER), ownerTags({ ...OWNER, stack: "other" })]) {
            const each = there(tags);
            await found(
                identitiesStack(),
                answering({ "222222222222": each, "333333333333": each }),
            );
        }
    });

    it("is rejected without the audience unless this stack owns it, in all accounts at once", async () => {
        const without = there({}, "other");
        const answers = answering({ "222222222222": without, "333333333333": without });
        const problems = await refused(identitiesStack(), answers);
        assert.deepEqual(
            problems.map((problem) => problem.split(" ").slice(0, 3).join(" ")),
            [
                "workloadIdentities.torque.accounts.dev: account 222222222222",
                "workloadIdentities.torque.accounts.prod: account 333333333333",
            ],
        );
        assert.match(
            problems[0]!,
            /without the audience sts\.amazonaws\.com\. Add it: .*--open-id-connect-provider-arn arn:aws:iam::222222222222:oidc-provider\/oidc\.eks\.amazonaws\.com\/id\/RUNNERS /,
        );
        const added = { "accounts.dev.addAudience": true, "accounts.prod.addAudience": true };
        await found(identitiesStack(added), answers);
        const own = there(ownerTags(OWNER), "other");
        await found(identitiesStack(), answering({ "222222222222": own, "333333333333": own }));
    });

    it("must exist with existing, and must not belong to others with managed", async () => {
        const answers = answering({ "222222222222": absent, "333333333333": there({}) });
        const problems = await refused(
            identitiesStack({
                "accounts.dev.oidcProvider": "existing",
                "accounts.prod.oidcProvider": "managed",
            }),
            answers,
        );
        assert.match(problems[0]!, /accounts\.dev: account 222222222222 has no IAM OIDC provider/);
        assert.match(
            problems[1]!,
            /accounts\.prod: account 333333333333 has .*someone else created/,
        );
        await found(
            identitiesStack({
                "accounts.dev.oidcProvider": "managed",
                "accounts.prod.oidcProvider": "existing",
            }),
            answers,
        );
    });

    it("is not mistaken for missing after another failure, nor a missing cluster for one to be created", async () => {
        const denied = fails("AccessDenied: no");
        assert.match(
            (
                await refused(
                    identitiesStack(),
                    answering({ "222222222222": denied, "333333333333": absent }),
                )
            ).join(),
            /^workloadIdentities\.torque\.accounts\.dev: the OIDC providers of account 222222222222 cannot be looked up: .*AccessDenied/,
        );
        assert.match(
            (
                await refused(
                    identitiesStack(),
                    answering({}, fails("reading EKS Cluster (runners): couldn't find resource")),
                )
            ).join(),
            /^workloadIdentities\.torque\.cluster\.clusterName: cluster runners in account 111111111111/,
        );
    });

    describe("on a management cluster that this stack creates", () => {
        it("is not looked up in the first up: nobody can have created a provider for its issuer", async () => {
            const gone = fails("reading EKS Cluster (management): couldn't find resource");
            await found(FLEET_WITH_IDENTITY, answering({}, gone));
            assert.deepEqual(asked, ["management by aws-111111111111"]);
        });

        it("is looked up once the cluster exists, except in the hub account", async () => {
            const others = there({}, "other");
            const problems = await refused(
                FLEET_WITH_IDENTITY,
                answering({ "222222222222": others }),
            );
            assert.match(problems.join(), /^workloadIdentities\.torque\.accounts\.dev: .*audience/);
            assert.deepEqual(asked, [
                "management by aws-111111111111",
                `${ISSUER} by aws-222222222222`,
            ]);
        });

        it("is reported if the cluster cannot be looked up for another reason", async () => {
            assert.match(
                (
                    await refused(FLEET_WITH_IDENTITY, answering({}, fails("AccessDenied: no")))
                ).join(),
                /^management\.clusterName: .*AccessDenied/,
            );
        });
    });

    it("is read from the hub's contract if the management cluster belongs to another stack", async () => {
        const accounts = "workloadIdentities.torque.accounts";
        const raw = changed(
            {
                management: undefined,
                hub: { stack: "hub" },
                targets: {},
                guestbook: {},
                [`${accounts}.own.region`]: "eu-west-1",
                [`${accounts}.dev.region`]: "eu-west-1",
            },
            FLEET_WITH_IDENTITY,
        );
        const { calls } = answering({ "111111111111": there({}), "222222222222": absent });
        await found(raw, {
            stacks: { "acme/fleet/hub": { hub: CONTRACT } },
            calls: { ...calls, [GET_ATTACHMENTS]: () => ({ attachedPolicies: [] }) },
        });
        assert.deepEqual(asked.sort(), [
            `${CONTRACT.oidcIssuerUrl} by aws-111111111111`,
            `${CONTRACT.oidcIssuerUrl} by aws-222222222222`,
        ]);
    });
});
