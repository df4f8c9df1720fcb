/** The part of clusters.spec.ts that runs inside its namespaces: prints one ClusterReport as JSON. */
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import * as path from "node:path";

import * as k8s from "@kubernetes/client-node";

import type { AccessMapping, ClusterSpec, RunningCluster } from "../../sandbox/src/aws/contract";
import { accessGroup, accessLabel, clusterRoleName } from "../../sandbox/src/clusters/access";
import { createClusterHost } from "../../sandbox/src/clusters/host";
import { httpsGet } from "../../sandbox/src/clusters/https";
import { statePaths } from "../../sandbox/src/paths";
import { createAuthority } from "../../sandbox/src/pki";
import { toolPaths } from "../../sandbox/src/tools/tools";
import { decode, eventually, handshake, plainNode, Probe, statusWithToken } from "./clusterProbes";

/** Everything the tests assert. */
export interface ClusterReport {
    cluster: RunningCluster;
    version: string;
    endpointHandshake: string;
    endpoints: string[];
    discovery: { issuer: string; jwks_uri: string };
    keyAlgorithms: unknown[];
    anonymousPods: number;
    tokenIssuer: string;
    tokenKeyKnown: boolean;
    unknownToken: number;
    admin: Record<string, boolean>;
    clusterAdmin: Record<string, boolean>;
    scoped: Record<string, boolean>;
    bindingsAfterRemoval: string[];
    webIdentity: Record<string, boolean>;
    webIdentityRegion: string | undefined;
    nodes: { name: string; ready: string | undefined; taints: number }[];
    nodesAfterRemoval: string[];
    podsAfterRemoval: string[];
    second: { namespacesOfTheFirst: string[]; recreatedIsEmpty: boolean };
    processesAfterStop: string[];
    clustersAfterStop: string[];
    /** Milliseconds and MiB, for manual runs. */
    measured: Record<string, number>;
}

const spec: ClusterSpec = {
    id: "0123456789ABCDEF0123456789ABCDEF",
    account: "111111111111",
    region: "eu-west-1",
    name: "management",
    version: "1.36",
    awsAuth: true,
};
const policy = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`;
const roleArn = (name: string): string => `arn:aws:iam::111111111111:role/${name}`;

async function main(root: string): Promise<ClusterReport> {
    const paths = statePaths(root);
    await mkdir(paths.pki, { recursive: true });
    await writeFile(paths.caBundle, (await createAuthority("sandbox")).certificate);
    const measured: Record<string, number> = {};
    const host = createClusterHost({
        tools: await toolPaths(),
        paths,
        // No token is verified here, so nothing needs to listen.
        stsProxy: "http://127.0.0.1:9",
    });
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        const startedAt = Date.now();
        const result = await work();
        measured[name] = Date.now() - startedAt;
        return result;
    };
    try {
        const cluster = await timed("create", () => host.create(spec));
        const report = await inspect(host, cluster, timed);
        for (const { name, pid } of host.running().flatMap(({ processes }) => processes)) {
            measured[`${name} MiB`] = await residentMebibytes(pid ?? 0);
        }
        const second = await compareClusters(host, timed);
        await timed("stop", () => host.stop());
        return {
            cluster,
            ...report,
            second,
            processesAfterStop: await foreignProcesses(),
            clustersAfterStop: await readdir(paths.clusters),
            measured,
        };
    } finally {
        await host.stop();
    }
}

type Host = ReturnType<typeof createClusterHost>;
type Timed = <T>(name: string, work: () => Promise<T>) => Promise<T>;
type Inspected = Omit<
    ClusterReport,
    "cluster" | "second" | "processesAfterStop" | "clustersAfterStop" | "measured"
>;

async function inspect(host: Host, cluster: RunningCluster, timed: Timed): Promise<Inspected> {
    const port = host.running()[0]?.port ?? 0;
    const ca = Buffer.from(cluster.certificateAuthorityData, "base64").toString();
    const agent = host.agentKubeConfig(spec.id);
    const core = agent.makeApiClient(k8s.CoreV1Api);
    const { gitVersion } = await agent.makeApiClient(k8s.VersionApi).getCode();
    const discovery = await httpsGet(port, "/.well-known/openid-configuration", { ca });
    const { keys } = await host.keys(spec.id);
    const { status } = await core.createNamespacedServiceAccountToken({
        name: "default",
        namespace: "default",
        body: { spec: { audiences: ["sts.amazonaws.com"] } },
    });
    const [header = "", claims = ""] = (status?.token ?? "").split(".");
    const anonymous = await httpsGet(port, "/api/v1/pods", { ca });
    return {
        version: gitVersion,
        endpointHandshake: await handshake(port, ca, new URL(cluster.endpoint).hostname),
        endpoints: [...host.endpoints().keys()],
        discovery: JSON.parse(discovery.body) as ClusterReport["discovery"],
        keyAlgorithms: keys.map((key) => key.alg),
        anonymousPods: anonymous.status,
        tokenIssuer: String(decode(claims).iss),
        tokenKeyKnown: keys.some((key) => key.kid === decode(header).kid),
        unknownToken: await statusWithToken(agent),
        ...(await inspectAccess(host, agent, timed)),
        ...(await inspectWebIdentity(host, core, timed)),
        ...(await inspectNodes(host, core)),
    };
}

async function inspectAccess(
    host: Host,
    agent: k8s.KubeConfig,
    timed: Timed,
): Promise<Pick<ClusterReport, "admin" | "clusterAdmin" | "scoped" | "bindingsAfterRemoval">> {
    const mapping = (name: string, policyName: string, namespaces?: string[]): AccessMapping => ({
        principalArn: roleArn(name),
        username: name,
        groups: [],
        policies: [
            {
                policyArn: policy(policyName),
                scope:
                    namespaces === undefined
                        ? { type: "cluster" }
                        : { type: "namespace", namespaces },
            },
        ],
    });
    const mappings = [
        mapping("admin", "AmazonEKSAdminPolicy"),
        mapping("root", "AmazonEKSClusterAdminPolicy"),
        mapping("scoped", "AmazonEKSEditPolicy", ["default", "later-*"]),
    ];
    await timed("setAccess", () => host.setAccess(spec.id, mappings, true));
    const as = (name: string): Probe => new Probe(agent, accessGroup(roleArn(name)));
    const admin = {
        createDeployment: await as("admin").createDeployment("default"),
        createRoleBindingToView: await as("admin").createRoleBinding(
            clusterRoleName("AmazonEKSViewPolicy"),
        ),
        createRoleBindingToClusterAdmin: await as("admin").createRoleBinding("cluster-admin"),
        createClusterRoleBinding: await as("admin").createClusterRoleBinding(),
    };
    const clusterAdmin = { createClusterRoleBinding: await as("root").createClusterRoleBinding() };
    const core = agent.makeApiClient(k8s.CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: "later-one" } } });
    const scoped = {
        inNamespace: await as("scoped").createDeployment("default"),
        elsewhere: await as("scoped").createDeployment("kube-system"),
        inLaterNamespace: await eventually(() => as("scoped").createDeployment("later-one")),
    };
    await host.setAccess(spec.id, [], true);
    const rbacApi = agent.makeApiClient(k8s.RbacAuthorizationV1Api);
    const labelSelector = accessLabel;
    const bindings = [
        ...(await rbacApi.listClusterRoleBinding({ labelSelector })).items,
        ...(await rbacApi.listRoleBindingForAllNamespaces({ labelSelector })).items,
    ];
    // The API server's authorizer sees deletions a moment later.
    const removed = await eventually(async () => !(await as("admin").createDeployment("default")));
    return {
        admin: { ...admin, afterRemoval: !removed },
        clusterAdmin,
        scoped,
        bindingsAfterRemoval: bindings.map(({ metadata }) => metadata?.name ?? ""),
    };
}

async function inspectWebIdentity(
    host: Host,
    core: k8s.CoreV1Api,
    timed: Timed,
): Promise<Pick<ClusterReport, "webIdentity" | "webIdentityRegion">> {
    await core.createNamespacedServiceAccount({
        namespace: "default",
        body: {
            metadata: {
                name: "annotated",
                annotations: { "eks.amazonaws.com/role-arn": roleArn("annotated") },
            },
        },
    });
    const environment = async (): Promise<Record<string, string | undefined>> => {
        const pod = await core.createNamespacedPod({
            namespace: "default",
            dryRun: "All",
            body: {
                metadata: { name: "probe" },
                spec: {
                    serviceAccountName: "annotated",
                    containers: [{ name: "probe", image: "probe" }],
                },
            },
        });
        const env = pod.spec?.containers[0]?.env ?? [];
        return Object.fromEntries(env.map(({ name, value }) => [name, value]));
    };
    const injected = async (): Promise<boolean> =>
        (await environment()).AWS_ROLE_ARN === roleArn("annotated");
    const before = await injected();
    await timed("setWebIdentity on", () => host.setWebIdentity(spec.id, true));
    const during = await injected();
    const region = (await environment()).AWS_REGION;
    await timed("setWebIdentity off", () => host.setWebIdentity(spec.id, false));
    return {
        webIdentity: { before, during, after: await injected() },
        webIdentityRegion: region,
    };
}

async function inspectNodes(
    host: Host,
    core: k8s.CoreV1Api,
): Promise<Pick<ClusterReport, "nodes" | "nodesAfterRemoval" | "podsAfterRemoval">> {
    await host.setNodes(spec.id, [plainNode("ip-10-0-0-1"), plainNode("ip-10-0-0-2")]);
    const nodes = (await core.listNode()).items.map(({ metadata, status, spec: node }) => ({
        name: metadata?.name ?? "",
        ready: status?.conditions?.find(({ type }) => type === "Ready")?.status,
        taints: node?.taints?.length ?? 0,
    }));
    await core.createNamespacedPod({
        namespace: "default",
        body: {
            metadata: { name: "bound" },
            spec: { nodeName: "ip-10-0-0-1", containers: [{ name: "one", image: "one" }] },
        },
    });
    await host.setNodes(spec.id, [plainNode("ip-10-0-0-2")]);
    const names = (items: readonly { metadata?: k8s.V1ObjectMeta }[]): string[] =>
        items.map(({ metadata }) => metadata?.name ?? "");
    return {
        nodes,
        nodesAfterRemoval: names((await core.listNode()).items),
        podsAfterRemoval: names((await core.listNamespacedPod({ namespace: "default" })).items),
    };
}

async function compareClusters(host: Host, timed: Timed): Promise<ClusterReport["second"]> {
    const other = { ...spec, id: spec.id.replace("0123", "FFFF"), name: "testing" };
    const namespaces = async (id: string): Promise<string[]> => {
        const core = host.agentKubeConfig(id).makeApiClient(k8s.CoreV1Api);
        const { items } = await core.listNamespace();
        return items
            .map(({ metadata }) => metadata?.name ?? "")
            .filter((name) => name === "later-one");
    };
    await timed("create second", () => host.create(other));
    const namespacesOfTheFirst = await namespaces(other.id);
    await host.delete(spec.id);
    await timed("create again", () => host.create(spec));
    const recreatedIsEmpty = (await namespaces(spec.id)).length === 0;
    await host.delete("unknown");
    return { namespacesOfTheFirst, recreatedIsEmpty };
}

/** Command lines of all processes of this pid namespace except this one and its parents. */
async function foreignProcesses(): Promise<string[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const own = [1, process.pid, process.ppid].map(String);
    const lines = pids
        .filter((pid) => !own.includes(pid))
        .map(async (pid) => {
            const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
            return text.replaceAll("\0", " ");
        });
    return (await Promise.all(lines)).filter((line) => line !== "");
}

async function residentMebibytes(pid: number): Promise<number> {
    const status = await readFile(path.join("/proc", String(pid), "status"), "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

main(process.argv[2] ?? "")
    .then((report) => process.stdout.write(JSON.stringify(report)))
    .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? "") : String(error)}\n`);
        process.exitCode = 1;
    });
