/**
 * The engine's ResourceProvider service for a provider: reads requests, lets operations.ts do the work, writes answers.
 * Protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
import type * as grpc from "@grpc/grpc-js";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { diffResponse, failureList, grpcError } from "./messages";
import * as operations from "./operations";
import { empty, plainOf, structOf } from "./protobuf";
import type { Provider, ResourceType, Session } from "./resource";
import { equalValues } from "./values";
import { decodeProperties, encodeProperties, type Decoded } from "./wire";

type Handlers = Pick<
    IResourceProviderServer,
    | "handshake"
    | "attach"
    | "cancel"
    | "getPluginInfo"
    | "getSchema"
    | "checkConfig"
    | "diffConfig"
    | "configure"
    | "invoke"
    | "check"
    | "diff"
    | "create"
    | "read"
    | "update"
    | "delete"
>;

/** The service of one provider instance: it is configured once. */
export function resourceProviderService(provider: Provider): Handlers {
    let session: Session | undefined;
    const configured = (): Session => {
        if (session === undefined) {
            throw new Error(`provider ${provider.name} is not configured`);
        }
        return session;
    };
    return {
        ...metadataHandlers(provider),
        ...configHandlers(provider, (made) => (session = made)),
        ...resourceHandlers(provider, configured),
    };
}

type MetadataHandlers = Pick<
    Handlers,
    "handshake" | "attach" | "cancel" | "getPluginInfo" | "getSchema"
>;

function metadataHandlers(provider: Provider): MetadataHandlers {
    return {
        handshake: unary("handshake", () => {
            const response = new messages.ProviderHandshakeResponse();
            response.setAcceptSecrets(true);
            response.setAcceptResources(true);
            response.setAcceptOutputs(true);
            return response;
        }),
        attach: unary("attach", empty),
        cancel: unary("cancel", empty),
        getPluginInfo: unary("getPluginInfo", () => {
            const info = new plugins.PluginInfo();
            info.setVersion(provider.version);
            return info;
        }),
        getSchema: unary("getSchema", () => {
            const response = new messages.GetSchemaResponse();
            response.setSchema(JSON.stringify({ name: provider.name, version: provider.version }));
            return response;
        }),
    };
}

function configHandlers(
    provider: Provider,
    onConfigured: (session: Session) => void,
): Pick<Handlers, "checkConfig" | "diffConfig" | "configure"> {
    return {
        checkConfig: unary("checking the configuration", (request: messages.CheckRequest) => {
            const news = decoded(request.getNews());
            const response = new messages.CheckResponse();
            response.setInputs(structOf(encodeProperties(news.properties, news.secrets)));
            response.setFailuresList(
                failureList(
                    provider
                        .checkConfig(news.properties)
                        .map((reason) => ({ property: "", reason })),
                ),
            );
            return response;
        }),
        diffConfig: unary("comparing the configuration", (request: messages.DiffRequest) => {
            const old = decoded(request.getOldInputs() ?? request.getOlds()).properties;
            const next = decoded(request.getNews()).properties;
            const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
                (name) => name !== "version" && !equalValues(old[name], next[name]),
            );
            return diffResponse(
                names.map((name) => ({
                    path: name,
                    kind:
                        old[name] === undefined
                            ? "add"
                            : next[name] === undefined
                              ? "delete"
                              : "update",
                    replace: provider.configForcesNew.includes(name),
                })),
                false,
            );
        }),
        configure: unary("configuring", async (request: messages.ConfigureRequest) => {
            onConfigured(await provider.configure(decoded(request.getArgs()).properties));
            const response = new messages.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            response.setAcceptresources(true);
            response.setAcceptoutputs(true);
            return response;
        }),
    };
}

function resourceHandlers(
    provider: Provider,
    session: () => Session,
): Pick<Handlers, "invoke" | "check" | "diff" | "create" | "read" | "update" | "delete"> {
    return {
        invoke: unary("calling", async (request: messages.InvokeRequest) => {
            const called = provider.functions[request.getTok()];
            if (called === undefined) {
                throw new Error(
                    `the sandbox's ${provider.name} provider has no function ${request.getTok()}`,
                );
            }
            const args = decoded(request.getArgs());
            const response = new messages.InvokeResponse();
            response.setReturn(
                structOf(encodeProperties(await called(session().api, args.properties))),
            );
            return response;
        }),
        check: unary("checking", (request: messages.CheckRequest) => {
            const news = decoded(request.getNews());
            const checked = operations.checkResource(typeOf(provider, request), session(), {
                news: news.properties,
                olds: decoded(request.getOlds()).properties,
                logicalName: request.getName() || nameOf(request.getUrn()),
                seed: request.getRandomseed_asU8(),
            });
            const response = new messages.CheckResponse();
            response.setInputs(structOf(encodeProperties(checked.inputs, secretsOf(news))));
            response.setFailuresList(failureList(checked.failures));
            return response;
        }),
        diff: unary("comparing", (request: messages.DiffRequest) => {
            const { differences, deleteBeforeReplace } = operations.diffResource(
                typeOf(provider, request),
                decoded(request.getOlds()).properties,
                decoded(request.getNews()).properties,
                request.getIgnorechangesList(),
            );
            return diffResponse(differences, deleteBeforeReplace);
        }),
        create: unary("creating", async (request: messages.CreateRequest) => {
            const type = typeOf(provider, request);
            const inputs = decoded(request.getProperties());
            const { id, state } = request.getPreview()
                ? { id: "", state: operations.previewCreate(type, inputs.properties) }
                : await operations.createResource(type, session(), inputs.properties);
            const response = new messages.CreateResponse();
            response.setId(id);
            response.setProperties(structOf(encodeProperties(state, secretsOf(inputs))));
            return response;
        }),
        read: unary("reading", async (request: messages.ReadRequest) => {
            const inputs = decoded(request.getInputs());
            const state = decoded(request.getProperties());
            const secrets = new Set([...secretsOf(inputs), ...secretsOf(state)]);
            const found = await operations.readResource(
                typeOf(provider, request),
                session(),
                request.getId(),
                { inputs: inputs.properties, state: state.properties },
            );
            const response = new messages.ReadResponse();
            if (found !== undefined) {
                response.setId(request.getId());
                response.setProperties(structOf(encodeProperties(found.state, secrets)));
                response.setInputs(structOf(encodeProperties(found.inputs, secrets)));
            }
            return response;
        }),
        update: unary("updating", async (request: messages.UpdateRequest) => {
            const type = typeOf(provider, request);
            const news = decoded(request.getNews());
            const olds = decoded(request.getOlds()).properties;
            const state = request.getPreview()
                ? operations.previewUpdate(type, news.properties, olds)
                : await operations.updateResource(
                      type,
                      session(),
                      request.getId(),
                      news.properties,
                      olds,
                      request.getIgnorechangesList(),
                  );
            const response = new messages.UpdateResponse();
            response.setProperties(structOf(encodeProperties(state, secretsOf(news))));
            return response;
        }),
        delete: unary("deleting", async (request: messages.DeleteRequest) => {
            await operations.deleteResource(
                typeOf(provider, request),
                session(),
                request.getId(),
                decoded(request.getProperties()).properties,
            );
            return empty();
        }),
    };
}

/** Type token of a URN: the last of its chain of parents. */
export function typeToken(urn: string): string {
    return urn.split("::")[2]?.split("$").pop() ?? "";
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function describe(urn: string): string {
    return `${typeToken(urn)} (${nameOf(urn)})`;
}

function typeOf(provider: Provider, request: { getUrn(): string }): ResourceType {
    const token = typeToken(request.getUrn());
    const type = provider.resources[token];
    if (type === undefined) {
        throw new Error(`the sandbox's ${provider.name} provider has no resource type ${token}`);
    }
    return type;
}

function decoded(struct: Struct | undefined): Decoded {
    return decodeProperties(plainOf(struct));
}

// All tags contain the secret one.
function secretsOf({ secrets }: Decoded): ReadonlySet<string> {
    return secrets.has("tags") ? new Set([...secrets, "tagsAll"]) : secrets;
}

function unary<Request, Response>(
    doing: string,
    handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => handle(call.request))
            .then(
                (response) => callback(null, response),
                (error: unknown) =>
                    callback(
                        grpcError(error, subjectOf(doing, call.request), inputsOf(call.request)),
                    ),
            );
    };
}

// What a partially created resource was created from, for the state.
function inputsOf(request: unknown): Decoded {
    const inputs = decoded(
        request instanceof messages.CreateRequest ? request.getProperties() : undefined,
    );
    return { properties: inputs.properties, secrets: secretsOf(inputs) };
}

function subjectOf(doing: string, request: unknown): string {
    const { getUrn, getTok } = request as {
        getUrn?: () => string | undefined;
        getTok?: () => string;
    };
    const urn = getUrn?.call(request);
    return urn ? `${doing} ${describe(urn)}` : `${doing} ${getTok?.call(request) ?? ""}`.trim();
}
