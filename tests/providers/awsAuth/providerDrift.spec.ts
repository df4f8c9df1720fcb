import assert from "node:assert/strict";

import { awsAuthEntry } from "../../../lib/kubernetes/awsAuth";
import { statusText } from "./apiServer";
import { ADMIN, ID, NODES, Session } from "./session";

describe("The provider of AwsAuthEntry, where others were at work", () => {
    const session = new Session();

    describe("read", () => {
        it("tells what was recorded where that is in the cluster", async () => {
            await session.provider.create(session.state);
            assert.deepEqual(await session.provider.read(ID, session.state), {
                id: ID,
                props: session.state,
                inputs: session.state,
            });
        });

        it("tells that the entry, or the ConfigMap, is gone", async () => {
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
            session.server.write(undefined);
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
        });

        it("tells what somebody made of it, and an update puts it right", async () => {
            session.server.write(
                NODES + awsAuthEntry({ ...session.state, groups: ["theirs"], userName: "they" }),
            );
            const { id, props } = await session.provider.read(ID, session.state);
            assert.equal(id, ID);
            assert.deepEqual(props, { ...session.state, groups: ["theirs"], userName: "they" });
            assert.deepEqual(session.provider.diff(props, session.state), {
                changes: true,
                replaces: [],
            });
            await session.provider.update(props, session.state);
            assert.equal(session.mapRoles, NODES + awsAuthEntry(session.state));
        });

        it("fails where it can't know, rather than call the entry gone", async () => {
            const texts = ["<html></html>", statusText(403, "Forbidden", "forbidden")];
            for (const [index, status] of [404, 403].entries()) {
                session.server.answer = () => ({ status, text: texts[index]! });
                await assert.rejects(
                    session.provider.read(ID, session.state),
                    /^Error: Can't read/,
                );
            }
        });
    });

    describe("delete", () => {
        it("takes our entry away, and leaves the nodes and the ConfigMap", async () => {
            await session.provider.create(session.state);
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, NODES);
        });

        it("leaves the ConfigMap where nothing else was in it", async () => {
            await session.start(undefined);
            await session.provider.create(session.state);
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, "");
        });

        it("keeps what somebody else adds between read and write", async () => {
            await session.provider.create(session.state);
            session.onceBefore("PUT", () =>
                session.server.write(NODES + awsAuthEntry(session.state) + ADMIN),
            );
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, NODES + ADMIN);
        });

        it("is done where entry or ConfigMap is gone, without writing", async () => {
            await session.provider.delete(session.state);
            session.server.write(undefined);
            await session.provider.delete(session.state);
            assert.deepEqual(session.methods, ["GET", "GET"]);
            assert.equal(session.server.configMap, undefined);
        });

        it("fails where the API server says anything but not found", async () => {
            for (const status of [401, 403, 404]) {
                session.server.answer = () => ({ status, text: "no" });
                await assert.rejects(session.provider.delete(session.state), /^Error: Can't read/);
            }
        });

        it("fails where nobody answers, and says how to go on without the cluster", async () => {
            await session.server.stop();
            const message =
                /can't be reached: .*ECONNREFUSED.* If the cluster is gone for good, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true\.$/;
            await assert.rejects(session.provider.delete(session.state), { message });
            await assert.rejects(session.provider.read(ID, session.state), { message });
        });

        it("is done without a cluster where that was decided, but not for a refusal", async () => {
            session.provider = session.providerWith({ deleteUnreachable: true });
            session.server.answer = () => ({ status: 403, text: "no" });
            await assert.rejects(session.provider.delete(session.state), /^Error: Can't read/);
            await session.server.stop();
            await session.provider.delete(session.state);
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
            await assert.rejects(session.provider.create(session.state), /can't be reached/);
        });
    });
});
