import * as assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { gitVariables, isolatedGit, parseCgiHead } from "../../src/network/gitRequest";
import { type GitServer, startGitServer } from "../../src/network/gitServer";
import { createRepositories, repositories } from "../../src/network/repositories";

const run = promisify(execFile);
const repository = "/argoproj/argocd-example-apps";

describe("requests to the git server", () => {
    const ask = (method: string, url: string): ReturnType<typeof gitVariables> =>
        gitVariables({ method, url, headers: {} }, "/repositories");

    it("fetching is answered with and without .git in the address", () => {
        for (const address of [`${repository}.git`, repository]) {
            const answer = ask("GET", `${address}/info/refs?service=git-upload-pack`);
            assert.ok("variables" in answer);
            assert.equal(answer.variables.PATH_INFO, `${repository}.git/info/refs`);
            assert.equal(answer.variables.QUERY_STRING, "service=git-upload-pack");
        }
    });

    it("pushing is rejected", () => {
        assert.deepEqual(ask("GET", `${repository}/info/refs?service=git-receive-pack`), {
            status: 403,
        });
        assert.deepEqual(ask("POST", `${repository}/git-receive-pack`), { status: 403 });
    });

    it("plain files and paths outside are not found", () => {
        for (const url of [
            `${repository}.git/HEAD`,
            "/../../etc/info/refs",
            "/a/../info/refs",
            "/",
        ]) {
            assert.deepEqual(ask("GET", url), { status: 404 }, url);
        }
    });

    it("the backend's status and headers are read from its head", () => {
        assert.deepEqual(parseCgiHead("Status: 404 Not Found\r\nA: b: c"), {
            status: 404,
            headers: [["A", "b: c"]],
        });
        assert.equal(parseCgiHead("A: b").status, 200);
    });
});

describe("git server", () => {
    let directory: string;
    let server: GitServer;
    let env: NodeJS.ProcessEnv;

    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "git-"));
        const key = path.join(directory, "key.pem");
        const cert = path.join(directory, "cert.pem");
        await run("openssl", [
            ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
            ...["-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=git"],
            ...["-addext", "subjectAltName=IP:127.0.0.1"],
        ]);
        await createRepositories(directory);
        server = await startGitServer({
            directory,
            certificate: { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") },
        });
        env = { PATH: process.env.PATH, ...isolatedGit, GIT_SSL_CAINFO: cert };
    });

    after(async () => {
        await server.stop();
        await rm(directory, { recursive: true });
    });

    const url = (): string => `https://127.0.0.1:${String(server.port)}${repository}.git`;

    it("the same files give the same commit", async () => {
        const again = await mkdtemp(path.join(tmpdir(), "git-"));
        try {
            const [first, second] = [
                await createRepositories(directory),
                await createRepositories(again),
            ];
            assert.deepEqual([...first], [...second]);
            assert.deepEqual(
                [...first.keys()],
                repositories.map(({ name }) => name),
            );
        } finally {
            await rm(again, { recursive: true });
        }
    });

    it("a clone over HTTPS has the guestbook's manifests on HEAD", async () => {
        const clone = path.join(directory, "clone");
        await run("git", ["clone", "--quiet", "--template=", url(), clone], { env });
        assert.deepEqual((await readdir(path.join(clone, "guestbook"))).sort(), [
            "guestbook-ui-deployment.yaml",
            "guestbook-ui-svc.yaml",
        ]);
        const { stdout } = await run("git", ["-C", clone, "branch", "--show-current"], { env });
        assert.equal(stdout.trim(), "master");
    });

    it("a push is rejected", async () => {
        const work = path.join(directory, "work");
        await run("git", ["clone", "--quiet", "--template=", url(), work], { env });
        await writeFile(path.join(work, "new"), "");
        const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        await run("git", ["-C", work, "add", "new"], { env });
        await run("git", ["-C", work, ...identity, "commit", "--quiet", "-m", "new"], { env });
        await assert.rejects(run("git", ["-C", work, "push", "--quiet"], { env }), /403/);
    });

    it("a repository that isn't there is rejected", async () => {
        const other = url().replace("argocd-example-apps", "other");
        await assert.rejects(run("git", ["ls-remote", other], { env }), /not found|404/);
    });
});
