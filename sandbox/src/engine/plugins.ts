/** Lays out what the engine starts: provider plugins, the language host, the aws command. */
import { constants } from "node:fs";
import { access, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { execa } from "execa";

import { repositoryRoot, type StatePaths } from "../paths";
import { suitableAwsCommand } from "../plugins/cli/version";
import { compileSandbox, defaultCompileSettings, type CompileSettings } from "./compile";
import { linkExecutable, writeLauncher } from "./launchers";
import { COMPONENT_PACKAGES, realPlugin, type ComponentPackage } from "./selection";

export interface PluginOptions {
    readonly paths: StatePaths;
    readonly tools: {
        readonly kubernetesProvider: string;
        /** Language host of an installed Pulumi; absent if the engine was built, which has none. */
        readonly pulumiLanguageHost?: string | undefined;
    };
    /** Directory laid out as `~/.pulumi/plugins` with the real eks and awsx plugins. @default the stand-ins */
    readonly pluginDirectory?: string;
    /** PATH on which an AWS CLI is looked for. @default this process's */
    readonly searchPath?: string;
    /** Directory of the plugins' JavaScript. @default a cache shared by all commands */
    readonly compileSettings?: CompileSettings;
}

export interface InstalledPlugins {
    /** Packages whose components are stand-ins. */
    readonly standIns: readonly ComponentPackage[];
    /** Command that creates tokens for clusters: an installed AWS CLI's version line, or undefined for the sandbox's command. */
    readonly awsCommand: string | undefined;
}

/** Installs plugins for the SDK versions of the repository. Run again, it replaces what changed. */
export async function installPlugins(options: PluginOptions): Promise<InstalledPlugins> {
    const { paths, tools } = options;
    const build = await compileSandbox(options.compileSettings ?? defaultCompileSettings());
    await mkdir(paths.bin, { recursive: true });
    await mkdir(paths.pulumiBackend, { recursive: true });
    const place = await pluginPlaces(paths);

    await linkExecutable(place("kubernetes"), tools.kubernetesProvider);
    await writeLauncher(place("aws"), {
        script: path.join(build, "plugins", "aws", "main.js"),
        environment: { SANDBOX_PLUGIN_VERSION: await sdkVersion("aws") },
    });
    const standIns: ComponentPackage[] = [];
    for (const name of COMPONENT_PACKAGES) {
        const real = await realPluginFile(options.pluginDirectory, name);
        if (real === undefined) {
            standIns.push(name);
            await writeLauncher(place(name), {
                script: path.join(build, "plugins", "components", `${name}Main.js`),
                environment: { SANDBOX_PLUGIN_VERSION: await sdkVersion(name) },
            });
        } else {
            await linkExecutable(place(name), real);
        }
    }
    await installNodeHosts(options, build);
    await silenceLogs(paths);
    return { standIns, awsCommand: await installAwsCommand(options, build) };
}

async function pluginPlaces(paths: StatePaths): Promise<(name: string) => string> {
    const versions = new Map<string, string>();
    for (const name of ["aws", "kubernetes", ...COMPONENT_PACKAGES]) {
        versions.set(name, await sdkVersion(name));
    }
    return (name) =>
        path.join(
            paths.pulumiHome,
            "plugins",
            `resource-${name}-v${versions.get(name) ?? ""}`,
            `pulumi-resource-${name}`,
        );
}

async function sdkVersion(name: string): Promise<string> {
    const manifest = path.join(sdk(name), "package.json");
    return (JSON.parse(await readFile(manifest, "utf8")) as { readonly version: string }).version;
}

function sdk(name: string): string {
    return path.join(repositoryRoot, "node_modules", "@pulumi", name);
}

async function realPluginFile(
    directory: string | undefined,
    name: ComponentPackage,
): Promise<string | undefined> {
    if (directory === undefined) {
        return undefined;
    }
    const version = await sdkVersion(name);
    const found = realPlugin(await readdir(directory), name, version);
    if (found === undefined) {
        return undefined;
    }
    const file = path.resolve(directory, found, `pulumi-resource-${name}`);
    await access(file);
    return file;
}

/**
 * What runs Node.js programs and dynamic providers. A Pulumi release has both beside its engine, in Go and as a small
 * script. They go among the plugins rather than on PATH, where the engine would warn of them at every command.
 */
async function installNodeHosts({ paths, tools }: PluginOptions, build: string): Promise<void> {
    const version = await sdkVersion("pulumi");
    const place = (plugin: string): string =>
        path.join(paths.pulumiHome, "plugins", `${plugin}-v${version}`);
    const language = place("language-nodejs");
    const dynamic = place("resource-pulumi-nodejs");
    if (tools.pulumiLanguageHost !== undefined) {
        // An installed engine finds its own beside itself.
        await rm(language, { recursive: true, force: true });
        await rm(dynamic, { recursive: true, force: true });
        return;
    }
    await writeLauncher(path.join(language, "pulumi-language-nodejs"), {
        script: path.join(build, "plugins", "language", "main.js"),
        environment: { SANDBOX_PLUGIN_VERSION: version },
    });
    await writeLauncher(path.join(dynamic, "pulumi-resource-pulumi-nodejs"), {
        script: path.join(sdk("pulumi"), "cmd", "dynamic-provider", "index.js"),
    });
}

async function installAwsCommand(
    { paths, searchPath }: PluginOptions,
    build: string,
): Promise<string | undefined> {
    const search = searchPath ?? process.env.PATH ?? "";
    const version = await installedAwsVersion(search);
    const own = { script: path.join(build, "plugins", "cli", "main.js") };
    const file = path.join(paths.bin, "aws");
    await (version === undefined
        ? writeLauncher(file, own)
        : // IAM is no host of the sandbox's outside; everything else is the installed command's.
          writeLauncher(file, own, { word: "iam", otherwise: await foundOn(search, "aws") }));
    return version;
}

async function foundOn(searchPath: string, name: string): Promise<string> {
    for (const directory of searchPath.split(path.delimiter)) {
        const file = path.resolve(directory, name);
        if (await isExecutable(file)) {
            return file;
        }
    }
    throw new Error(`no ${name} on ${searchPath}`);
}

async function isExecutable(file: string): Promise<boolean> {
    return access(file, constants.X_OK).then(
        () => true,
        () => false,
    );
}

async function installedAwsVersion(searchPath: string): Promise<string | undefined> {
    const { stdout, stderr, exitCode } = await execa("aws", ["--version"], {
        env: { PATH: searchPath },
        reject: false,
        timeout: 30_000,
    });
    // Before 1.18 it wrote to stderr.
    const version = (stdout || stderr || "").trim();
    return exitCode === 0 && suitableAwsCommand(version) ? version : undefined;
}

// With a directory in this place the engine writes hundreds of megabytes of debug log per command.
async function silenceLogs(paths: StatePaths): Promise<void> {
    const logs = path.join(paths.pulumiHome, "logs");
    await rm(logs, { recursive: true, force: true });
    await writeFile(logs, "");
}
