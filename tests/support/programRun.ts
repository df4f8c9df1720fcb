/** Runs a program as Pulumi's engine does: with the language host's command line and the SDK's own runner. */
import * as grpc from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { execa } from "execa";

import { programCommand } from "../../sandbox/src/plugins/language/run";
import { empty } from "../../sandbox/src/plugins/provider/protobuf";

export interface ProgramRun {
    readonly exitCode: number | undefined;
    /** What the program wrote to stdout. */
    readonly stdout: string;
    /** Messages that the program sent to the engine, such as a fatal error. */
    readonly logged: string;
}

/**
 * Runs the program in a directory against an engine that accepts every resource and stores none.
 * @param options `runtime.options` of Pulumi.yaml
 * @param main `main` of Pulumi.yaml, a file in the directory
 */
export async function runProgram(
    directory: string,
    options: Readonly<Record<string, unknown>>,
    main = ".",
): Promise<ProgramRun> {
    const logged: string[] = [];
    const server = new grpc.Server();
    server.addService(monitor.ResourceMonitorService, {
        supportsFeature: answer(() => new messages.SupportsFeatureResponse()),
        registerResource: answer((request: messages.RegisterResourceRequest) => {
            const response = new messages.RegisterResourceResponse();
            response.setUrn(`urn:pulumi:dev::test::${request.getType()}::${request.getName()}`);
            return response;
        }),
        registerResourceOutputs: answer(empty),
        signalAndWaitForShutdown: answer(empty),
    });
    server.addService(engine.EngineService, {
        log: answer((request: LogRequest) => {
            logged.push(request.getMessage());
            return empty();
        }),
    });
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        ),
    );
    const { args, environment } = programCommand(
        {
            monitorAddress: `127.0.0.1:${port}`,
            engineAddress: `127.0.0.1:${port}`,
            organization: "organization",
            project: "test",
            stack: "dev",
            pwd: directory,
            rootDirectory: directory,
            entryPoint: main,
            parallel: 1,
            dryRun: true,
            args: [],
            config: {},
            configSecretKeys: [],
            options,
        },
        require.resolve("@pulumi/pulumi/cmd/run"),
    );
    try {
        const { exitCode, stdout } = await execa(process.execPath, args, {
            cwd: directory,
            env: { PATH: process.env.PATH, ...environment },
            extendEnv: false,
            reject: false,
        });
        return { exitCode, stdout, logged: logged.join("\n") };
    } finally {
        server.forceShutdown();
    }
}

function answer<Request, Response>(
    respond: (request: Request) => Response,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => callback(null, respond(call.request));
}
