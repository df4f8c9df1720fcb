/** Rules for access entries. EKS user guide, "Create access entries" and "Set a custom username for EKS access entries". */
import { randomHex, timestamp } from "../regional";
import type { TagMap } from "../params";
import { invalidParameter } from "./errors";
import { defaultUsername } from "./mapping";
import type { AccessEntry, Cluster, Principal } from "./types";

/** EKS API Reference, CreateAccessEntry. */
export const ENTRY_TYPES = [
    "STANDARD",
    "EC2_LINUX",
    "EC2_WINDOWS",
    "FARGATE_LINUX",
    "EC2",
    "HYBRID_LINUX",
    "HYPERPOD_LINUX",
] as const;

export type EntryType = (typeof ENTRY_TYPES)[number];

/** What a caller may set on an entry. */
export interface EntrySettings {
    readonly kubernetesGroups?: readonly string[];
    readonly username?: string;
    readonly tags?: TagMap;
}

/** Names that Kubernetes, EKS and AWS keep for themselves, in groups and usernames alike. */
const RESERVED = ["system:", "eks:", "aws:", "amazon:", "iam:"] as const;

/** @throws AwsError InvalidParameterException for settings that EKS does not take */
export function checkSettings(type: EntryType, settings: EntrySettings): void {
    const { kubernetesGroups, username } = settings;
    if (type !== "STANDARD" && (kubernetesGroups !== undefined || username !== undefined)) {
        throw invalidParameter(
            `kubernetesGroups and username cannot be specified for access entries of type ${type}`,
        );
    }
    for (const group of kubernetesGroups ?? []) {
        checkName("kubernetes group name", group);
    }
    if (username !== undefined) {
        checkName("username", username);
        // A session's name is chosen by the caller: without a separator it could spell another user's name.
        if (/^[^:]*\{\{SessionName(Raw)?\}\}/.test(username)) {
            throw invalidParameter(
                `The username '${username}' is invalid: it must contain a colon before {{SessionName}}`,
            );
        }
    }
}

/**
 * Which principals an entry may be for: roles for nodes, of the cluster's account; roles and users for people,
 * of any account; never a session.
 * @throws AwsError InvalidParameterException
 */
export function checkPrincipal(cluster: Cluster, type: EntryType, arn: string): void {
    const match = /^arn:([\w-]+):iam::(\d{12}):(role|user)\/.+$/.exec(arn);
    const [, partition, account, kind] = match ?? [];
    if (match === null || partition !== cluster.arn.split(":")[1]) {
        throw invalidPrincipal(arn);
    }
    if (type !== "STANDARD" && (kind !== "role" || account !== cluster.account)) {
        throw invalidParameter(
            `The principalArn ${arn} of an access entry of type ${type} must be a role of the cluster's account`,
        );
    }
}

/** EKS's answer to a principal that does not exist. */
export function invalidPrincipal(arn: string): Error {
    return invalidParameter(`The specified principalArn is invalid: invalid principal. (${arn})`);
}

/** An entry as EKS fills it in. */
export function newEntry(
    cluster: Cluster,
    principal: Principal,
    type: EntryType,
    settings: EntrySettings,
): AccessEntry {
    const [, , , , account, resource = ""] = principal.arn.split(":");
    const parts = resource.split("/");
    const uuid = [8, 4, 4, 4, 12].map(randomHex).join("-");
    const [arnStart] = cluster.arn.split(":cluster/");
    const now = timestamp();
    const node = nodeIdentity(type);
    return {
        principal,
        arn: `${arnStart}:access-entry/${cluster.name}/${parts[0]}/${account}/${parts.at(-1)}/${uuid}`,
        type,
        kubernetesGroups: node?.groups ?? settings.kubernetesGroups ?? [],
        username: node?.username ?? settings.username ?? defaultUsername(principal.arn),
        tags: settings.tags ?? {},
        createdAt: now,
        modifiedAt: now,
        policies: [],
    };
}

/** What EKS sets for nodes. EKS user guide, "Create access entries", types. */
function nodeIdentity(
    type: EntryType,
): { readonly username: string; readonly groups: readonly string[] } | undefined {
    const nodes = ["system:bootstrappers", "system:nodes"];
    switch (type) {
        case "STANDARD":
            return undefined;
        case "EC2_LINUX":
        case "EC2":
        case "HYPERPOD_LINUX":
            return { username: "system:node:{{EC2PrivateDNSName}}", groups: nodes };
        case "EC2_WINDOWS":
            return {
                username: "system:node:{{EC2PrivateDNSName}}",
                groups: [...nodes, "eks:kube-proxy-windows"],
            };
        case "FARGATE_LINUX":
        case "HYBRID_LINUX":
            return { username: "system:node:{{SessionName}}", groups: nodes };
    }
}

function checkName(what: string, name: string): void {
    if (name === "" || RESERVED.some((prefix) => name.startsWith(prefix))) {
        throw invalidParameter(
            `The ${what} '${name}' is invalid, it cannot start with ${RESERVED.join(", ")}`,
        );
    }
}
