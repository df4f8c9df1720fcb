import type { Mount } from "./mounts";

/** A word for the shell that stands for exactly this text. */
export function quote(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a container's own mount and pid namespace is filled with. */
export interface ContainerLayout {
    /** Empty directory outside that becomes the root. */
    readonly root: string;
    /** Directory outside that becomes /usr/local/bin. */
    readonly programs: string;
    readonly mounts: readonly Mount[];
    readonly workingDirectory: string;
    readonly argv: readonly string[];
}

/**
 * The first process of a container: passes SIGTERM on and reaps orphans, as tini does in Argo CD's image. A program that
 * were pid 1 itself would ignore SIGTERM unless it handles it.
 */
const init = [
    "trap 'kill -TERM $child 2>/dev/null' TERM",
    '"$@" & child=$!',
    "wait $child; code=$?",
    "while kill -0 $child 2>/dev/null; do wait $child; code=$?; done",
    "exit $code",
].join("\n");

// Locked mounts of an outer user namespace can only be bound together with what is mounted below them, and a remount
// must repeat the flags they are locked with.
const functions = [
    "set -e",
    "trap 'exit 143' TERM",
    "readonly_mount() {",
    '    flags=$(findmnt --noheadings --output VFS-OPTIONS --mountpoint "$1" | tail -n 1)',
    '    mount -o "remount,bind,${flags:+$flags,}ro" "$1"',
    "}",
];

/**
 * The shell script that builds a container's file system and becomes its first process. It is run as root of its own
 * mount and pid namespace, where every mount it makes ends with it.
 */
export function containerScript(layout: ContainerLayout): string {
    const at = (target: string): string => quote(`${layout.root}${target}`);
    const lines = [
        ...functions,
        `mount --rbind /usr ${at("/usr")}`,
        `mount --bind ${quote(layout.programs)} ${at("/usr/local/bin")}`,
        `mount -t proc proc ${at("/proc")} 2>/dev/null || mount --rbind /proc ${at("/proc")}`,
        `mount --rbind /dev ${at("/dev")}`,
    ];
    for (const mount of layout.mounts) {
        const parent = mount.target.replace(/\/[^/]*$/, "");
        lines.push(
            mount.file
                ? `mkdir -p ${at(parent)} && { [ -e ${at(mount.target)} ] || : > ${at(mount.target)}; }`
                : `mkdir -p ${at(mount.target)}`,
            `mount --bind ${quote(mount.source)} ${at(mount.target)}`,
        );
    }
    // After all mount points exist: some lie inside volumes that end up read-only.
    for (const target of [
        "/usr",
        ...layout.mounts.filter((m) => m.readOnly).map((m) => m.target),
    ]) {
        lines.push(`readonly_mount ${at(target)}`);
    }
    lines.push(
        `mkdir -p ${at(layout.workingDirectory)}`,
        `exec unshare --root=${quote(layout.root)} --wd=${quote(layout.workingDirectory)} -- ` +
            `/bin/sh -c ${quote(init)} init ${layout.argv.map(quote).join(" ")}`,
    );
    return `${lines.join("\n")}\n`;
}
