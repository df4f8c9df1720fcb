/** What the preflight checks know about this machine. Plain values only. */

/** A Go command. */
export interface GoFacts {
    /** `1.26.3` */
    readonly version: string;
    /** GOTOOLCHAIN: `local` forbids downloading a newer toolchain. */
    readonly toolchain: string;
}

/** Result of creating the kind of namespaces that the sandbox runs in. */
export interface NamespaceFacts {
    readonly works: boolean;
    /** What unshare wrote when it failed. */
    readonly output: string;
    /** Kernel settings by their sysctl name; absent if the kernel does not have them. */
    readonly settings: Readonly<Record<string, string>>;
    /** Whether this is a container, whose runtime may forbid namespaces. */
    readonly container: boolean;
}

/** A package of package.json. */
export interface PackageFacts {
    readonly name: string;
    readonly wanted: string;
    /** Undefined when it is not installed. */
    readonly installed: string | undefined;
}

/** Everything the checks decide on. */
export interface Facts {
    /** As process.platform. */
    readonly platform: string;
    /** Without the leading v. */
    readonly nodeVersion: string;
    readonly go: GoFacts | undefined;
    /** The newest `go` line of the tools' go.mod files. */
    readonly wantedGo: string;
    /** Names of needed commands that are not on PATH. */
    readonly missingCommands: readonly string[];
    /** Undefined when unshare is missing, so that nothing could be tried. */
    readonly namespaces: NamespaceFacts | undefined;
    readonly cacheDirectory: string;
    readonly freeDiskBytes: number;
    readonly availableMemoryBytes: number;
    /** File names of tools that must be built first. */
    readonly missingTools: readonly string[];
    readonly packages: readonly PackageFacts[];
}

/** Kernel settings that decide whether an unprivileged user may create namespaces. */
export const namespaceSettings = [
    "kernel.unprivileged_userns_clone",
    "kernel.apparmor_restrict_unprivileged_userns",
    "user.max_user_namespaces",
] as const;

/** Commands that the sandbox runs, with the Debian package that contains each. */
export const commandPackages: Readonly<Record<string, string>> = {
    git: "git",
    ip: "iproute2",
    mount: "mount",
    nsenter: "util-linux",
    unshare: "util-linux",
};
