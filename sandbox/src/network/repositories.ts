import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { isolatedGit } from "./gitRequest";

const run = promisify(execFile);

/** A repository made from plain files. */
export interface Repository {
    /** `owner/name` */
    readonly name: string;
    /** Directory with its files. */
    readonly files: string;
    /** Branch that HEAD names. */
    readonly branch: string;
}

/** The repositories of the sandbox's github.com. */
export const repositories: readonly Repository[] = [
    {
        name: "argoproj/argocd-example-apps",
        files: path.join(__dirname, "repositories", "argocd-example-apps"),
        branch: "master",
    },
    {
        name: "acme/fleet",
        files: path.join(__dirname, "repositories", "fleet"),
        branch: "main",
    },
];

/** Author, committer and date of every commit: the same files give the same commit everywhere. */
const author: Readonly<Record<string, string>> = {
    GIT_AUTHOR_NAME: "sandbox",
    GIT_AUTHOR_EMAIL: "sandbox@example.com",
    GIT_AUTHOR_DATE: "2024-01-01T00:00:00Z",
    GIT_COMMITTER_NAME: "sandbox",
    GIT_COMMITTER_EMAIL: "sandbox@example.com",
    GIT_COMMITTER_DATE: "2024-01-01T00:00:00Z",
};

async function createRepository(target: string, repository: Repository): Promise<string> {
    const git = async (...args: string[]): Promise<string> => {
        const env = {
            PATH: process.env.PATH,
            ...isolatedGit,
            ...author,
            GIT_DIR: target,
            GIT_WORK_TREE: repository.files,
            GIT_INDEX_FILE: path.join(target, "sandbox-index"),
        };
        const { stdout } = await run("git", args, { env, cwd: repository.files });
        return stdout.trim();
    };
    await run("git", ["init", "--quiet", "--bare", "--template=", target], {
        env: { PATH: process.env.PATH, ...isolatedGit },
    });
    await git(
        "-c",
        "core.autocrlf=false",
        "-c",
        "core.fileMode=false",
        "add",
        "--all",
        "--force",
        ".",
    );
    const tree = await git("write-tree");
    const commit = await git("commit-tree", "-m", "Example applications", tree);
    await git("update-ref", `refs/heads/${repository.branch}`, commit);
    await git("symbolic-ref", "HEAD", `refs/heads/${repository.branch}`);
    await rm(path.join(target, "sandbox-index"), { force: true });
    return commit;
}

/**
 * Creates bare repositories `<directory>/<owner>/<name>.git` from plain files, replacing existing ones.
 *
 * @returns the commit of each repository's branch by `owner/name`
 */
export async function createRepositories(
    directory: string,
    list: readonly Repository[] = repositories,
): Promise<ReadonlyMap<string, string>> {
    const commits = new Map<string, string>();
    for (const repository of list) {
        const target = path.join(directory, `${repository.name}.git`);
        await mkdir(path.dirname(target), { recursive: true });
        const fresh = await mkdtemp(`${target}.`);
        commits.set(repository.name, await createRepository(fresh, repository));
        await rm(target, { recursive: true, force: true });
        await rename(fresh, target);
    }
    return commits;
}
