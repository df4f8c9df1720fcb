import * as assert from "node:assert/strict";

import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as statuses from "@pulumi/pulumi/proto/status_pb";

import { AwsError } from "../../src/aws/errors";
import { ActionError } from "../../src/plugins/provider/errors";
import { plainOf, structOf } from "../../src/plugins/provider/protobuf";
import type { Provider, ResourceType } from "../../src/plugins/provider/resource";
import { output, text, textMap } from "../../src/plugins/provider/schema";
import { resourceProviderService, typeToken } from "../../src/plugins/provider/service";

const SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const thing: ResourceType = {
    global: true,
    fields: { arn: output(), value: text({ required: true }), extra: textMap() },
    retag: () => Promise.resolve(),
    create: (_api, inputs, begun) => {
        begun("made");
        return inputs.value === "half"
            ? Promise.reject(
                  new ActionError("iam:TagRole", new AwsError("AccessDenied", "no", 403)),
              )
            : Promise.resolve("made");
    },
    read: (_api, id, known) =>
        Promise.resolve(id === "gone" ? undefined : { arn: "arn:made", value: known.value }),
    remove: () => Promise.resolve(),
};

const provider: Provider = {
    name: "test",
    version: "1.2.3",
    resources: { "test:index:Thing": thing },
    functions: { "test:index:echo": (_api, args) => Promise.resolve(args) },
    checkConfig: ({ bad }) => (bad === undefined ? [] : ["bad is bad"]),
    configForcesNew: ["account"],
    configure: () =>
        Promise.resolve({
            api: {
                region: "r",
                accountId: "1",
                partition: "aws",
                call: () => Promise.reject(new Error("no AWS")),
            },
            defaultTags: { team: "x" },
        }),
};
const URN = "urn:pulumi:dev::p::a:b:C$test:index:Thing::name";

interface Failure {
    readonly details: string;
    readonly metadata?: { get(key: string): readonly (string | Buffer)[] };
}

async function call<Response>(
    handlers: object,
    method: string,
    request: unknown,
): Promise<Response> {
    const handle = (handlers as Record<string, unknown>)[method] as (
        call: { readonly request: unknown },
        callback: (error: unknown, response?: Response) => void,
    ) => void;
    return new Promise((resolve, reject) => {
        handle({ request }, (error, response) => {
            if (error) {
                reject(Object.assign(new Error("refused"), error));
            } else {
                resolve(response as Response);
            }
        });
    });
}

function createRequest(properties: Record<string, unknown>, preview = false): unknown {
    const request = new messages.CreateRequest();
    request.setUrn(URN);
    request.setProperties(structOf(properties));
    request.setPreview(preview);
    return request;
}

describe("the provider's service", () => {
    let service: ReturnType<typeof resourceProviderService>;

    beforeEach(async () => {
        service = resourceProviderService(provider);
        const request = new messages.ConfigureRequest();
        request.setArgs(structOf({}));
        await call(service, "configure", request);
    });

    it("takes secrets, resources and outputs, as the handshake says", async () => {
        const response = await call<messages.ProviderHandshakeResponse>(service, "handshake", {});
        assert.equal(response.getAcceptSecrets(), true);
        assert.equal(response.getAcceptResources(), true);
        assert.equal(response.getAcceptOutputs(), true);
    });

    it("knows a type by the last part of its URN's chain of parents", () => {
        assert.equal(typeToken(URN), "test:index:Thing");
    });

    it("keeps secrets secret in checked inputs and in state, with all tags if one is", async () => {
        const request = new messages.CheckRequest();
        request.setUrn(URN);
        request.setNews(
            structOf({
                value: { ...SECRET, value: "v" },
                tags: { a: { ...SECRET, value: "t" } },
            }),
        );
        const checked = await call<messages.CheckResponse>(service, "check", request);
        const inputs = plainOf(checked.getInputs());
        assert.deepEqual(inputs.value, { ...SECRET, value: "v" });
        assert.deepEqual(inputs.tagsAll, { ...SECRET, value: { team: "x", a: "t" } });
        const created = await call<messages.CreateResponse>(
            service,
            "create",
            createRequest(inputs),
        );
        assert.deepEqual(plainOf(created.getProperties()).value, { ...SECRET, value: "v" });
        assert.equal(plainOf(created.getProperties()).arn, "arn:made");
    });

    it("marks unknown outputs in a preview, and creates nothing", async () => {
        const created = await call<messages.CreateResponse>(
            service,
            "create",
            createRequest({ value: "half" }, true),
        );
        assert.equal(created.getId(), "");
        assert.deepEqual(plainOf(created.getProperties()), {
            arn: UNKNOWN,
            value: "half",
            tagsAll: UNKNOWN,
        });
    });

    it("reports id, state and inputs of a partially created resource", async () => {
        const request = createRequest({ value: "half" });
        await assert.rejects(call(service, "create", request), (error: Failure) => {
            assert.equal(
                error.details,
                "creating test:index:Thing (name): operation error IAM: TagRole, AccessDenied: no",
            );
            const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
            const status = statuses.Status.deserializeBinary(bytes as Buffer);
            const failed = messages.ErrorResourceInitFailed.deserializeBinary(
                status.getDetailsList()[0]!.getValue_asU8(),
            );
            assert.equal(failed.getId(), "made");
            assert.equal(plainOf(failed.getProperties()).arn, "arn:made");
            assert.deepEqual(plainOf(failed.getInputs()), { value: "half" });
            return true;
        });
    });

    it("reads a missing resource as an empty id", async () => {
        const request = new messages.ReadRequest();
        request.setUrn(URN);
        request.setId("gone");
        const response = await call<messages.ReadResponse>(service, "read", request);
        assert.equal(response.getId(), "");
    });

    it("names types and functions it does not know", async () => {
        const check = new messages.CheckRequest();
        check.setUrn("urn:pulumi:dev::p::test:index:Other::name");
        await assert.rejects(call(service, "check", check), {
            details:
                "checking test:index:Other (name): the sandbox's test provider has no resource type test:index:Other",
        });
        const invoke = new messages.InvokeRequest();
        invoke.setTok("test:index:other");
        await assert.rejects(call(service, "invoke", invoke), {
            details:
                "calling test:index:other: the sandbox's test provider has no function test:index:other",
        });
    });

    it("calls functions", async () => {
        const request = new messages.InvokeRequest();
        request.setTok("test:index:echo");
        request.setArgs(structOf({ a: 1 }));
        const response = await call<messages.InvokeResponse>(service, "invoke", request);
        assert.deepEqual(plainOf(response.getReturn()), { a: 1 });
    });

    it("reports problems of a configuration, and which changes of it replace the provider", async () => {
        const check = new messages.CheckRequest();
        check.setNews(structOf({ bad: "x" }));
        const checked = await call<messages.CheckResponse>(service, "checkConfig", check);
        assert.equal(checked.getFailuresList()[0]?.getReason(), "bad is bad");
        const diff = new messages.DiffRequest();
        diff.setOldInputs(structOf({ account: "1", version: "1", region: "a" }));
        diff.setNews(structOf({ account: "2", version: "2", region: "a" }));
        const compared = await call<messages.DiffResponse>(service, "diffConfig", diff);
        assert.deepEqual(compared.getReplacesList(), ["account"]);
        assert.deepEqual(compared.getDiffsList(), ["account"]);
    });
});
