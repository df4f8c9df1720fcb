import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { awsAuthEntry } from "../../../lib/kubernetes/awsAuth";
import { awsAuthProvider } from "../../../providers/awsAuth";
import type { AwsAuthState } from "../../../providers/awsAuth/provider";
import { repositoryRoot } from "../../../sandbox/src/paths";
import { plainOf, structOf } from "../../../sandbox/src/plugins/provider/protobuf";
import { ID, NODES, Session } from "./session";

/** The serialized provider: the value of `__provider` in the state. */
async function serialized(): Promise<{ readonly text: string; readonly containsSecrets: boolean }> {
    return pulumi.runtime.serializeFunction(() => awsAuthProvider, { allowSecrets: true });
}

describe("The provider of AwsAuthEntry, serialized", () => {
    it("is a short text that refers to its module and contains none of its code", async () => {
        const { text, containsSecrets } = await serialized();
        assert.equal(containsSecrets, false);
        assert.ok(text.length < 3000, `${text.length} characters`);
        assert.match(text, /"\.\/providers\/awsAuth\/provider"/);
        const required = [...text.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name);
        assert.deepEqual(required, ["module"]);
    });

    it("contains nothing of the machine or its environment", async () => {
        const { text } = await serialized();
        assert.ok(!text.includes(repositoryRoot));
        assert.deepEqual(
            Object.entries(process.env)
                .filter(
                    ([, value]) => value !== undefined && value.length > 8 && text.includes(value),
                )
                .map(([name]) => name)
                // npm sets the package's own name, which is not specific to the machine.
                .filter((name) => name !== "npm_package_name"),
            [],
        );
    });
});

describe("The provider of AwsAuthEntry, in the process that Pulumi starts", function () {
    this.timeout(60_000);
    const session = new Session();
    let plugin: ChildProcess;
    let client: ResourceProviderClient;
    let text: string;

    before(async () => {
        ({ text } = await serialized());
        plugin = spawn(
            process.execPath,
            [require.resolve("@pulumi/pulumi/cmd/dynamic-provider"), "127.0.0.1:0"],
            { cwd: repositoryRoot, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env } },
        );
        const [port] = (await once(plugin.stdout!, "data")) as [Buffer];
        client = new ResourceProviderClient(
            `127.0.0.1:${port.toString().trim()}`,
            grpc.credentials.createInsecure(),
        );
        await call<unknown>((done) => {
            const request = new messages.ConfigureRequest();
            request.setArgs(structOf({}));
            client.configure(request, done);
        });
    });
    after(async () => {
        client.close();
        plugin.kill();
        await once(plugin, "exit");
    });

    const withText = (state: AwsAuthState): ReturnType<typeof structOf> =>
        structOf({ ...state, __provider: text });

    async function create(state: AwsAuthState): Promise<messages.CreateResponse> {
        const request = new messages.CreateRequest();
        request.setProperties(withText(state));
        return call((done) => client.create(request, done));
    }

    it("creates, finds, updates, misses and deletes the entry", async () => {
        const { state } = session;
        const created = await create(state);
        assert.equal(created.getId(), ID);
        assert.deepEqual(plainOf(created.getProperties()), { ...state, __provider: text });
        assert.equal(session.mapRoles, NODES + awsAuthEntry(state));

        const wanted = { ...state, groups: ["gitops:acme:deployers", "viewers"] };
        const diff = new messages.DiffRequest();
        diff.setId(ID);
        diff.setOlds(withText(state));
        diff.setNews(withText(wanted));
        const difference = await call<messages.DiffResponse>((done) => client.diff(diff, done));
        assert.equal(difference.getChanges(), messages.DiffResponse.DiffChanges.DIFF_SOME);
        assert.deepEqual(difference.getReplacesList(), []);

        const update = new messages.UpdateRequest();
        update.setId(ID);
        update.setOlds(withText(state));
        update.setNews(withText(wanted));
        await call<messages.UpdateResponse>((done) => client.update(update, done));
        assert.equal(session.mapRoles, NODES + awsAuthEntry(wanted));

        const read = new messages.ReadRequest();
        read.setId(ID);
        read.setProperties(withText(wanted));
        const found = await call<messages.ReadResponse>((done) => client.read(read, done));
        assert.equal(found.getId(), ID);
        assert.deepEqual(plainOf(found.getProperties()), { ...wanted, __provider: text });

        session.server.write(NODES);
        const missed = await call<messages.ReadResponse>((done) => client.read(read, done));
        assert.equal(missed.getId(), "");

        await create(wanted);
        const removal = new messages.DeleteRequest();
        removal.setId(ID);
        removal.setProperties(withText(wanted));
        await call<unknown>((done) => client.delete(removal, done));
        assert.equal(session.mapRoles, NODES);
    });

    it("reports errors by their message", async () => {
        session.server.write("rolearn: x\n");
        await assert.rejects(create(session.state), (error: grpc.ServiceError) => {
            assert.match(error.details, /^mapRoles of kube-system\/aws-auth is malformed/);
            assert.doesNotMatch(error.details, /\n/);
            return true;
        });
    });
});

/** The answer to a call as a promise. */
function call<T>(
    start: (done: (error: grpc.ServiceError | null, answer?: T) => void) => void,
): Promise<T> {
    return new Promise((resolve, reject) =>
        start((error, answer) => (error === null ? resolve(answer as T) : reject(error))),
    );
}
