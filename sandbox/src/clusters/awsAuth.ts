/** The ConfigMap aws-auth of a cluster as far as EKS itself writes it: only entries of node roles. */
import { CoreV1Api, type KubeConfig, type V1ConfigMap } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";

import type { NodeRoleMapping } from "../aws/contract";
import { hasStatus } from "./apiErrors";

const name = "aws-auth";
const namespace = "kube-system";

/** An entry of mapRoles; others may have more. */
interface MappedRole {
    readonly rolearn: string;
}

/** Adds the entry of a node's role to aws-auth, which is created if missing. */
export async function mapNodeRole(client: KubeConfig, mapping: NodeRoleMapping): Promise<void> {
    await editMapRoles(client, (text) => withNodeRole(text, mapping));
}

/** Takes the entry of a node's role out of aws-auth. */
export async function unmapNodeRole(client: KubeConfig, roleArn: string): Promise<void> {
    await editMapRoles(client, (text) =>
        text === undefined ? undefined : withoutNodeRole(text, roleArn),
    );
}

/**
 * mapRoles with an entry more; the same text where the role has one.
 * @throws Error where the text is no list
 */
export function withNodeRole(text: string | undefined, mapping: NodeRoleMapping): string {
    const roles = mappedRoles(text);
    const { roleArn, username, groups } = mapping;
    return roles.some(({ rolearn }) => rolearn === roleArn)
        ? (text ?? "")
        : stringify([...roles, { groups, rolearn: roleArn, username }]);
}

/** mapRoles without a role's entries; the same text if it has none. */
export function withoutNodeRole(text: string, roleArn: string): string {
    const roles = mappedRoles(text);
    const left = roles.filter(({ rolearn }) => rolearn !== roleArn);
    return left.length === roles.length ? text : stringify(left);
}

function mappedRoles(text: string | undefined): readonly MappedRole[] {
    const roles: unknown = parse(text ?? "") ?? [];
    if (!Array.isArray(roles)) {
        throw new Error(`mapRoles of ${namespace}/${name} is not a list`);
    }
    return roles as MappedRole[];
}

/** Reads, changes and writes; retries if another client wrote in between. */
async function editMapRoles(
    client: KubeConfig,
    edit: (text: string | undefined) => string | undefined,
): Promise<void> {
    const core = client.makeApiClient(CoreV1Api);
    for (;;) {
        const before = await readConfigMap(core);
        const text = before?.data?.mapRoles;
        const next = edit(text);
        if (next === text || next === undefined) {
            return;
        }
        const body: V1ConfigMap = {
            ...before,
            metadata: before?.metadata ?? { name, namespace },
            data: { ...before?.data, mapRoles: next },
        };
        try {
            await (before === undefined
                ? core.createNamespacedConfigMap({ namespace, body })
                : core.replaceNamespacedConfigMap({ name, namespace, body }));
            return;
        } catch (error) {
            if (!hasStatus(error, 409)) {
                throw error;
            }
        }
    }
}

async function readConfigMap(core: CoreV1Api): Promise<V1ConfigMap | undefined> {
    try {
        return await core.readNamespacedConfigMap({ name, namespace });
    } catch (error) {
        if (hasStatus(error, 404)) {
            return undefined;
        }
        throw error;
    }
}
