/**
 * Runner agents on a cluster that someone else created: pods that assume roles in two accounts through their
 * ServiceAccounts, every rejected variant, and the ownership of the accounts' OIDC providers, whatever the order in
 * which stacks are created and destroyed.
 */
import assert from "node:assert/strict";

import { makeCluster } from "./support/existingCluster";
import {
    annotatedServiceAccount,
    assuming,
    runnerCall,
    sessionOf,
    type RunnerPod,
} from "./support/runnerPod";
import { Session } from "./support/session";
import { StackSession, type StackConfig } from "./support/stack";

const HOME = "111111111111";
const DEV = "222222222222";
const PROD = "333333333333";
const STRANGER = "444444444444";
const REGION = "eu-west-1";
const OWNER = "eks-gitops-fleet:stack";

const work = (account: string, name = "work"): string => `arn:aws:iam::${account}:role/${name}`;
const roleOf = (key: string, account: string): string => work(account, `acme-runner-torque-${key}`);

interface Provider {
    readonly ClientIDList: readonly string[];
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

describe("runner agents in the sandbox", () => {
    const session = new Session("runners", { awsTime: "none" });
    let issuer: string;

    before(async () => {
        await session.start();
        for (const id of [HOME, DEV, PROD, STRANGER]) {
            await session.ensureAccount({ id, roles: ["Provisioner"] });
        }
        ({ issuer } = await cluster("runners"));
        for (const account of [DEV, PROD, STRANGER]) {
            await role(account, "work", { AWS: `arn:aws:iam::${account}:root` });
            await role(account, "other", { AWS: `arn:aws:iam::${account}:root` });
        }
        // Created beforehand in one of the accounts, as docs/runner-agents.md describes.
        await session.aws(PROD, "iam:CreateOpenIDConnectProvider", {
            Url: issuer,
            ClientIDList: ["sts.amazonaws.com"],
            Tags: [{ Key: "made-by", Value: "hand" }],
        });
    });
    after(() => session.down());

    function cluster(name: string, trustsIssuer = false): Promise<{ readonly issuer: string }> {
        return makeCluster(session, {
            account: HOME,
            region: REGION,
            name,
            authenticationMode: "API",
            adminRole: "Provisioner",
            trustsIssuer,
        });
    }

    async function role(account: string, RoleName: string, Principal: object): Promise<void> {
        await session.aws(account, "iam:CreateRole", {
            RoleName,
            AssumeRolePolicyDocument: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
            }),
        });
    }

    function config(key: string): StackConfig {
        const account = (accountId: string): object => ({
            accountId,
            inlinePolicy: {
                Statement: [
                    { Effect: "Allow", Action: "sts:AssumeRole", Resource: work(accountId) },
                ],
            },
        });
        return {
            fleet: "acme",
            provisionerRoleName: "Provisioner",
            workloadIdentities: {
                [key]: {
                    cluster: { accountId: HOME, region: REGION, clusterName: "runners" },
                    namespace: { name: key === "torque" ? "environments" : key },
                    accounts: { dev: account(DEV), prod: account(PROD) },
                },
            },
        };
    }

    const first = new StackSession(session, "first", config("torque"));
    const second = new StackSession(session, "second", config("github"));

    /** Tags of an account's provider; undefined if it has none. */
    async function provider(
        account: string,
    ): Promise<Readonly<Record<string, string>> | undefined> {
        const arn = `arn:aws:iam::${account}:oidc-provider/${issuer.replace("https://", "")}`;
        const found = await session
            .aws<Provider>(account, "iam:GetOpenIDConnectProvider", {
                OpenIDConnectProviderArn: arn,
            })
            .catch(() => undefined);
        if (found === undefined) {
            return undefined;
        }
        assert.deepEqual(found.ClientIDList, ["sts.amazonaws.com"]);
        return Object.fromEntries(found.Tags.map(({ Key, Value }) => [Key, Value]));
    }

    const owned = async (account: string): Promise<string | undefined> =>
        (await provider(account))?.[OWNER]?.split("/").at(-1);

    describe("the first stack", () => {
        it("creates what is absent, and uses what was created by hand", async () => {
            await first.up();
            assert.equal(await owned(DEV), "first");
            assert.deepEqual(await provider(PROD), { "made-by": "hand" });
            assert.equal(await provider(HOME), undefined);
        });

        it("exports the roles and the lines to paste", async () => {
            const { workloadIdentities } = await first.outputs<{
                readonly workloadIdentities: {
                    readonly torque: { readonly accounts: { readonly dev: unknown } };
                };
            }>();
            assert.deepEqual(workloadIdentities.torque.accounts.dev, {
                roleArn: roleOf("dev", DEV),
                serviceAccount: "torque-dev",
                torqueBlueprint:
                    "agent:\n  name: torque\n  service-account: torque-dev\n  runner-namespace: environments\n",
            });
        });

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await first.up()).lines, []);
            assert.deepEqual((await first.refresh()).lines, []);
        });
    });

    describe("a pod", () => {
        const pod = (key: "dev" | "prod", over: Partial<RunnerPod> = {}): RunnerPod => ({
            cluster: "runners",
            namespace: "environments",
            serviceAccount: `torque-${key}`,
            work: work(key === "dev" ? DEV : PROD),
            ...over,
        });

        for (const [key, account] of [
            ["dev", DEV],
            ["prod", PROD],
        ] as const) {
            it(`with torque-${key} has a session in account ${account}, and can do what its policy allows`, async () => {
                const started = new Date();
                const done = await runnerCall(session, pod(key), assuming(work(account)));
                assert.equal(done.status, 200);
                const calls = await session.callsSince(started);
                const session_ = calls.find(sessionOf("environments", `torque-${key}`));
                assert.equal(session_?.status, 200);
                assert.equal(session_?.role, roleOf(key, account));
            });
        }

        it("cannot do what its policy does not allow", async () => {
            const other = work(DEV, "other");
            const call = await runnerCall(session, pod("dev", { work: other }), assuming(other));
            assert.equal(call.error?.code, "AccessDenied");
        });

        for (const [whose, where, name] of [
            ["another ServiceAccount", "environments", "intruder"],
            ["a ServiceAccount of the same name in another namespace", "elsewhere", "torque-dev"],
        ] as const) {
            it(`with ${whose} has no session, with the same annotation`, async () => {
                const intruder = pod("dev", { namespace: where, serviceAccount: name });
                await annotatedServiceAccount(session, intruder, roleOf("dev", DEV));
                const call = await runnerCall(session, intruder, sessionOf(where, name));
                assert.equal(call.error?.code, "AccessDenied");
            });
        }

        it("of another cluster has no session, whatever its ServiceAccount is called", async () => {
            // Its own account trusts the issuer, otherwise its pods would get no token at all.
            await cluster("stranger", true);
            const there = pod("dev", { cluster: "stranger" });
            await annotatedServiceAccount(session, there, roleOf("dev", DEV));
            const call = await runnerCall(
                session,
                there,
                ({ action, status }) =>
                    action === "sts:AssumeRoleWithWebIdentity" && status !== 200,
            );
            assert.equal(call.error?.code, "InvalidIdentityToken");
        });

        it("with a token for another audience has no session", async () => {
            const path = "/api/v1/namespaces/environments/serviceaccounts/torque-dev";
            const annotate = (audience: string): Promise<unknown> =>
                session.kubernetes({
                    cluster: "runners",
                    method: "PATCH",
                    path,
                    body: {
                        metadata: { annotations: { "eks.amazonaws.com/audience": audience } },
                    },
                });
            await annotate("elsewhere.example");
            const call = await runnerCall(
                session,
                pod("dev"),
                ({ action, aud }) =>
                    action === "sts:AssumeRoleWithWebIdentity" &&
                    aud?.includes("elsewhere.example") === true,
            );
            await annotate("sts.amazonaws.com");
            assert.equal(call.error?.code, "InvalidIdentityToken");
        });

        it("has no session in an account that is not listed, even if a role there trusts it", async () => {
            const arn = `arn:aws:iam::${STRANGER}:oidc-provider/${issuer.replace("https://", "")}`;
            await session.aws(STRANGER, "iam:CreateRole", {
                RoleName: "acme-runner-torque-dev",
                AssumeRolePolicyDocument: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Federated: arn },
                            Action: "sts:AssumeRoleWithWebIdentity",
                        },
                    ],
                }),
            });
            const call = await runnerCall(
                session,
                pod("dev", { role: roleOf("dev", STRANGER), work: work(STRANGER) }),
                ({ action, role }) =>
                    action === "sts:AssumeRoleWithWebIdentity" && role === roleOf("dev", STRANGER),
            );
            assert.equal(call.error?.code, "InvalidIdentityToken");
        });

        it("has a session again when everything is restored", async () => {
            const call = await runnerCall(session, pod("dev"), assuming(work(DEV)));
            assert.equal(call.status, 200);
        });
    });

    describe("two stacks with one issuer", () => {
        it("share the accounts' providers: the second does not change them, and neither shows changes", async () => {
            await second.up();
            assert.equal(await owned(DEV), "first");
            assert.deepEqual(await provider(PROD), { "made-by": "hand" });
            assert.deepEqual((await first.up()).lines, []);
            assert.deepEqual((await second.up()).lines, []);
        });

        it("keep the provider while one of them needs it: its creator is destroyed first", async () => {
            await first.destroy();
            assert.equal(await owned(DEV), "released");
            assert.deepEqual((await second.refresh()).lines, []);
            assert.deepEqual((await second.up()).lines, []);
            await second.destroy();
            assert.equal(await provider(DEV), undefined);
            assert.deepEqual(await provider(PROD), { "made-by": "hand" });
        });

        it("keep the provider while one of them needs it: its creator is destroyed last", async () => {
            await first.up();
            await second.up();
            assert.equal(await owned(DEV), "first");
            await second.destroy();
            assert.equal(await owned(DEV), "first");
            assert.deepEqual((await first.up()).lines, []);
            await first.destroy();
            assert.equal(await provider(DEV), undefined);
            assert.deepEqual(await provider(PROD), { "made-by": "hand" });
        });
    });
});
