/** Everything that a running fleet stores where it can be read: state, outputs, Secrets, environments. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";

import { repositoryRoot } from "../../../sandbox/src/paths";
import { secretTexts, type Secret, type Text } from "../../support/credentials";
import { processesOf } from "./processes";
import type { Session } from "./session";
import type { StackSession, StateResource } from "./stack";

/**
 * The state as stored and with its secrets decrypted, outputs, all Secrets of the clusters decoded, and every process's
 * environment.
 */
export async function writtenDown(
    session: Session,
    stack: StackSession,
    clusters: readonly string[],
): Promise<readonly Text[]> {
    const secrets = await Promise.all(
        clusters.map(async (cluster) => {
            const { body } = await session.kubernetes({ cluster, path: "/api/v1/secrets" });
            const { items } = body as { items: readonly Secret[] };
            return items.flatMap((secret) => secretTexts(cluster, secret));
        }),
    );
    const processes = (await processesOf(session)).filter(({ command }) => isFleets(command));
    return [
        { where: "state as it is stored", text: await stack.exported("encrypted") },
        ...(await stack.resources()).map(inState),
        { where: "outputs", text: JSON.stringify(await stack.outputs()) },
        ...secrets.flat(),
        ...processes.map(({ pid, command, environment }) => ({
            where: `environment of ${pid} ${command.slice(0, 60)}`,
            text: Object.entries(environment)
                .map(([name, value]) => `${name}=${value}`)
                .join("\n"),
        })),
    ];
}

/**
 * A resource of the state with its secrets decrypted. A refresh reads what Argo CD stores in a Secret of the
 * installation.
 */
function inState(resource: StateResource): Text {
    const { metadata } = (resource.outputs ?? {}) as Partial<Secret>;
    const isSecret = resource.type === "kubernetes:core/v1:Secret" && metadata !== undefined;
    return {
        where: isSecret
            ? `state: Secret ${metadata.namespace}/${metadata.name}.`
            : `state: ${resource.urn}`,
        text: JSON.stringify(resource),
    };
}

/** The fleet's own processes. The sandbox's own processes act as AWS and EKS control planes, and hold their keys. */
function isFleets(command: string): boolean {
    return /argocd|redis|guestbook/.test(command);
}

/** Secrets that docs/security.md lists, with owner and rotation: `namespace/name`. No other Secret may exist. */
export async function listedSecrets(): Promise<readonly string[]> {
    const text = await readFile(path.join(repositoryRoot, "docs", "security.md"), "utf8");
    const table = text.slice(text.indexOf("Secrets that remain"));
    return [...table.matchAll(/^\| `([a-z-]+\/[a-z-]+)` +\|/gm)].map(([, name]) => name!);
}
