import assert from "node:assert/strict";
import {
    access,
    chmod,
    mkdir,
    mkdtemp,
    readdir,
    readFile,
    rm,
    stat,
    symlink,
    writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { repositoryRoot, statePaths, type StatePaths } from "../src/paths";
import {
    createState,
    MARKER,
    MARKER_TEXT,
    removeState,
    requireState,
    stateProblem,
    type StateEntry,
    type StatePlace,
} from "../src/stateDirectory";
import { canMakeNamespaces } from "./node/namespaces";

describe("which directory may be the sandbox's state", () => {
    const kept = [
        { name: "the home directory", realPath: "/home/me" },
        { name: "the repository", realPath: "/home/me/code/fleet" },
    ];
    const marked: StateEntry = {
        kind: "directory",
        names: [MARKER, "logs", "sandbox.pid"],
        marker: MARKER_TEXT,
    };
    const at = (place: string, entry: StateEntry): StatePlace => ({
        path: place,
        realPath: place,
        entry,
    });
    const problem = (entry: StateEntry): string | undefined =>
        stateProblem(at("/data/state", entry), kept);

    it("accepts a missing, an empty and a marked directory", () => {
        assert.equal(problem({ kind: "missing" }), undefined);
        assert.equal(problem({ kind: "directory", names: [] }), undefined);
        assert.equal(problem(marked), undefined);
    });

    it("accepts a later version's marker, whose explanation differs", () => {
        const [title = ""] = MARKER_TEXT.split("\n");
        assert.equal(problem({ ...marked, marker: `${title}\nOther words.\n` }), undefined);
    });

    it("accepts a marker that was being written, but only where there is nothing else", () => {
        const half = MARKER_TEXT.slice(0, 10);
        for (const marker of ["", half]) {
            assert.equal(problem({ kind: "directory", names: [MARKER], marker }), undefined);
            assert.match(problem({ ...marked, marker }) ?? "", /did not write this/);
        }
        const foreign = { kind: "directory", names: [MARKER], marker: "mine" } as const;
        assert.match(problem(foreign) ?? "", /did not write this/);
        assert.doesNotMatch(problem(foreign) ?? "", /older version/);
    });

    it("rejects a directory with other files: names it, some of the files and the remedy", () => {
        assert.equal(
            problem({ kind: "directory", names: ["g", "b", "a", "c", "d", "e", "f"] }),
            [
                `The sandbox's state directory /data/state must be missing, empty or created by the sandbox (marked by the file ${MARKER}), because the sandbox deletes it.`,
                "Found: a, b, c, d, e and 2 more.",
                "Nothing was changed. Set SANDBOX_STATE to another path.",
                "If an older version of the sandbox created this directory, run `npm run sandbox -- down` with that version, or delete the directory yourself.",
            ].join("\n"),
        );
        assert.match(problem({ kind: "directory", names: ["a"] }) ?? "", /Found: a\.\n/);
    });

    it("rejects a file and a symbolic link", () => {
        assert.match(problem({ kind: "file" }) ?? "", /Found: a file\./);
        assert.match(problem({ kind: "symbolic link" }) ?? "", /Found: a symbolic link\./);
    });

    it("rejects home, the repository and what contains them, even with a marker, and never advises to delete them", () => {
        for (const entry of [marked, { kind: "directory", names: ["a"] } as const]) {
            for (const [place, found] of [
                ["/home/me", "Found: the home directory."],
                ["/home/me/code/fleet", "Found: the repository."],
                ["/home", "Found: a directory that contains the home directory, /home/me."],
                ["/", "Found: a directory that contains the home directory, /home/me."],
                [
                    "/home/me/code",
                    "Found: a directory that contains the repository, /home/me/code/fleet.",
                ],
            ] as const) {
                const text = stateProblem(at(place, entry), kept) ?? "";
                assert.ok(text.includes(found), `${place}: ${text}`);
                assert.doesNotMatch(text, /yourself/);
            }
        }
    });

    it("knows that names beginning with dots are no way up", () => {
        const hidden = [{ name: "the repository", realPath: "/srv/..work/fleet" }];
        assert.match(stateProblem(at("/srv", marked), hidden) ?? "", /contains the repository/);
        assert.equal(stateProblem(at("/srv/..work2", marked), hidden), undefined);
    });

    it("accepts a directory within home or the repository, and one whose name only begins alike", () => {
        for (const place of ["/home/me/state", "/home/me/code/fleet/state", "/home/me2", "/hom"]) {
            assert.equal(stateProblem(at(place, { kind: "missing" }), kept), undefined, place);
        }
    });

    it("follows the links among a path's parents", () => {
        const place = { path: "/link/code", realPath: "/home/me/code", entry: marked };
        assert.match(
            stateProblem(place, kept) ?? "",
            /\/link\/code must be .*\nFound: a directory/,
        );
    });
});

describe("a state directory", () => {
    let directory: string;
    let paths: StatePaths;
    const file = (name: string): string => path.join(paths.root, name);

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "state-"));
        paths = statePaths(path.join(directory, "parent", "state"));
    });
    afterEach(async () => {
        await rm(directory, { recursive: true, force: true });
    });

    it("is created with its marker, for this user alone, and accepted from then on", async () => {
        await requireState(paths);
        await createState(paths);
        assert.deepEqual(await readdir(paths.root), [MARKER]);
        assert.match(await readFile(file(MARKER), "utf8"), /sandbox of eks-gitops-fleet/);
        await mkdir(paths.logs);
        await requireState(paths);
    });

    it("may be an empty directory, which is closed to other users", async () => {
        await mkdir(paths.root, { recursive: true });
        await chmod(paths.root, 0o755);
        await requireState(paths);
        await createState(paths);
        assert.equal((await stat(paths.root)).mode & 0o777, 0o700);
    });

    it("is deleted with everything in it, also what a pod has locked (as root nothing is locked)", async () => {
        await createState(paths);
        const locked = path.join(paths.pods, "repository");
        await mkdir(path.join(locked, "inside"), { recursive: true });
        await chmod(locked, 0o300);
        await removeState(paths);
        await assert.rejects(access(paths.root), /ENOENT/);
        assert.deepEqual(await readdir(path.dirname(paths.root)), []);
    });

    it("is deleted also if its start ended while the marker was written", async () => {
        await mkdir(paths.root, { recursive: true });
        await writeFile(file(MARKER), "");
        await removeState(paths);
        await assert.rejects(access(paths.root), /ENOENT/);
    });

    it("keeps its marker when its deletion is interrupted, and can be deleted again", async function () {
        if (!canMakeNamespaces()) {
            this.skip();
        }
        await createState(paths);
        await mkdir(paths.logs);
        const module = path.join(repositoryRoot, "sandbox", "src", "stateDirectory");
        const script = `require(${JSON.stringify(module)}).removeState({ root: process.argv[1] })
            .catch((error) => console.log(error.code));`;
        // A mount point can't be removed.
        const { stdout } = await execa(
            "unshare",
            [
                ...["--user", "--map-root-user", "--mount", "sh", "-c"],
                'mount -t tmpfs none "$0" && exec "$@"',
                paths.logs,
                process.execPath,
                ...["--require", "ts-node/register/transpile-only"],
                ...["--eval", script, paths.root],
            ],
            { cwd: repositoryRoot },
        );
        assert.equal(stdout, "EBUSY");
        assert.deepEqual((await readdir(paths.root)).sort(), [MARKER, "logs"]);

        await removeState(paths);
        await assert.rejects(access(paths.root), /ENOENT/);
    });

    it("is kept if it got other files after the command began", async () => {
        await requireState(paths);
        await mkdir(paths.root, { recursive: true });
        await writeFile(file("thesis.txt"), "");
        await assert.rejects(removeState(paths), /Found: thesis\.txt\./);
        assert.deepEqual(await readdir(paths.root), ["thesis.txt"]);
    });

    it("is kept if it is empty, and is not created to be deleted", async () => {
        await removeState(paths);
        await assert.rejects(access(paths.root), /ENOENT/);
        await mkdir(paths.root, { recursive: true });
        await removeState(paths);
        assert.deepEqual(await readdir(paths.root), []);
    });

    it("is no symbolic link, not even to a sandbox's directory, and its marker is no link either", async () => {
        await createState(paths);
        const link = statePaths(path.join(directory, "link"));
        await symlink(paths.root, link.root);
        await assert.rejects(removeState(link), /Found: a symbolic link\./);

        const other = statePaths(path.join(directory, "other"));
        await mkdir(other.root);
        await writeFile(path.join(other.root, "thesis.txt"), "");
        await symlink(file(MARKER), path.join(other.root, MARKER));
        await assert.rejects(removeState(other), /did not write this/);
    });

    it("is not this repository, not by a linked parent either, and not the file system's root", async () => {
        await assert.rejects(requireState(statePaths(repositoryRoot)), /Found: the repository\./);
        const link = path.join(directory, "link");
        await symlink(path.dirname(repositoryRoot), link);
        const linked = path.join(link, path.basename(repositoryRoot));
        await assert.rejects(requireState(statePaths(linked)), /Found: the repository\./);
        await assert.rejects(requireState(statePaths("/")), /Found: a directory that contains/);
    });
});
