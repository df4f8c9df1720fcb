import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type { Release, ReleaseFile } from "../../../lib/argocd/release";
import { readArgoCdManifests } from "../../../lib/argocd/readManifests";

const CRD = "kind: CustomResourceDefinition\nmetadata:\n  name: a\n";
const OTHER_CRD = "kind: CustomResourceDefinition\nmetadata:\n  name: b\n";
const INSTALL =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: b\n---\n# nothing\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";

const OBJECTS = {
    // Unchanged, in one text of several documents.
    crds: `${CRD}\n---\n${OTHER_CRD}`,
    installation: [
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "b" } },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } },
    ],
};

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function file(name: string, text: string): ReleaseFile {
    return { path: name, sha256: sha256(text) };
}

function release(address: string): Release {
    return {
        version: "v9.9.9",
        address,
        crds: [file("crds/a-crd.yaml", CRD), file("crds/b-crd.yaml", OTHER_CRD)],
        installation: file("install.yaml", INSTALL),
    };
}

/** Matches exactly this message. */
function says(message: string): (error: Error) => boolean {
    return (error) => {
        assert.equal(error.message, message);
        return true;
    };
}

describe("readArgoCdManifests from a directory", () => {
    let directory: string;

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "manifests-"));
        await mkdir(path.join(directory, "crds"));
        await writeFile(path.join(directory, "crds/a-crd.yaml"), CRD);
        await writeFile(path.join(directory, "crds/b-crd.yaml"), OTHER_CRD);
        await writeFile(path.join(directory, "install.yaml"), INSTALL);
    });

    afterEach(() => rm(directory, { recursive: true }));

    it("returns CRDs as text and the installation's objects, without empty documents, and does not use the network", async () => {
        const read = await readArgoCdManifests(directory, release("http://127.0.0.1:1"));
        assert.deepEqual(read, OBJECTS);
    });

    it("rejects a file that is not the release's, with both checksums", async () => {
        const changed = `${INSTALL}# changed\n`;
        const install = path.join(directory, "install.yaml");
        await writeFile(install, changed);
        await assert.rejects(
            readArgoCdManifests(directory, release("")),
            says(
                `${install} is not Argo CD v9.9.9's install.yaml: SHA-256 ${sha256(changed)}, expected ${sha256(INSTALL)}. Use the release's own file, unchanged.`,
            ),
        );
    });

    it("names a missing file and the purpose of the key", async () => {
        const missing = path.join(directory, "crds/a-crd.yaml");
        await rm(missing);
        await assert.rejects(
            readArgoCdManifests(directory, release("")),
            says(
                `${missing} can't be read: ENOENT: no such file or directory, open '${missing}'. argocd.manifests names a copy of the manifests directory of Argo CD v9.9.9.`,
            ),
        );
    });

    it("checks a directory against the pinned release by default", async () => {
        await assert.rejects(readArgoCdManifests(directory), /of Argo CD v3\.\d+\.\d+\.$/);
    });
});

describe("readArgoCdManifests from the release's address", () => {
    const OFFLINE =
        "Without access to it, set argocd.manifests to a directory with the release's manifests.";
    let server: Server;
    let address: string;
    /** Answers by path; a path without one gives 404, an undefined answer a broken connection. */
    let answers: Record<string, string | undefined>;

    beforeEach(async () => {
        answers = {
            "/manifests/crds/a-crd.yaml": CRD,
            "/manifests/crds/b-crd.yaml": OTHER_CRD,
            "/manifests/install.yaml": INSTALL,
        };
        server = createServer((request, response) => {
            const url = request.url ?? "";
            if (!(url in answers)) {
                response.writeHead(404).end("<html>");
            } else if (answers[url] === undefined) {
                response.writeHead(200, { "content-length": "1000" }).write("half");
                setTimeout(() => response.destroy(), 20);
            } else {
                response.end(answers[url]);
            }
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/manifests`;
    });

    afterEach(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
    });

    it("returns the same", async () => {
        assert.deepEqual(await readArgoCdManifests(undefined, release(address)), OBJECTS);
    });

    it("rejects a file that is not the release's", async () => {
        answers["/manifests/crds/a-crd.yaml"] = "kind: Other\n";
        await assert.rejects(
            readArgoCdManifests(undefined, release(address)),
            says(
                `${address}/crds/a-crd.yaml is not Argo CD v9.9.9's crds/a-crd.yaml: SHA-256 ${sha256("kind: Other\n")}, expected ${sha256(CRD)}. Use the release's own file, unchanged.`,
            ),
        );
    });

    it("reports the status of a failed request, and the alternative without network", async () => {
        delete answers["/manifests/install.yaml"];
        await assert.rejects(
            readArgoCdManifests(undefined, release(address)),
            says(`${address}/install.yaml answered 404. ${OFFLINE}`),
        );
    });

    it("reports why an address can't be reached, and the alternative without network", async () => {
        await assert.rejects(
            readArgoCdManifests(undefined, { ...release("http://127.0.0.1:1"), crds: [] }),
            (error: Error) => {
                assert.ok(
                    error.message.startsWith(
                        "http://127.0.0.1:1/install.yaml can't be reached: fetch failed: ",
                    ),
                );
                assert.ok(error.message.endsWith(`. ${OFFLINE}`));
                return true;
            },
        );
    });

    it("reports a broken connection likewise", async () => {
        answers["/manifests/install.yaml"] = undefined;
        await assert.rejects(readArgoCdManifests(undefined, release(address)), (error: Error) => {
            assert.ok(error.message.startsWith(`${address}/install.yaml can't be reached: `));
            assert.ok(error.message.endsWith(OFFLINE));
            return true;
        });
    });
});
