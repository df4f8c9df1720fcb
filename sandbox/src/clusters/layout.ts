/** Files of one cluster. */
import * as path from "node:path";

import type { ClusterSpec } from "../aws/contract";
import type { StatePaths } from "../paths";

/** Absolute paths; everything but the logs is in `directory` and is deleted with the cluster. */
export interface ClusterFiles {
    readonly directory: string;
    readonly authority: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
    readonly signingKey: string;
    readonly verificationKey: string;
    readonly auditPolicy: string;
    readonly controllerManagerKubeConfig: string;
    readonly webhookKubeConfig: string;
    readonly webhookCertificate: string;
    readonly webhookKey: string;
    /** ServiceAccounts with a Pod Identity association: re-read by the webhook whenever it changes. */
    readonly podIdentities: string;
    /** Working directory of the authenticator. It makes its certificate here. */
    readonly authenticator: string;
    readonly authenticatorConfig: string;
    readonly authenticatorCertificate: string;
    readonly authenticatorKubeConfig: string;
    /** The mapping of principals to users: the authenticator reads it again whenever it changes. */
    readonly accessEntries: string;
    /** kubeconfig with which the API server asks the authenticator; the authenticator writes it. */
    readonly tokenWebhook: string;
    /** JSON lines: each request to the API server, with user and result. */
    readonly auditLog: string;
    readonly logs: Readonly<Record<LoggedProcess, string>>;
}

/** Processes of a cluster, by the names in logs and status. */
export type LoggedProcess =
    "kube-apiserver" | "kube-controller-manager" | "aws-iam-authenticator" | "pod-identity-webhook";

/** The part of a cluster its files depend on. */
export type NamedCluster = Pick<ClusterSpec, "id" | "name">;

/** The layout of a cluster's directory. Log names carry the id too: names repeat across accounts and regions. */
export function clusterFiles(paths: StatePaths, { id, name }: NamedCluster): ClusterFiles {
    const directory = path.join(paths.clusters, id);
    const at = (...parts: string[]): string => path.join(directory, ...parts);
    const log = (what: string): string =>
        path.join(paths.logs, `${name}-${id.slice(0, 8).toLowerCase()}-${what}`);
    return {
        directory,
        authority: at("ca.crt"),
        serverCertificate: at("server.crt"),
        serverKey: at("server.key"),
        signingKey: at("service-accounts.key"),
        verificationKey: at("service-accounts.pub"),
        auditPolicy: at("audit-policy.json"),
        controllerManagerKubeConfig: at("kube-controller-manager.kubeconfig"),
        webhookKubeConfig: at("pod-identity-webhook.kubeconfig"),
        webhookCertificate: at("pod-identity-webhook.crt"),
        webhookKey: at("pod-identity-webhook.key"),
        podIdentities: at("pod-identities.json"),
        authenticator: at("authenticator"),
        authenticatorConfig: at("authenticator", "config.json"),
        authenticatorCertificate: at("authenticator", "cert.pem"),
        authenticatorKubeConfig: at("authenticator", "api.kubeconfig"),
        accessEntries: at("authenticator", "access-entries.json"),
        tokenWebhook: at("authenticator", "token-webhook.kubeconfig"),
        auditLog: log("audit.jsonl"),
        logs: {
            "kube-apiserver": log("kube-apiserver.log"),
            "kube-controller-manager": log("kube-controller-manager.log"),
            "aws-iam-authenticator": log("aws-iam-authenticator.log"),
            "pod-identity-webhook": log("pod-identity-webhook.log"),
        },
    };
}
