/** Reads Argo CD's manifests from a directory or upstream's address and checks their SHA-256. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";

import type { ArgoCdManifests } from "./manifests";
import { ARGO_CD_RELEASE, type Release, type ReleaseFile } from "./release";
import type { KubernetesObject } from "../kubernetes/objects";
import { UserError } from "../userError";

/**
 * Reads the release's manifests.
 * @param directory a copy of the release's `manifests` directory. @default the release's address
 * @param release files to read, with their checksums
 * @throws UserError naming file, source and remedy when a file can't be read or isn't the release's
 */
export async function readArgoCdManifests(
    directory?: string,
    release: Release = ARGO_CD_RELEASE,
): Promise<ArgoCdManifests> {
    const read = async (file: ReleaseFile): Promise<string> => {
        const source =
            directory === undefined
                ? `${release.address}/${file.path}`
                : path.join(directory, file.path);
        const text = await (directory === undefined
            ? download(source)
            : readLocal(source, release));
        checkSum(text, source, file, release);
        return text;
    };
    const [crds, installation] = await Promise.all([
        Promise.all(release.crds.map(read)),
        read(release.installation),
    ]);
    return { crds: crds.join("\n---\n"), installation: objectsIn(installation) };
}

function checkSum(text: string, source: string, file: ReleaseFile, release: Release): void {
    const found = createHash("sha256").update(text).digest("hex");
    if (found !== file.sha256) {
        throw new UserError(
            `${source} is not Argo CD ${release.version}'s ${file.path}: SHA-256 ${found}, expected ${file.sha256}. Use the release's own file, unchanged.`,
        );
    }
}

function objectsIn(text: string): readonly KubernetesObject[] {
    return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
}

async function readLocal(file: string, release: Release): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        throw new UserError(
            `${file} can't be read: ${(error as Error).message}. argocd.manifests names a copy of the manifests directory of Argo CD ${release.version}.`,
        );
    }
}

async function download(url: string): Promise<string> {
    const offline =
        "Without access to it, set argocd.manifests to a directory with the release's manifests.";
    let status: number;
    let body: string;
    try {
        const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
        status = response.status;
        body = await response.text();
    } catch (error) {
        throw new UserError(`${url} can't be reached: ${reason(error as Error)}. ${offline}`);
    }
    if (status !== 200) {
        throw new UserError(`${url} answered ${status}. ${offline}`);
    }
    return body;
}

/** The message of fetch is "fetch failed"; the cause says why. */
function reason(error: Error): string {
    return error.cause instanceof Error
        ? `${error.message}: ${error.cause.message}`
        : error.message;
}
