/** A go command that compiles nothing: it records how it is called and writes small files. */
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { toolSets, type ToolSet } from "../../src/tools/sets";
import type { ToolSettings } from "../../src/tools/tools";

/** What a test has: directories, settings, and the command. */
export interface FakeGo {
    readonly go: string;
    readonly settings: ToolSettings;
    /** Directory given as GOCACHE. */
    readonly cache: string;
    /** Command lines so far, each with its directory's name first. */
    readonly calls: () => Promise<readonly string[]>;
    /** Makes `go build` of a package write this and fail; undefined lets it succeed again. */
    readonly failBuild: (message: string | undefined) => Promise<void>;
    /** Makes `go build` take this long. */
    readonly slowBuild: (seconds: number) => Promise<void>;
}

/** The real sets, with fewer files to copy. */
export const fakeSets: readonly ToolSet[] = toolSets.map((set) => ({
    ...set,
    files: set.files.map((files) => ({ ...files, paths: ["manifests", "hack/wrapper.sh"] })),
}));

const script = String.raw`#!/bin/sh
here=$(dirname "$0")
echo "$(basename "$PWD") $*" >> "$here/calls"
echo "$CGO_ENABLED|$GOFLAGS|$GOCACHE" >> "$here/environment"
mkdir -p "$GOCACHE" && touch "$GOCACHE/compiled"
case "$1 $2" in
"list -deps") printf 'one/package\ntwo/package\n\n' ;;
"list -m") echo "$here/module" ;;
"mod download") ;;
"build -v")
    echo "go: downloading one/package v1.0.0" >&2
    sleep "$(cat "$here/delay")"
    while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done
    echo partial > "$output"
    echo one/package >&2
    if [ -f "$here/failure" ]; then cat "$here/failure" >&2; exit 1; fi
    echo two/package >&2
    echo "built $1" > "$output"
    chmod +x "$output"
    ;;
*) echo "unexpected: $*" >&2; exit 2 ;;
esac
`;

/** Writes everything into a directory. */
export async function fakeGo(directory: string): Promise<FakeGo> {
    const at = (...parts: string[]): string => path.join(directory, ...parts);
    await mkdir(at("module", "manifests", "crds"), { recursive: true });
    await mkdir(at("module", "hack"));
    await writeFile(at("module", "manifests", "crds", "one.yaml"), "kind: One\n");
    await writeFile(at("module", "hack", "wrapper.sh"), "#!/bin/sh\n");
    // As the module cache has them.
    await chmod(at("module", "manifests", "crds", "one.yaml"), 0o444);
    await chmod(at("module", "hack", "wrapper.sh"), 0o444);
    await chmod(at("module", "manifests", "crds"), 0o555);
    for (const { name } of fakeSets) {
        await mkdir(at("sources", name), { recursive: true });
        await writeFile(at("sources", name, "go.mod"), `module ${name}\n`);
        await writeFile(at("sources", name, "go.sum"), "");
    }
    await writeFile(at("delay"), "0");
    await writeFile(at("calls"), "");
    await writeFile(at("go"), script, { mode: 0o755 });
    return {
        go: at("go"),
        cache: at("cache"),
        settings: {
            root: at("tools"),
            sources: at("sources"),
            sets: fakeSets,
            installedPulumi: () => Promise.resolve(undefined),
        },
        calls: async () => (await readFile(at("calls"), "utf8")).trim().split("\n"),
        failBuild: (message) =>
            message === undefined ? rm(at("failure")) : writeFile(at("failure"), message),
        slowBuild: (seconds) => writeFile(at("delay"), String(seconds)),
    };
}
