/** Creates a cluster's authority, certificates and keys, and writes the files that its processes read. */
import { mkdir, writeFile } from "node:fs/promises";

import type { KubeConfig } from "@kubernetes/client-node";

import type { ClusterSpec } from "../aws/contract";
import { createAuthority, createSigningKey, issueCertificate, type KeyPair } from "../pki";
import { accessEntriesFile } from "./access";
import { auditPolicy, authenticatorConfig, type ClusterPorts } from "./commands";
import { endpointHost } from "./identity";
import { kubeConfigOf, kubeConfigText, type ApiAccess } from "./kubeConfig";
import type { ClusterFiles } from "./layout";

/** What stays in memory: the authority's key is not even written to a file. */
export interface ClusterCredentials {
    /** PEM of the cluster's authority. */
    readonly authority: string;
    /** The host's own client certificate: user system:sandbox-host. */
    readonly host: KeyPair;
    /** For the host's own requests only. */
    readonly hostClient: KubeConfig;
    /** For the node agent, which replaces kubelets: user system:node-agent. */
    readonly agentClient: KubeConfig;
}

/** Kubernetes' group that may do everything, bound by no role that could be removed. */
const masters = "system:masters";

/** Creates all keys and certificates and writes the files. Users differ so that the audit log distinguishes them. */
export async function prepareCluster(
    spec: ClusterSpec,
    files: ClusterFiles,
    ports: ClusterPorts,
): Promise<ClusterCredentials> {
    const authority = await createAuthority(`${spec.id} kubernetes`);
    const clientFor = async (user: string): Promise<ApiAccess> => ({
        port: ports.api,
        ca: authority.certificate,
        user,
        client: await issueCertificate(authority, {
            commonName: user,
            organizations: [masters],
            usage: "client",
        }),
    });
    const serverFor = (dnsNames: readonly string[]): Promise<KeyPair> =>
        issueCertificate(authority, {
            commonName: "kubernetes",
            usage: "server",
            dnsNames: ["localhost", ...dnsNames],
            addresses: ["127.0.0.1"],
        });
    const [server, webhookServer, signing, host, agent, manager, authenticator, webhook] =
        await Promise.all([
            serverFor([
                endpointHost(spec),
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
            ]),
            serverFor([]),
            createSigningKey(),
            clientFor("system:sandbox-host"),
            clientFor("system:node-agent"),
            clientFor("system:kube-controller-manager"),
            clientFor("system:aws-iam-authenticator"),
            clientFor("system:pod-identity-webhook"),
        ]);
    await mkdir(files.authenticator, { recursive: true, mode: 0o700 });
    await Promise.all(
        Object.entries({
            [files.authority]: authority.certificate,
            [files.serverCertificate]: server.certificate,
            [files.serverKey]: server.key,
            [files.webhookCertificate]: webhookServer.certificate,
            [files.webhookKey]: webhookServer.key,
            [files.signingKey]: signing.privateKey,
            [files.verificationKey]: signing.publicKey,
            [files.auditPolicy]: auditPolicy(),
            [files.controllerManagerKubeConfig]: kubeConfigText(manager),
            [files.webhookKubeConfig]: kubeConfigText(webhook),
            [files.authenticatorKubeConfig]: kubeConfigText(authenticator),
            [files.authenticatorConfig]: authenticatorConfig(spec, files, ports),
            [files.accessEntries]: accessEntriesFile([], "0", Date.now()),
        }).map(([file, content]) => writeFile(file, content, { mode: 0o600 })),
    );
    return {
        authority: authority.certificate,
        host: host.client,
        hostClient: kubeConfigOf(host),
        agentClient: kubeConfigOf(agent),
    };
}
