import * as assert from "node:assert/strict";

import { AwsError } from "../../src/aws/errors";
import { ActionError, errorText, isMissing } from "../../src/plugins/provider/errors";
import {
    createResource,
    deleteResource,
    PartialError,
    readResource,
    updateResource,
} from "../../src/plugins/provider/operations";
import type { ResourceType, Session } from "../../src/plugins/provider/resource";
import { output, text } from "../../src/plugins/provider/schema";

const session: Session = {
    api: {
        region: "eu-west-1",
        accountId: "1",
        partition: "aws",
        call: () => Promise.reject(new Error("no AWS here")),
    },
    defaultTags: { team: "x" },
};
const missing = new ActionError("iam:GetRole", new AwsError("NoSuchEntity", "gone", 404));
const denied = new ActionError("iam:GetRole", new AwsError("AccessDenied", "no", 403));

function type(overrides: Partial<ResourceType> = {}): ResourceType {
    return {
        global: true,
        fields: { arn: output(), value: text() },
        create: () => Promise.resolve("id"),
        read: (_api, id) => Promise.resolve({ arn: `arn:${id}`, value: "v" }),
        remove: () => Promise.resolve(),
        ...overrides,
    };
}

describe("creating a resource", () => {
    it("gives the state that AWS reports", async () => {
        assert.deepEqual(await createResource(type(), session, { value: "v" }), {
            id: "id",
            state: { arn: "arn:id", value: "v" },
        });
    });

    it("that fails before the object exists leaves nothing", async () => {
        const failing = type({ create: () => Promise.reject(denied) });
        await assert.rejects(createResource(failing, session, {}), denied);
    });

    it("that fails after the object exists tells its id and state", async () => {
        const failing = type({
            create: (_api, _inputs, begun) => {
                begun("made");
                return Promise.reject(denied);
            },
        });
        await assert.rejects(
            createResource(failing, session, {}),
            (error) =>
                error instanceof PartialError &&
                error.id === "made" &&
                error.state.arn === "arn:made" &&
                error.message === "operation error IAM: GetRole, AccessDenied: no",
        );
    });
});

describe("reading a resource", () => {
    it("that is missing finds nothing", async () => {
        const gone = type({ read: () => Promise.reject(missing) });
        const old = { inputs: {}, state: {} };
        assert.equal(await readResource(gone, session, "id", old), undefined);
    });

    it("fails if access is denied", async () => {
        const hidden = type({ read: () => Promise.reject(denied) });
        await assert.rejects(
            readResource(hidden, session, "id", { inputs: {}, state: {} }),
            denied,
        );
    });
});

describe("deleting a resource", () => {
    it("that is missing succeeds", async () => {
        await deleteResource(type({ remove: () => Promise.reject(missing) }), session, "id", {});
    });

    it("fails if access is denied", async () => {
        const kept = type({ remove: () => Promise.reject(denied) });
        await assert.rejects(deleteResource(kept, session, "id", {}), denied);
    });
});

describe("updating a resource", () => {
    it("changes tags apart from everything else, and nothing that is the same", async () => {
        const calls: string[] = [];
        const tagged = type({
            read: () => Promise.resolve({ value: "v", tagsAll: { team: "x", own: "2" } }),
            retag: (_api, { id }, { put, remove }) => {
                calls.push(`retag ${id} ${JSON.stringify(put)} ${remove.join()}`);
                return Promise.resolve();
            },
            update: () => {
                calls.push("update");
                return Promise.resolve();
            },
        });
        const state = await updateResource(
            tagged,
            session,
            "id",
            { value: "v", tags: { own: "2" }, tagsAll: { team: "x", own: "2" } },
            { value: "v", tags: { own: "1" }, tagsAll: { team: "x", own: "1", old: "1" } },
            [],
        );
        assert.deepEqual(calls, ['retag id {"own":"2"} old']);
        assert.deepEqual(state.tags, { own: "2" });
    });

    it("passes the type the names of of its properties changed", async () => {
        let changed: readonly boolean[] = [];
        const updated = type({
            update: (_api, { has }) => {
                changed = [has("value"), has("arn")];
                return Promise.resolve();
            },
        });
        await updateResource(updated, session, "id", { value: "b" }, { value: "a" }, []);
        assert.deepEqual(changed, [true, false]);
    });
});

describe("errors of AWS", () => {
    it("name service, operation, code and message", () => {
        assert.equal(errorText(missing), "operation error IAM: GetRole, NoSuchEntity: gone");
    });

    it("say whether the object is missing", () => {
        const codes = ["NoSuchEntity", "ResourceNotFoundException", "InvalidVpcID.NotFound"];
        for (const code of [...codes, "NotFoundException", "NatGatewayNotFound"]) {
            assert.equal(isMissing(new AwsError(code, "")), true, code);
        }
        for (const code of ["AccessDenied", "ResourceInUseException"]) {
            assert.equal(isMissing(new AwsError(code, "")), false, code);
        }
    });
});
