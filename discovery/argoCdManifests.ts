/** Argo CD's manifests, from a directory or the official address, checked before anything is built. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";

import type { ArgoCdManifests } from "../components";
import {
    ARGO_CD_VERSION,
    CRD_FILES,
    NAMESPACED_INSTALLATION,
    releaseFileUrl,
    type ReleaseFile,
} from "../components/lib/argocd/release";
import type { KubernetesObject } from "../components/lib/kubernetes/objects";

/**
 * Reads the release's manifests.
 * @param directory a copy of the release's `manifests` directory; absent: the official address
 * @throws Error naming file, source and remedy when a file can't be read or isn't the release's
 */
export async function readArgoCdManifests(directory?: string): Promise<ArgoCdManifests> {
    const read = (file: ReleaseFile): Promise<readonly KubernetesObject[]> =>
        readReleaseFile(file, directory);
    const [crds, installation] = await Promise.all([
        Promise.all(CRD_FILES.map(read)),
        read(NAMESPACED_INSTALLATION),
    ]);
    return { crds: crds.flat(), installation };
}

async function readReleaseFile(
    file: ReleaseFile,
    directory: string | undefined,
): Promise<readonly KubernetesObject[]> {
    const source = directory === undefined ? releaseFileUrl(file) : path.join(directory, file.path);
    const text = await (directory === undefined ? download(source) : readLocal(source));
    const found = createHash("sha256").update(text).digest("hex");
    if (found !== file.sha256) {
        throw new Error(
            `${source} is not Argo CD ${ARGO_CD_VERSION}'s ${file.path}: SHA-256 ${found}, expected ${file.sha256}. Use the release's own file, unchanged.`,
        );
    }
    return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
}

async function readLocal(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        throw new Error(
            `${file} can't be read: ${(error as Error).message}. argocd.manifests names a copy of the manifests directory of Argo CD ${ARGO_CD_VERSION}.`,
            { cause: error },
        );
    }
}

async function download(url: string): Promise<string> {
    const offline =
        "Without access to it, set argocd.manifests to a directory with the release's manifests.";
    let response: Response;
    try {
        response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    } catch (error) {
        throw new Error(`${url} can't be reached: ${(error as Error).message}. ${offline}`, {
            cause: error,
        });
    }
    if (!response.ok) {
        throw new Error(`${url} answered ${response.status}. ${offline}`);
    }
    return response.text();
}
