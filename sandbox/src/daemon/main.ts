/** The daemon: the local AWS, its clusters and the network between them, in one process inside the namespaces. */
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer as createTlsServer } from "node:https";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { serveApi } from "../aws/api";
import type { ConnectionSource } from "../aws/contract";
import { allClusters } from "../aws/eks/clusters";
import { clusterSource } from "../aws/eks/gate";
import { AGENT_ADDRESS } from "../aws/eks/podCredentials";
import { createLocalAws } from "../aws/local";
import { parseAwsTime, type AwsTime } from "../aws/time";
import { createClusterHost } from "../clusters/host";
import { outsideRoute, serviceRoute, type Route } from "../network/egress";
import { startEgressProxy } from "../network/egressProxy";
import { startGitServer } from "../network/gitServer";
import { createRepositories } from "../network/repositories";
import { standardImages } from "../node/images";
import { startPodIdentityAgent } from "../node/podIdentityAgent";
import { statePaths, type StatePaths } from "../paths";
import { createAuthority, issueCertificate } from "../pki";
import { toolPaths } from "../tools/tools";
import { serveControl } from "./control";
import { handlers } from "./handlers";
import { issuerHandler } from "./issuers";
import { jsonLines } from "./jsonLines";
import { MemoryWatch } from "./memory";
import { HostWithNodes } from "./nodes";
import { hostCertificates } from "./tls";

/** Where the operator sits: an address of the range that the sample stack file lists. RFC 5737 keeps it for documentation. */
const OPERATOR: ConnectionSource = { name: "operator", addresses: ["203.0.113.10"] };

/** Control planes verify tokens with STS; AWS runs them outside every VPC. */
const CONTROL_PLANES: ConnectionSource = { name: "control planes", addresses: [] };

/** Port of argocd-server in its pod, on the loopback that all pods share. */
const ARGO_CD_PORT = 8080;

async function main(paths: StatePaths, awsTime: AwsTime): Promise<void> {
    execFileSync("ip", ["link", "set", "lo", "up"]);
    // The link-local address of the Pod Identity agent, in the sandbox's own network alone.
    execFileSync("ip", ["address", "add", `${AGENT_ADDRESS}/32`, "dev", "lo"]);
    await mkdir(paths.pki, { recursive: true, mode: 0o700 });
    const authority = await createAuthority("eks-gitops-fleet sandbox");
    await writeFile(paths.caBundle, authority.certificate);
    await createRepositories(paths.repositories);
    const tools = await toolPaths();

    const github = await issueCertificate(authority, {
        commonName: "github.com",
        usage: "server",
        dnsNames: ["github.com"],
    });
    const git = await startGitServer({
        directory: paths.repositories,
        certificate: { cert: github.certificate, key: github.key },
    });

    // Proxies need the gate and the ports of servers that need the local AWS, which needs the proxies' address.
    const ports = { sts: 0, oidc: 0, github: git.port };
    const outside = (target: string): Route | undefined =>
        outsideRoute(target, {
            ...ports,
            apiServer: (id) => host.running().find(({ spec }) => spec.id === id)?.port,
        });
    const egress = {
        routes: outside,
        gate: {
            mayConnect: (...args: Parameters<typeof aws.gate.mayConnect>) =>
                aws.gate.mayConnect(...args),
        },
        log: jsonLines(paths.proxyLog),
    };
    const stsProxy = await startEgressProxy({ ...egress, source: CONTROL_PLANES });
    const operatorProxy = await startEgressProxy({ ...egress, source: OPERATOR });

    const host = createClusterHost({ tools, paths, stsProxy: stsProxy.url });
    const nodes = new HostWithNodes({
        host,
        images: standardImages(tools),
        pods: paths.pods,
        caBundle: paths.caBundle,
        // Only pods resolve Services by name.
        egress: { ...egress, routes: (target) => outside(target) ?? serviceRoute(target) },
        sourceOf: (id) => {
            const cluster = allClusters(aws.store).find((known) => known.id === id);
            return cluster === undefined
                ? { name: `nodes of ${id}`, addresses: [] }
                : clusterSource(aws.store, cluster);
        },
        nodeSupply: {
            fargateNode: (...args) => aws.nodeSupply.fargateNode(...args),
            autoNode: (...args) => aws.nodeSupply.autoNode(...args),
            podGone: (...args) => aws.nodeSupply.podGone(...args),
        },
        log: jsonLines(path.join(paths.logs, "nodes.jsonl")),
    });
    const aws = createLocalAws({ host: nodes, log: jsonLines(paths.awsLog), time: awsTime });

    const certificates = hostCertificates(authority);
    ports.sts = await listen(createTlsServer(certificates, aws.stsHandler));
    ports.oidc = await listen(createTlsServer(certificates, issuerHandler(host)));
    await serveApi(aws, paths.awsSocket);
    await startPodIdentityAgent(aws.podIdentity, AGENT_ADDRESS);
    await serveUi(path.join(paths.root, "ui.sock"));
    const memory = new MemoryWatch(2000);
    await serveControl(
        paths.controlSocket,
        handlers({ aws, host, nodes, memory, operatorProxy: operatorProxy.url, awsTime }),
    );

    process.once("SIGTERM", () => {
        memory.stop();
        void nodes.stop().finally(() => process.exit(0));
    });
    console.log("ready");
}

/** Listens on a free port of the namespace's loopback. */
function listen(server: Server): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
}

/** A way from outside the namespace to argocd-server: a socket in the file system belongs to no network. */
async function serveUi(socketPath: string): Promise<void> {
    await rm(socketPath, { force: true });
    const server = createServer((client) => {
        const inside = connect(ARGO_CD_PORT, "127.0.0.1");
        client.pipe(inside).pipe(client);
        client.on("error", () => inside.destroy());
        inside.on("error", () => client.destroy());
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(socketPath, resolve);
    });
}

const { values, positionals } = parseArgs({
    options: { "aws-time": { type: "string", default: "quick" } },
    allowPositionals: true,
});
main(statePaths(positionals[0]), parseAwsTime(values["aws-time"])).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
});
