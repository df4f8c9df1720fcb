/**
 * The engine's LanguageRuntime service for Node.js programs. A Pulumi release brings its own, in Go; an engine that is
 * built from Go modules has none. Protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";

import { empty, plainOf } from "../provider/protobuf";
import { programCommand, runOutcome, type RunRequest } from "./run";

type Handlers = Pick<
    ILanguageRuntimeServer,
    | "handshake"
    | "getPluginInfo"
    | "getRequiredPlugins"
    | "getRequiredPackages"
    | "run"
    | "installDependencies"
    | "about"
    | "getProgramDependencies"
    | "cancel"
>;

/**
 * The service.
 * @param engineAddress from the command line; an attached engine sends its own in the handshake
 */
export function languageRuntimeService(version: string, engineAddress: string): Handlers {
    let engine = engineAddress;
    const programs = new Set<ChildProcess>();
    const endPrograms = (): void => programs.forEach((program) => void program.kill());
    process.on("exit", endPrograms);
    return {
        handshake: (call, callback) => {
            engine = call.request.getEngineAddress() || engine;
            callback(null, new messages.LanguageHandshakeResponse());
        },
        getPluginInfo: (_call, callback) => {
            const info = new plugins.PluginInfo();
            info.setVersion(version);
            callback(null, info);
        },
        // Packages are loaded when the program first uses them: the sandbox has installed them all.
        getRequiredPlugins: (_call, callback) =>
            callback(null, new messages.GetRequiredPluginsResponse()),
        getRequiredPackages: (_call, callback) =>
            callback(null, new messages.GetRequiredPackagesResponse()),
        run: (call, callback) => {
            const program = startProgram(runRequest(call.request, engine));
            programs.add(program);
            call.on("cancelled", () => void program.kill());
            program.on("error", (error) => callback(error));
            program.on("exit", (code, signal) => {
                programs.delete(program);
                const { error, bail } = runOutcome(code, signal);
                const response = new messages.RunResponse();
                response.setError(error);
                response.setBail(bail);
                callback(null, response);
            });
        },
        installDependencies: (call) => call.end(),
        about: (_call, callback) => {
            const response = new messages.AboutResponse();
            response.setExecutable(process.execPath);
            response.setVersion(process.version);
            callback(null, response);
        },
        getProgramDependencies: (call, callback) =>
            callback(null, dependencies(call.request.getInfo()?.getProgramDirectory() ?? "")),
        cancel: (_call, callback) => {
            endPrograms();
            callback(null, empty());
        },
    };
}

function runRequest(request: messages.RunRequest, engineAddress: string): RunRequest {
    const info = request.getInfo();
    return {
        monitorAddress: request.getMonitorAddress(),
        engineAddress,
        organization: request.getOrganization(),
        project: request.getProject(),
        stack: request.getStack(),
        pwd: request.getPwd(),
        rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
        entryPoint: info?.getEntryPoint() ?? ".",
        parallel: request.getParallel(),
        dryRun: request.getDryrun(),
        args: request.getArgsList(),
        config: Object.fromEntries(request.getConfigMap().toArray()),
        configSecretKeys: request.getConfigsecretkeysList(),
        options: plainOf(info?.getOptions()),
    };
}

// The runner is the program's own copy of the SDK, as with the real host.
function startProgram(request: RunRequest): ChildProcess {
    const runner = createRequire(path.join(request.pwd, "package.json")).resolve(
        "@pulumi/pulumi/cmd/run",
    );
    const { args, environment } = programCommand(request, runner);
    return spawn(process.execPath, args, {
        cwd: request.pwd,
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, ...environment },
    });
}

function dependencies(directory: string): messages.GetProgramDependenciesResponse {
    const response = new messages.GetProgramDependenciesResponse();
    const manifest = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as {
        readonly dependencies?: Readonly<Record<string, string>>;
    };
    response.setDependenciesList(
        Object.entries(manifest.dependencies ?? {}).map(([name, version]) => {
            const dependency = new messages.DependencyInfo();
            dependency.setName(name);
            dependency.setVersion(version);
            return dependency;
        }),
    );
    return response;
}
