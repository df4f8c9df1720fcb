/** Where the sandbox's tools are, and which of them are still to be built. */
import { access } from "node:fs/promises";
import * as path from "node:path";

import { repositoryRoot, toolsRoot } from "../paths";
import { setDirectory } from "./fingerprint";
import { findInstalledPulumi, type InstalledPulumi } from "./installedPulumi";
import { pulumiVersion, toolSets, type ModuleFiles, type Tool, type ToolName } from "./sets";
import type { ToolSet } from "./sets";

/** Absolute paths of everything the sandbox runs or reads. */
export interface ToolPaths {
    readonly pulumi: string;
    /** pulumi-language-nodejs of an installed Pulumi; undefined when the engine was built and has none. */
    readonly pulumiLanguageHost: string | undefined;
    readonly kubernetesProvider: string;
    readonly kubeApiserver: string;
    readonly kubeControllerManager: string;
    readonly etcd: string;
    /** One binary with many names: it acts by the name it is started with. */
    readonly argocd: string;
    readonly awsIamAuthenticator: string;
    readonly podIdentityWebhook: string;
    readonly redis: string;
    /** Directory with manifests/ and hack/{gpg-wrapper,git-verify-wrapper}.sh of Argo CD's module. */
    readonly argocdModule: string;
}

/** Where tools are looked for and built from; the defaults suit everyone but tests. */
export interface ToolSettings {
    /** Directory of the built sets. */
    readonly root: string;
    /** Directory that holds one Go module per set. */
    readonly sources: string;
    readonly sets: readonly ToolSet[];
    readonly installedPulumi: () => Promise<InstalledPulumi | undefined>;
}

/** A binary, or files of a module, that must be created. */
export type Missing = { readonly set: ToolSet; readonly directory: string } & (
    | { readonly tool: Tool; readonly files?: undefined }
    | { readonly files: ModuleFiles; readonly tool?: undefined }
);

/** What exists and what does not. */
export interface Located {
    readonly paths: ToolPaths;
    readonly missing: readonly Missing[];
    /** Directories of the sets in their present form, whether built or not. */
    readonly directories: readonly string[];
}

/** The default settings. */
export function defaultToolSettings(): ToolSettings {
    return {
        root: toolsRoot,
        sources: path.join(repositoryRoot, "sandbox", "src", "tools"),
        sets: toolSets,
        installedPulumi: () => findInstalledPulumi(process.env.PATH ?? "", pulumiVersion),
    };
}

/** Looks for every tool. Builds nothing. */
export async function locateTools(
    settings: ToolSettings = defaultToolSettings(),
): Promise<Located> {
    const installed = await settings.installedPulumi();
    const binaries = new Map<ToolName, string>();
    const moduleDirectories: string[] = [];
    const wanted: { readonly file: string; readonly missing: Missing }[] = [];
    const directories: string[] = [];
    for (const set of settings.sets) {
        const directory = path.join(settings.root, await setDirectory(settings.sources, set));
        directories.push(directory);
        for (const tool of set.tools) {
            const file = path.join(directory, tool.file);
            binaries.set(tool.name, file);
            if (tool.name !== "pulumi" || installed === undefined) {
                wanted.push({ file, missing: { set, directory, tool } });
            }
        }
        for (const files of set.files) {
            const file = path.join(directory, files.directory);
            moduleDirectories.push(file);
            wanted.push({ file, missing: { set, directory, files } });
        }
    }
    const present = await Promise.all(wanted.map(({ file }) => exists(file)));
    return {
        paths: pathsOf(binaries, moduleDirectories, installed),
        missing: wanted.filter((_, index) => !present[index]).map(({ missing }) => missing),
        directories,
    };
}

/** Paths of all tools, whether they are built or not. */
export async function toolPaths(settings?: ToolSettings): Promise<ToolPaths> {
    return (await locateTools(settings)).paths;
}

function pathsOf(
    binaries: ReadonlyMap<ToolName, string>,
    moduleDirectories: readonly string[],
    installed: InstalledPulumi | undefined,
): ToolPaths {
    const binary = (name: ToolName): string => {
        const file = binaries.get(name);
        if (file === undefined) {
            throw new Error(`no tool set builds ${name}`);
        }
        return file;
    };
    const [argocdModule] = moduleDirectories;
    if (argocdModule === undefined) {
        throw new Error("no tool set copies Argo CD's manifests");
    }
    return {
        pulumi: installed?.pulumi ?? binary("pulumi"),
        pulumiLanguageHost: installed?.languageHost,
        kubernetesProvider: binary("kubernetesProvider"),
        kubeApiserver: binary("kubeApiserver"),
        kubeControllerManager: binary("kubeControllerManager"),
        etcd: binary("etcd"),
        argocd: binary("argocd"),
        awsIamAuthenticator: binary("awsIamAuthenticator"),
        podIdentityWebhook: binary("podIdentityWebhook"),
        redis: binary("redis"),
        argocdModule,
    };
}

async function exists(file: string): Promise<boolean> {
    try {
        await access(file);
        return true;
    } catch {
        return false;
    }
}
