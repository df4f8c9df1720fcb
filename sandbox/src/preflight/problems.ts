/** Decides from facts what keeps the sandbox from running. */
import { commandPackages, type Facts, type NamespaceFacts } from "./facts";

/** One thing that is missing, and what to do about it. */
export interface Problem {
    readonly title: string;
    readonly remedy: string;
}

const gigabyte = 1024 ** 3;

/** Oldest Node.js that loads ES modules with require(), which some packages here need. */
export const wantedNode = "20.19.0";

/** Compiled packages of a first build take about 9 GB, modules 4 GB, binaries 1 GB, a sandbox 2 GB. */
export const diskForBuilding = 20 * gigabyte;

/** State, logs and Pulumi's files of one sandbox. */
export const diskForRunning = 2 * gigabyte;

/** Two control planes, Argo CD, the engine and its plugins take about 4 GB. */
export const memoryForRunning = 6 * gigabyte;

/** All problems at once, in the order they are best solved. Empty when the sandbox can run. */
export function findProblems(facts: Facts): readonly Problem[] {
    return [
        ...platformProblems(facts),
        ...nodeProblems(facts),
        ...packageProblems(facts),
        ...commandProblems(facts),
        ...(facts.namespaces === undefined ? [] : namespaceProblems(facts.namespaces)),
        ...goProblems(facts),
        ...diskProblems(facts),
        ...memoryProblems(facts),
    ];
}

function platformProblems({ platform }: Facts): readonly Problem[] {
    return platform === "linux"
        ? []
        : [
              {
                  title: `this is ${platform}; the sandbox runs on Linux only (network and process namespaces)`,
                  remedy: "run it in a Linux virtual machine, for example with Lima, WSL 2 or a cloud instance",
              },
          ];
}

function nodeProblems({ nodeVersion }: Facts): readonly Problem[] {
    return compareVersions(nodeVersion, wantedNode) >= 0
        ? []
        : [
              {
                  title: `Node.js ${nodeVersion} is too old`,
                  remedy: `install Node.js ${wantedNode} or newer`,
              },
          ];
}

function packageProblems({ packages }: Facts): readonly Problem[] {
    const wrong = packages.filter(({ wanted, installed }) => wanted !== installed);
    const list = wrong.map(({ name, wanted, installed }) =>
        installed === undefined ? name : `${name} (${installed} instead of ${wanted})`,
    );
    return wrong.length === 0
        ? []
        : [
              {
                  title: `packages are missing or have another version: ${list.join(", ")}`,
                  remedy: "run `npm ci` in the repository",
              },
          ];
}

function commandProblems({ missingCommands }: Facts): readonly Problem[] {
    const packages = new Set(missingCommands.map((name) => commandPackages[name] ?? name));
    return missingCommands.length === 0
        ? []
        : [
              {
                  title: `not on PATH: ${missingCommands.join(", ")}`,
                  remedy: `install ${[...packages].sort().join(", ")} (names of Debian's packages)`,
              },
          ];
}

function namespaceProblems(namespaces: NamespaceFacts): readonly Problem[] {
    return namespaces.works
        ? []
        : [
              {
                  title: `user, network, process and mount namespaces cannot be created: ${namespaces.output.trim() || "no reason given"}`,
                  remedy: namespaceRemedies(namespaces).join("; "),
              },
          ];
}

/** What to change so that namespaces can be created. The container's runtime is named only if the kernel allows them. */
export function namespaceRemedies({ settings, container }: NamespaceFacts): readonly string[] {
    const kernel = [
        ...(settings["kernel.unprivileged_userns_clone"] === "0"
            ? ["allow them for ordinary users: `sysctl kernel.unprivileged_userns_clone=1`"]
            : []),
        ...(settings["kernel.apparmor_restrict_unprivileged_userns"] === "1"
            ? [
                  "lift AppArmor's restriction (Ubuntu 23.10 and later): `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or give unshare a profile that allows userns",
              ]
            : []),
        ...(settings["user.max_user_namespaces"] === "0"
            ? ["raise their limit: `sysctl user.max_user_namespaces=15000`"]
            : []),
    ];
    if (kernel.length > 0) {
        return kernel;
    }
    return container
        ? [
              "start this container with namespaces allowed: `--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined` or `--privileged`",
          ]
        : ["run as root, or ask the administrator which policy of the kernel forbids them"];
}

function goProblems({ go, wantedGo, missingTools }: Facts): readonly Problem[] {
    if (missingTools.length === 0) {
        return [];
    }
    if (go === undefined) {
        return [
            {
                title: `go is not on PATH, and tools must be built: ${missingTools.join(", ")}`,
                remedy: `install Go ${wantedGo} or newer from https://go.dev/dl`,
            },
        ];
    }
    // From Go 1.21 on, the go command downloads a newer toolchain itself unless GOTOOLCHAIN=local.
    const fetches = go.toolchain !== "local" && compareVersions(go.version, "1.21.0") >= 0;
    return compareVersions(go.version, wantedGo) >= 0 || fetches
        ? []
        : [
              {
                  title: `Go ${go.version} is too old to build the tools`,
                  remedy: `install Go ${wantedGo} or newer, or allow the download of one: GOTOOLCHAIN=auto`,
              },
          ];
}

function diskProblems({ freeDiskBytes, missingTools, cacheDirectory }: Facts): readonly Problem[] {
    const wanted = missingTools.length > 0 ? diskForBuilding : diskForRunning;
    const why =
        missingTools.length > 0 ? " to build the tools (most of it is freed afterwards)" : "";
    return freeDiskBytes >= wanted
        ? []
        : [
              {
                  title: `${inGigabytes(freeDiskBytes)} free in ${cacheDirectory}, ${inGigabytes(wanted)} needed${why}`,
                  remedy: "free some space, or set XDG_CACHE_HOME to a directory on a larger disk",
              },
          ];
}

function memoryProblems({ availableMemoryBytes }: Facts): readonly Problem[] {
    return availableMemoryBytes >= memoryForRunning
        ? []
        : [
              {
                  title: `${inGigabytes(availableMemoryBytes)} memory available, ${inGigabytes(memoryForRunning)} needed`,
                  remedy: "end other programs, or give the machine or container more memory",
              },
          ];
}

/** Negative, zero or positive, as a sort function's result. Compares numbers, part by part. */
export function compareVersions(one: string, other: string): number {
    const [left, right] = [one, other].map((version) =>
        version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0),
    ) as [number[], number[]];
    for (const index of [0, 1, 2]) {
        const difference = (left[index] ?? 0) - (right[index] ?? 0);
        if (difference !== 0) {
            return difference;
        }
    }
    return 0;
}

function inGigabytes(bytes: number): string {
    return `${(bytes / gigabyte).toFixed(1)} GB`;
}
