/** Whole configurations: generated from the schema, and changed to satisfy every rule between keys. */
import fc from "fast-check";

import type { Partition } from "../../../lib/aws/arn";
import { configSchema } from "../../../scripts/docs/stackSchema";
import type { Raw } from "../config";
import { ARGOCD_OVERRIDES, settledArgoCd } from "./argocd";
import { clusterOverrides, settledCluster } from "./clusters";
import { matching, valueOf } from "./fromSchema";
import { settledHarness } from "./harness";
import { hostileText } from "./hostile";
import { identityOverrides, settledIdentities } from "./identities";
import { ACCOUNTS, cidr, key, PARTITIONS } from "./places";
import { NAMESPACE_OVERRIDES, settledTargets } from "./targets";

/** Keys of tags that the schema accepts. */
export const tagKey = fc.oneof(
    fc.constantFrom("AppSecret", "constructor"),
    matching("^(?!aws:|eks-gitops-fleet:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}$"),
);

/** Configurations that the program accepts: every key of the schema occurs, with hostile text in all free texts. */
export const fleets: fc.Arbitrary<Raw> = fc.oneof(...PARTITIONS.map(fleetsIn));

function fleetsIn(inPartition: Partition): fc.Arbitrary<Raw> {
    const overrides = {
        ...clusterOverrides(inPartition),
        ...identityOverrides(inPartition),
        ...ARGOCD_OVERRIDES,
        ...NAMESPACE_OVERRIDES,
        operatorCidrs: fc.array(cidr, { minLength: 1, maxLength: 2 }),
        "targets.<key>:": key,
        "tags.<key>:": tagKey,
        "guestbook.targets": fc.constant([]),
        "guestbook.path": hostileText.map((text) => `p${text.replace(/[\n\r\u2028\u2029]/g, "")}`),
        "guestbook.repoUrl": hostileText.map((text) => `https://git/${text.replace(/\s/g, "")}x`),
    };
    const { properties = {} } = configSchema();
    return fc
        .record({
            raw: valueOf(configSchema(), "", overrides) as fc.Arbitrary<Raw>,
            management: valueOf(properties["management"]!, "management", overrides),
            hub: valueOf(properties["hub"]!, "hub", overrides),
            harness: valueOf(properties["harness"]!, "harness", overrides),
            kind: fc.constantFrom("own", "own", "hub", "hub", "identities"),
        })
        .map(({ raw, management, hub, harness, kind }) =>
            settled(
                { ...raw, harness, ...(kind === "own" ? { management } : { hub }) },
                kind,
                inPartition,
            ),
        );
}

/** A stack with its own management cluster, one that refers to a hub, or one with workload identities only. */
function settled(all: Raw, kind: string, inPartition: Partition): Raw {
    const raw = withRoles(all);
    const identities = settledIdentities((raw["workloadIdentities"] ?? {}) as Raw, {
        partition: inPartition,
        hasManagement: kind === "own",
        hasHub: kind === "hub",
    });
    const { management, hub, engine, argocd, harness, targets, guestbook, ...rest } = raw;
    const stack = { operatorCidrs: ["203.0.113.0/24"], ...rest, workloadIdentities: identities };
    if (kind === "own") {
        const agent = { engine, argocd, harness };
        return settledHub({ ...stack, management, targets, guestbook }, agent, inPartition);
    }
    return kind === "hub" || Object.keys(identities).length === 0
        ? settledClusters({ ...stack, hub, targets, guestbook }, inPartition)
        : withSecrets(stack);
}

/**
 * Every account but the first has a provisioner role: without a common one, other places without one move to the first
 * account.
 */
function withRoles(raw: Raw): Raw {
    if (raw["provisionerRoleName"] !== undefined) {
        return raw;
    }
    const moved = (place: unknown): unknown =>
        typeof place !== "object" || place === null || !("accountId" in place)
            ? place
            : { ...place, ...("provisionerRoleArn" in place ? {} : { accountId: ACCOUNTS[0] }) };
    const each = (map: unknown, change: (value: unknown) => unknown): Raw =>
        Object.fromEntries(Object.entries(map ?? {}).map(([name, one]) => [name, change(one)]));
    return {
        ...raw,
        ...("management" in raw ? { management: moved(raw["management"]) } : {}),
        targets: each(raw["targets"], moved),
        workloadIdentities: each(raw["workloadIdentities"], (identity) => {
            const { accounts, cluster } = identity as Raw;
            const on = cluster === undefined ? {} : { cluster: moved(cluster) };
            return { ...(identity as Raw), ...on, accounts: each(accounts, moved) };
        }),
    };
}

function settledHub(stack: Raw, agent: Raw, inPartition: Partition): Raw {
    const management = stack["management"] as Raw;
    const onFargate = (management["nodes"] as Raw | undefined)?.["strategy"] === "fargate";
    return settledClusters({ ...stack, ...settledAgent(agent, onFargate) }, inPartition);
}

/** One engine with its own section, which is optional for Argo CD. */
function settledAgent({ engine, argocd, harness }: Raw, onFargate: boolean): Raw {
    if (engine === "harness") {
        return { engine, harness: settledHarness(harness as Raw, onFargate) };
    }
    return {
        ...(engine === undefined ? {} : { engine }),
        ...(argocd === undefined ? {} : { argocd: settledArgoCd(argocd as Raw, onFargate) }),
    };
}

/** The section of the stack's engine. */
function agentOf(stack: Raw): Raw {
    return (stack[stack["engine"] === "harness" ? "harness" : "argocd"] ?? {}) as Raw;
}

/** Whether the installation needs three nodes. */
function isHighlyAvailable(stack: Raw): boolean {
    const agent = agentOf(stack);
    return (
        agent["install"] !== "existing" &&
        agent["argoCd"] !== "connected" &&
        ((agent["highAvailability"] as boolean | undefined) ??
            stack["environment"] === "production")
    );
}

function settledClusters(stack: Raw, inPartition: Partition): Raw {
    const agent = agentOf(stack);
    let index = 0;
    const settle = (cluster: Raw, isHub: boolean): Raw =>
        settledCluster(cluster, {
            partition: inPartition,
            provisionerRoleName: stack["provisionerRoleName"],
            index: index++,
            isHub,
            agentNamespace: (agent["namespace"] as string | undefined) ?? "argocd",
            fewestNodes: isHighlyAvailable(stack) ? 3 : 1,
            defaultNodes: stack["environment"] === "production" ? 3 : 2,
            identity: isHub ? agent["identity"] : undefined,
        });
    const management = stack["management"] as Raw | undefined;
    const targets = Object.entries(settledTargets((stack["targets"] ?? {}) as Raw, stack)).map(
        ([name, target]) =>
            [name, "management" in target ? target : settle(target, false)] as const,
    );
    return withSecrets(
        withGuestbook({
            ...stack,
            ...(management === undefined
                ? {}
                : { management: withEgress(settle(management, true)) }),
            targets: Object.fromEntries(targets),
        }),
    );
}

function withEgress(management: Raw): Raw {
    return "existing" in management
        ? { egressCidrs: ["198.51.100.7/32"], ...management }
        : management;
}

/**
 * A managed agent's Applications are created in Harness. Otherwise the guestbook is on every target whose scope
 * includes its namespace and whose nodes can pull its images.
 */
function withGuestbook(stack: Raw): Raw {
    const { guestbook, ...rest } = stack as { readonly guestbook?: Raw };
    const agent = agentOf(stack);
    if (stack["engine"] === "harness" && (agent["argoCd"] ?? "managed") === "managed") {
        const none = guestbook === undefined ? {} : { guestbook: { ...guestbook, targets: [] } };
        return { ...rest, ...none };
    }
    const namespace = (guestbook?.["namespace"] as string | undefined) ?? "default";
    const targets = Object.entries(stack["targets"] as Record<string, Raw>)
        .filter(([, { access, network, nodes }]) => {
            const { namespaces = {} } = access as { readonly namespaces?: Raw };
            const closed = (network as Raw | undefined)?.["natGateway"] === "none";
            const fargate = (nodes as Raw | undefined)?.["strategy"] === "fargate";
            const inScope = access === "cluster" || Object.hasOwn(namespaces, namespace);
            return inScope && !closed && !fargate;
        })
        .map(([name]) => name);
    return guestbook === undefined ? rest : { ...rest, guestbook: { ...guestbook, targets } };
}

/** Maps whose keys the user chooses, whatever they end with. */
const FREE = ["tags", "labels", "annotations", "config", "configuration", "Condition"];

/** Sets every key that is named as a secret. */
function withSecrets(stack: Raw): Raw {
    const secrets: Raw = {};
    const named = (value: unknown): unknown => {
        if (typeof value !== "object" || value === null) {
            return value;
        }
        if (Array.isArray(value)) {
            return value.map(named);
        }
        return Object.fromEntries(
            Object.entries(value).map(([key, inner]) => {
                if (FREE.includes(key)) {
                    return [key, inner];
                }
                if (!key.endsWith("Secret") || typeof inner !== "string") {
                    return [key, named(inner)];
                }
                const secret = `secret${Object.keys(secrets).length}`;
                secrets[secret] = `"${inner}{{ }}`;
                return [key, secret];
            }),
        );
    };
    return { ...(named(stack) as Raw), ...secrets };
}
