/**
 * Walks the chain of roles with new tokens. Argo CD caches its tokens for 14 minutes, so a sync in that time succeeds
 * although a trust policy or a permission is missing.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import {
    notAllowed,
    refusedByCluster,
    refusedLink,
    type BrokenLink,
    type Chain,
} from "../../lib/argocd/chain";
import { STS_AUDIENCE } from "../../lib/iam/trust";
import { tokenKubeconfig } from "../../lib/kubernetes/kubeconfig";
import { UserError } from "../../lib/userError";
import { RefusedError, runAws, sessionEnvironment } from "../awsCommand";
import { failure, kubernetesApi, type KubernetesApi } from "../kubernetes/api";
import { UnreachableError } from "../kubernetes/errors";
import type { Environment } from "../kubernetes/proxy";
import type { Sleep } from "../kubernetes/retry";

/** Milliseconds between two attempts. */
const PAUSE = 3000;
/** How long a link may be missing, in milliseconds: changes take up to half a minute to take effect in IAM and EKS. */
const LIMIT = 90_000;
/** Lifetime of the ServiceAccount's token, in seconds: the shortest that Kubernetes issues. */
const TOKEN_SECONDS = 600;

/** Why the aws command is needed. */
const PURPOSE = "it creates the tokens for clusters";

/** Dependencies of a walk. */
export interface ChainSurroundings {
    readonly environment: Environment;
    readonly now: () => number;
    readonly sleep: Sleep;
}

/**
 * Walks the chain until every link works.
 * @param hub API server of the management cluster
 * @throws UserError after 90 seconds, with the broken link and its remedy
 */
export async function verifyChain(
    hub: KubernetesApi,
    chain: Chain,
    surroundings: ChainSurroundings,
): Promise<void> {
    const { environment, now, sleep } = surroundings;
    const begin = now();
    for (;;) {
        const broken = await walk(hub, chain, environment);
        if (broken === undefined) {
            return;
        }
        if (now() - begin >= LIMIT) {
            throw new UserError(
                `The chain of roles from Argo CD to cluster ${chain.clusterName} is broken: ${broken.found}. ${broken.remedy}. If someone changed it by hand, run pulumi up --refresh to restore it.`,
            );
        }
        await sleep(PAUSE);
    }
}

/** @returns the first broken link */
async function walk(
    hub: KubernetesApi,
    chain: Chain,
    environment: Environment,
): Promise<BrokenLink | undefined> {
    const webIdentity = await serviceAccountToken(hub, chain.serviceAccount);
    let token: string;
    try {
        token = await clusterToken(chain, webIdentity, environment);
    } catch (error) {
        if (error instanceof RefusedError && error.code !== "") {
            return refusedLink(chain, error.message);
        }
        throw error;
    }
    const { clusterName, endpoint, certificateAuthorityData } = chain;
    const api = kubernetesApi(
        tokenKubeconfig({ clusterName, endpoint, certificateAuthorityData, token }),
        environment,
    );
    for (const namespace of chain.namespaces.length === 0 ? [""] : chain.namespaces) {
        const broken = await review(api, chain, namespace);
        if (broken !== undefined) {
            return broken;
        }
    }
    return undefined;
}

/** Requests a token like those of the agent's pods, for this walk only. */
async function serviceAccountToken(
    hub: KubernetesApi,
    { namespace, name }: Chain["serviceAccount"],
): Promise<string> {
    const answer = await hub.send(
        "POST",
        `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
        {
            apiVersion: "authentication.k8s.io/v1",
            kind: "TokenRequest",
            spec: { audiences: [STS_AUDIENCE], expirationSeconds: TOKEN_SECONDS },
        },
    );
    if (answer.status !== 201) {
        throw failure(`Cannot get a token of ServiceAccount ${namespace}/${name}`, hub, answer);
    }
    return (answer.body as { readonly status: { readonly token: string } }).status.token;
}

/**
 * Gets a token for the cluster with two commands: the first exchanges the ServiceAccount's token for role argocd, the
 * second assumes the Deployer role with that session. With a single command (AWS_WEB_IDENTITY_TOKEN_FILE), the AWS CLI
 * would cache the first role's credentials in ~/.aws/cli/cache for an hour and use them again.
 */
async function clusterToken(
    { argoRoleArn, clusterName, deployerRoleArn, region }: Chain,
    webIdentity: string,
    environment: Environment,
): Promise<string> {
    const settings = {
        ...environment,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
    };
    const session = await withTokenFile(webIdentity, (file) =>
        runAws(
            [
                ...["sts", "assume-role-with-web-identity", "--region", region],
                ...["--role-arn", argoRoleArn],
                ...["--role-session-name", "eks-gitops-fleet-verification"],
                ...["--web-identity-token", `file://${file}`],
            ],
            settings,
            PURPOSE,
        ),
    );
    const { status } = (await runAws(
        [
            ...["eks", "get-token", "--cluster-name", clusterName],
            ...["--region", region, "--role-arn", deployerRoleArn],
        ],
        { ...settings, ...sessionEnvironment(session) },
        PURPOSE,
    )) as { readonly status: { readonly token: string } };
    return status.token;
}

/** Writes a token to a file for the duration of a call. Arguments of a command would be visible in the process list. */
async function withTokenFile<T>(token: string, act: (file: string) => Promise<T>): Promise<T> {
    const directory = await mkdtemp(path.join(tmpdir(), "eks-gitops-fleet-"));
    try {
        const file = path.join(directory, "token");
        await writeFile(file, token, { mode: 0o600 });
        return await act(file);
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

async function review(
    api: KubernetesApi,
    chain: Chain,
    namespace: string,
): Promise<BrokenLink | undefined> {
    try {
        const answer = await api.send(
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            {
                apiVersion: "authorization.k8s.io/v1",
                kind: "SelfSubjectAccessReview",
                spec: { resourceAttributes: { verb: "create", namespace, ...chain.resource } },
            },
        );
        if (answer.status !== 201) {
            return refusedByCluster(chain, answer.status, answer.message);
        }
        const { status } = answer.body as { readonly status?: { readonly allowed?: boolean } };
        return status?.allowed === true ? undefined : notAllowed(chain, namespace);
    } catch (error) {
        if (error instanceof UnreachableError) {
            return { found: error.message, remedy: "Check the cluster's endpoint access" };
        }
        throw error;
    }
}
