/** The ConfigMap aws-auth of a cluster: principals with access in addition to access entries. */
import { parse, stringify } from "yaml";

import type { Session } from "./session";

/** An entry of mapRoles or mapUsers. */
export interface AwsAuthEntry {
    readonly rolearn?: string;
    readonly userarn?: string;
    readonly username?: string;
    readonly groups?: readonly string[];
}

export interface AwsAuth {
    readonly roles: readonly AwsAuthEntry[];
    readonly users: readonly AwsAuthEntry[];
    /** `data` unchanged. */
    readonly data: Readonly<Record<string, string>>;
}

const NAMESPACE = "/api/v1/namespaces/kube-system/configmaps";

/** Entry of a node group's role, as EKS writes it when the group joins. */
export function nodeEntry(roleArn: string): AwsAuthEntry {
    return {
        rolearn: roleArn,
        username: "system:node:{{EC2PrivateDNSName}}",
        groups: ["system:bootstrappers", "system:nodes"],
    };
}

/** Reads aws-auth; undefined if the cluster has none. */
export async function readAwsAuth(session: Session, cluster: string): Promise<AwsAuth | undefined> {
    const { status, body } = await session.kubernetes({ cluster, path: `${NAMESPACE}/aws-auth` });
    if (status === 404) {
        return undefined;
    }
    if (status !== 200) {
        throw new Error(`aws-auth of ${cluster}: ${JSON.stringify(body)}`);
    }
    const { data = {} } = body as { readonly data?: Readonly<Record<string, string>> };
    return { roles: entries(data["mapRoles"]), users: entries(data["mapUsers"]), data };
}

/** Rewrites aws-auth like a person with an editor; other keys of the ConfigMap are kept. */
export async function writeAwsAuth(
    session: Session,
    cluster: string,
    roles: readonly AwsAuthEntry[],
): Promise<void> {
    const existing = await readAwsAuth(session, cluster);
    const data = { ...existing?.data, mapRoles: stringify(roles) };
    const { status, body } = await session.kubernetes({
        cluster,
        method: existing === undefined ? "POST" : "PUT",
        path: existing === undefined ? NAMESPACE : `${NAMESPACE}/aws-auth`,
        body: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "aws-auth", namespace: "kube-system" },
            data,
        },
    });
    if (status >= 300) {
        throw new Error(`aws-auth of ${cluster}: ${JSON.stringify(body)}`);
    }
}

function entries(text: string | undefined): readonly AwsAuthEntry[] {
    return text === undefined ? [] : ((parse(text) ?? []) as readonly AwsAuthEntry[]);
}
