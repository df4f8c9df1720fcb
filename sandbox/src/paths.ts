/** Where the sandbox keeps things: a cache of built tools shared by all clones, and one state directory per clone. */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import * as path from "node:path";

/** Root of the repository the sandbox runs. */
export const repositoryRoot = path.resolve(__dirname, "../..");

/** Cache directory outside the repository, after the XDG base directory specification. */
export const cacheRoot = path.join(
    process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"),
    "eks-gitops-fleet",
);

/** Built tools, one directory per tool set and hash of its module files. */
export const toolsRoot = path.join(cacheRoot, "tools");

/**
 * State of this clone's sandbox, or the directory that SANDBOX_STATE names. Nothing outside it changes while the sandbox
 * runs; `down` removes it, if the sandbox created it (stateDirectory.ts). Its path must be short: unix sockets allow about
 * 100 characters.
 */
export const stateRoot = path.resolve(
    process.env.SANDBOX_STATE ??
        path.join(
            cacheRoot,
            "state",
            createHash("sha256").update(repositoryRoot).digest("hex").slice(0, 8),
        ),
);

/** Files and directories inside a sandbox's state directory. */
export interface StatePaths {
    readonly root: string;
    /** pid (in the host's namespace) of the outermost process: when it exits, everything is killed. */
    readonly pidFile: string;
    /** Unix socket of the local AWS API (plugins, the sandbox's `aws`). */
    readonly awsSocket: string;
    /** Unix socket of the daemon's control API (the sandbox's command line). */
    readonly controlSocket: string;
    readonly logs: string;
    /** JSON lines: every call to the local AWS, allowed or refused. */
    readonly awsLog: string;
    /** JSON lines: every connection the egress proxy let through or refused. */
    readonly proxyLog: string;
    readonly pki: string;
    /** PEM of the authority that signs sts.*, oidc.* and github.com inside the sandbox. */
    readonly caBundle: string;
    readonly clusters: string;
    readonly pods: string;
    readonly repositories: string;
    readonly pulumiHome: string;
    readonly pulumiBackend: string;
    readonly helm: string;
    /** Pulumi.yaml and stack files the sandbox runs; its `main` is the repository. */
    readonly project: string;
    readonly bin: string;
}

/** The layout of a state directory. */
export function statePaths(root: string = stateRoot): StatePaths {
    const at = (...parts: string[]): string => path.join(root, ...parts);
    return {
        root,
        pidFile: at("sandbox.pid"),
        awsSocket: at("aws.sock"),
        controlSocket: at("control.sock"),
        logs: at("logs"),
        awsLog: at("logs", "aws.jsonl"),
        proxyLog: at("logs", "proxy.jsonl"),
        pki: at("pki"),
        caBundle: at("pki", "ca.crt"),
        clusters: at("clusters"),
        pods: at("pods"),
        repositories: at("repositories"),
        pulumiHome: at("pulumi", "home"),
        pulumiBackend: at("pulumi", "backend"),
        helm: at("pulumi", "helm"),
        project: at("project"),
        bin: at("bin"),
    };
}
