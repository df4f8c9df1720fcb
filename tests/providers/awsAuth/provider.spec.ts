import assert from "node:assert/strict";

import { awsAuthEntry } from "../../../lib/kubernetes/awsAuth";
import type { AwsAuthState } from "../../../providers/awsAuth/provider";
import { statusText } from "./apiServer";
import { ADMIN, ID, NODES, Session } from "./session";

describe("The provider of AwsAuthEntry", () => {
    const session = new Session();

    describe("create", () => {
        it("adds our entry after those of the nodes", async () => {
            assert.deepEqual(await session.provider.create(session.state), {
                id: ID,
                outs: session.state,
            });
            assert.equal(session.mapRoles, NODES + awsAuthEntry(session.state));
            assert.deepEqual(session.methods, ["GET", "PUT"]);
        });

        it("omits the engine's own properties from the outputs", async () => {
            const sent = { ...session.state, __provider: "text" };
            assert.deepEqual((await session.provider.create(sent)).outs, session.state);
        });

        it("creates the ConfigMap, or mapRoles, if missing", async () => {
            await session.start(undefined);
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, awsAuthEntry(session.state));
            assert.deepEqual(session.methods, ["GET", "POST"]);

            await session.start(NODES);
            session.server.configMap = { ...session.server.configMap!, data: { mapUsers: "x" } };
            await session.provider.create(session.state);
            assert.deepEqual(session.server.configMap?.data, {
                mapUsers: "x",
                mapRoles: awsAuthEntry(session.state),
            });
        });

        it("writes nothing if the entry exists already", async () => {
            await session.start(NODES + awsAuthEntry(session.state));
            await session.provider.create(session.state);
            assert.deepEqual(session.methods, ["GET"]);
        });

        it("keeps what someone else adds between read and write", async () => {
            session.onceBefore("PUT", () => session.server.write(ADMIN + NODES));
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, ADMIN + NODES + awsAuthEntry(session.state));
            assert.deepEqual(session.methods, ["GET", "PUT", "GET", "PUT"]);
        });

        it("keeps removals of others between read and write", async () => {
            session.onceBefore("PUT", () => session.server.write(""));
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, awsAuthEntry(session.state));
        });

        it("handles a ConfigMap that is created or deleted between read and write", async () => {
            await session.start(undefined);
            session.onceBefore("POST", () => session.server.write(NODES));
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, NODES + awsAuthEntry(session.state));
            assert.deepEqual(session.methods, ["GET", "POST", "GET", "PUT"]);

            await session.start(NODES);
            session.onceBefore("PUT", () => session.server.write(undefined));
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, awsAuthEntry(session.state));
            assert.deepEqual(session.methods, ["GET", "PUT", "GET", "POST"]);
        });

        it("gives up after ten conflicts with increasing waits, without writing", async () => {
            session.server.before = (method) => {
                if (method === "PUT") {
                    session.server.write(NODES + ADMIN);
                }
            };
            await assert.rejects(session.provider.create(session.state), {
                message:
                    "kube-system/aws-auth was not changed: 10 attempts failed, the last one because someone changed it in the meantime. Check what else writes it, then run the same command again.",
            });
            assert.equal(session.mapRoles, NODES + ADMIN);
            assert.equal(session.methods.filter((method) => method === "PUT").length, 10);
            assert.equal(session.waits.length, 9);
            session.waits.forEach((wait, index) =>
                assert.ok(
                    wait >= 0 && wait <= Math.min(3000, 100 * 2 ** index),
                    String(session.waits),
                ),
            );
        });

        it("retries while the API server is busy", async () => {
            let busy = 2;
            session.server.answer = () =>
                (busy -= 1) < 0 ? undefined : { status: 503, text: "starting" };
            await session.provider.create(session.state);
            assert.equal(session.mapRoles, NODES + awsAuthEntry(session.state));
        });

        it("does not retry if it is forbidden", async () => {
            const text = statusText(403, "Forbidden", "forbidden");
            session.server.answer = (method) =>
                method === "PUT" ? { status: 403, text } : undefined;
            await assert.rejects(session.provider.create(session.state), {
                message: /^Can't write kube-system\/aws-auth at .*: 403 forbidden\./,
            });
            assert.deepEqual(session.methods, ["GET", "PUT"]);
        });

        it("does not change malformed content, or someone else's entry for the role", async () => {
            const theirs = awsAuthEntry(session.state).replace("deployers", "others");
            for (const text of ["rolearn: x\n", "- [\n", NODES + theirs]) {
                await session.start(text);
                await assert.rejects(
                    session.provider.create(session.state),
                    /was not changed|does not change it/,
                );
                assert.equal(session.mapRoles, text);
                assert.deepEqual(session.methods, ["GET"]);
            }
        });
    });

    describe("update", () => {
        it("changes our entry in its place", async () => {
            await session.start(awsAuthEntry(session.state) + NODES);
            const wanted = { ...session.state, groups: ["gitops:acme:deployers", "viewers"] };
            assert.deepEqual(await session.provider.update(session.state, wanted), {
                outs: wanted,
            });
            assert.equal(session.mapRoles, awsAuthEntry(wanted) + NODES);
        });

        it("writes nothing if only the kubeconfig changes", async () => {
            await session.start(awsAuthEntry(session.state) + NODES);
            await session.provider.update(
                { ...session.state, kubeconfig: "before" },
                session.state,
            );
            assert.deepEqual(session.methods, ["GET"]);
        });

        it("does not change an entry that someone edited in the meantime, until a refresh shows it", async () => {
            const text = NODES + awsAuthEntry({ ...session.state, groups: ["theirs"] });
            session.server.write(text);
            const wanted = { ...session.state, groups: ["ours"] };
            await assert.rejects(
                session.provider.update(session.state, wanted),
                /run pulumi refresh first/,
            );
            assert.equal(session.mapRoles, text);
        });
    });

    describe("diff", () => {
        const cases: readonly (readonly [string, Partial<AwsAuthState>, boolean, string[]])[] = [
            ["nothing", {}, false, []],
            ["the role", { roleArn: "arn:aws:iam::222222222222:role/b" }, true, ["roleArn"]],
            ["the cluster", { clusterArn: "other" }, true, ["clusterArn"]],
            ["the kubeconfig", { kubeconfig: "{}" }, true, []],
            ["the user", { userName: "x" }, true, []],
            ["the groups", { groups: ["x"] }, true, []],
            ["groups unknown in a preview", { groups: "unknown" as unknown as string[] }, true, []],
        ];
        for (const [title, change, changes, replaces] of cases) {
            const effect = replaces.length > 0 ? "replaces" : changes ? "updates" : "does nothing";
            it(`${effect} for ${title}`, () => {
                assert.deepEqual(
                    session.provider.diff(session.state, { ...session.state, ...change }),
                    {
                        changes,
                        replaces,
                    },
                );
            });
        }

        it("does nothing for groups in another order", () => {
            const groups = ["a", "b"];
            assert.deepEqual(
                session.provider.diff(
                    { ...session.state, groups },
                    { ...session.state, groups: groups.toReversed() },
                ),
                { changes: false, replaces: [] },
            );
        });
    });
});
