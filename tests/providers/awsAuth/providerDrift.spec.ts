import assert from "node:assert/strict";

import { awsAuthEntry } from "../../../lib/kubernetes/awsAuth";
import { statusText } from "./apiServer";
import { ADMIN, ID, NODES, Session } from "./session";

describe("The provider of AwsAuthEntry after changes by others", () => {
    const session = new Session();

    describe("read", () => {
        it("returns the recorded state if it matches the cluster", async () => {
            await session.provider.create(session.state);
            assert.deepEqual(await session.provider.read(ID, session.state), {
                id: ID,
                props: session.state,
                inputs: session.state,
            });
        });

        it("reports a deleted entry or ConfigMap", async () => {
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
            session.server.write(undefined);
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
        });

        it("returns an edited entry, and an update restores it", async () => {
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

        it("fails if the cluster cannot be read, instead of reporting the entry as deleted", async () => {
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
        it("removes our entry, and keeps the nodes and the ConfigMap", async () => {
            await session.provider.create(session.state);
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, NODES);
        });

        it("keeps the ConfigMap even if nothing else was in it", async () => {
            await session.start(undefined);
            await session.provider.create(session.state);
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, "");
        });

        it("keeps what someone else adds between read and write", async () => {
            await session.provider.create(session.state);
            session.onceBefore("PUT", () =>
                session.server.write(NODES + awsAuthEntry(session.state) + ADMIN),
            );
            await session.provider.delete(session.state);
            assert.equal(session.mapRoles, NODES + ADMIN);
        });

        it("succeeds without writing if the entry or ConfigMap no longer exists", async () => {
            await session.provider.delete(session.state);
            session.server.write(undefined);
            await session.provider.delete(session.state);
            assert.deepEqual(session.methods, ["GET", "GET"]);
            assert.equal(session.server.configMap, undefined);
        });

        it("fails if the API server answers anything but not found", async () => {
            for (const status of [401, 403, 404]) {
                session.server.answer = () => ({ status, text: "no" });
                await assert.rejects(session.provider.delete(session.state), /^Error: Can't read/);
            }
        });

        it("fails if the cluster cannot be reached, and explains how to continue without it", async () => {
            await session.server.stop();
            const message =
                /cannot be reached: .*ECONNREFUSED.* If the cluster no longer exists, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true\.$/;
            await assert.rejects(session.provider.delete(session.state), { message });
            await assert.rejects(session.provider.read(ID, session.state), { message });
        });

        it("succeeds without a reachable cluster if so configured, but not if the request is denied", async () => {
            session.provider = session.providerWith({ deleteUnreachable: true });
            session.server.answer = () => ({ status: 403, text: "no" });
            await assert.rejects(session.provider.delete(session.state), /^Error: Can't read/);
            await session.server.stop();
            await session.provider.delete(session.state);
            assert.deepEqual(await session.provider.read(ID, session.state), { id: "" });
            await assert.rejects(session.provider.create(session.state), /cannot be reached/);
        });
    });
});
