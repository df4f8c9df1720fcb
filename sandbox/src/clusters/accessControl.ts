/** Keeps a cluster's logins and the RBAC of access policies in line with its mapping. */
import { open, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { CoreV1Api, RbacAuthorizationV1Api, type KubeConfig } from "@kubernetes/client-node";

import type { AccessMapping } from "../aws/contract";
import { accessEntriesFile, accessLabel, bindingsOf, clusterRoleName } from "./access";
import { dependsOnNamespaces, planBindings, tellsVersion } from "./access";
import type { Binding, BindingKey } from "./access";
import { accessPolicyRoles } from "./accessPolicies";
import { hasStatus } from "./apiErrors";
import type { ClusterFiles } from "./layout";
import { Serial } from "./serial";

const rbacApi = "rbac.authorization.k8s.io";

/** How long a namespace may exist before a policy for it takes effect. */
const namespacePollMs = 500;

/** The authenticator looks at a change at once; a change during its start is seen at the next write only. */
const rewriteMs = 1000;
const acceptTimeoutMs = 20_000;

/** One cluster's access. */
export class AccessControl {
    private readonly core: CoreV1Api;
    private readonly rbac: RbacAuthorizationV1Api;
    private readonly serial = new Serial();
    private mappings: readonly AccessMapping[] = [];
    private version = 0;
    private timer: NodeJS.Timeout | undefined;

    public constructor(
        private readonly files: ClusterFiles,
        client: KubeConfig,
    ) {
        this.core = client.makeApiClient(CoreV1Api);
        this.rbac = client.makeApiClient(RbacAuthorizationV1Api);
    }

    /** Creates one ClusterRole per access policy. */
    public async createRoles(): Promise<void> {
        await Promise.all(
            accessPolicyRoles.map(({ policy, rules }) =>
                this.rbac.createClusterRole({
                    body: {
                        metadata: { name: clusterRoleName(policy), labels: labels() },
                        rules: rules.map((rule) => ({
                            ...(rule.apiGroups && { apiGroups: [...rule.apiGroups] }),
                            ...(rule.resources && { resources: [...rule.resources] }),
                            ...(rule.nonResourceURLs && {
                                nonResourceURLs: [...rule.nonResourceURLs],
                            }),
                            verbs: [...rule.verbs],
                        })),
                    },
                }),
            ),
        );
    }

    /**
     * Replaces the mapping. Resolves when bindings exist and the authenticator has read the entries:
     * added principals can log in. Removed ones can use a token for another tokenCacheSeconds.
     */
    public set(mappings: readonly AccessMapping[]): Promise<void> {
        return this.serial.run(async () => {
            // Before anything changes: the file of a mapping that cannot be expressed is refused here.
            accessEntriesFile(mappings, "0", 0);
            await this.applyBindings(mappings);
            await this.writeEntries(mappings);
            this.mappings = mappings;
            this.watchNamespaces();
        });
    }

    /** Stops its polling. */
    public async stop(): Promise<void> {
        clearInterval(this.timer);
        this.timer = undefined;
        await this.serial.run(() => Promise.resolve());
    }

    private watchNamespaces(): void {
        clearInterval(this.timer);
        this.timer = undefined;
        if (dependsOnNamespaces(this.mappings)) {
            this.timer = setInterval(() => void this.followNamespaces(), namespacePollMs);
        }
    }

    /** A failure here (an API server that restarts) is corrected by the next tick. */
    private async followNamespaces(): Promise<void> {
        await this.serial.run(() => this.applyBindings(this.mappings)).catch(() => undefined);
    }

    private async applyBindings(mappings: readonly AccessMapping[]): Promise<void> {
        const { items } = await this.core.listNamespace();
        const namespaces = items.map(({ metadata }) => metadata?.name ?? "");
        const { create, remove } = planBindings(
            bindingsOf(mappings, namespaces),
            await this.listBindings(),
        );
        await Promise.all([
            ...create.map((binding) => this.createBinding(binding)),
            ...remove.map((key) => this.removeBinding(key)),
        ]);
    }

    private async listBindings(): Promise<readonly BindingKey[]> {
        const labelSelector = accessLabel;
        const [cluster, namespaced] = await Promise.all([
            this.rbac.listClusterRoleBinding({ labelSelector }),
            this.rbac.listRoleBindingForAllNamespaces({ labelSelector }),
        ]);
        return [...cluster.items, ...namespaced.items].map(({ metadata }) => ({
            name: metadata?.name ?? "",
            namespace: metadata?.namespace,
        }));
    }

    private async createBinding({ name, namespace, clusterRole, group }: Binding): Promise<void> {
        const body = {
            metadata: { name, labels: labels() },
            roleRef: { apiGroup: rbacApi, kind: "ClusterRole", name: clusterRole },
            subjects: [{ apiGroup: rbacApi, kind: "Group", name: group }],
        };
        if (namespace === undefined) {
            await this.rbac.createClusterRoleBinding({ body });
            return;
        }
        try {
            await this.rbac.createNamespacedRoleBinding({ namespace, body });
        } catch (error) {
            // The namespace was deleted, or is being deleted and accepts no new objects.
            if (!hasStatus(error, 404) && !hasStatus(error, 403)) {
                throw error;
            }
        }
    }

    private async removeBinding({ name, namespace }: BindingKey): Promise<void> {
        try {
            await (namespace === undefined
                ? this.rbac.deleteClusterRoleBinding({ name })
                : this.rbac.deleteNamespacedRoleBinding({ name, namespace }));
        } catch (error) {
            if (!hasStatus(error, 404)) {
                throw error;
            }
        }
    }

    private async writeEntries(mappings: readonly AccessMapping[]): Promise<void> {
        const log = this.files.logs["aws-iam-authenticator"];
        const deadline = Date.now() + acceptTimeoutMs;
        for (;;) {
            this.version += 1;
            const version = String(this.version);
            const offset = (await stat(log)).size;
            await writeFile(
                this.files.accessEntries,
                accessEntriesFile(mappings, version, Date.now()),
            );
            if (await waitForVersion(log, offset, version)) {
                return;
            }
            if (Date.now() > deadline) {
                throw new Error(`the authenticator does not read its access entries; see ${log}`);
            }
        }
    }
}

/** Looks for the version in the log from `offset` on. */
async function waitForVersion(log: string, offset: number, version: string): Promise<boolean> {
    const deadline = Date.now() + rewriteMs;
    while (Date.now() < deadline) {
        const lines = (await readFrom(log, offset)).split("\n");
        if (lines.some((line) => tellsVersion(line, version))) {
            return true;
        }
        await sleep(20);
    }
    return false;
}

async function readFrom(file: string, offset: number): Promise<string> {
    const handle = await open(file);
    try {
        const length = Math.max(0, (await handle.stat()).size - offset);
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
        return buffer.toString("utf8", 0, bytesRead);
    } finally {
        await handle.close();
    }
}

function labels(): Record<string, string> {
    return { [accessLabel]: "true" };
}
