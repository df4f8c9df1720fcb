/**
 * Waits until a new cluster can be used. EKS reports a cluster ACTIVE up to two minutes before the name of its endpoint
 * resolves and its load balancer accepts connections, and an access entry takes effect up to about 30 seconds after it
 * is created (containers-roadmap#654, teleport PR 49467). The Kubernetes provider tries once, when it is configured,
 * and then counts the cluster as unreachable for the rest of the `up`.
 */
import { UserError } from "../../lib/userError";
import type { DynamicProvider } from "../carried";
import { sharedKubernetesApi, type KubernetesApi } from "../kubernetes/api";
import { UnreachableError } from "../kubernetes/errors";

/** Inputs of the resource, which are also its outputs. */
export interface ReadinessInputs {
    readonly clusterArn: string;
    /** The kubeconfig of the cluster's Kubernetes provider. */
    readonly kubeconfig: string;
}

/** Dependencies of the provider. */
export interface ReadinessSurroundings {
    readonly connect: (kubeconfig: string) => KubernetesApi;
    /** Waits for a number of milliseconds. */
    readonly sleep: (milliseconds: number) => Promise<void>;
    /** Milliseconds since a fixed point in time. */
    readonly now: () => number;
}

/** The load balancer has several API servers behind it, which learn of an access entry one by one. */
const SUCCESSES = 3;
/** Milliseconds between two attempts. */
const PAUSE = 1000;
/** How long to wait, in milliseconds: more than twice what was observed on EKS. */
const LIMIT = 300_000;

/** Why a cluster cannot be used yet. */
interface Obstacle {
    readonly link: "name" | "network" | "admission" | "server";
    /** What was observed. */
    readonly found: string;
}

const REMEDIES: Readonly<Record<Obstacle["link"], string>> = {
    name: "The name does not resolve from here: check this machine's DNS; the name of a private endpoint resolves inside its VPC only.",
    network:
        "The name resolves, but nothing answers from here: operatorCidrs must include this machine's public address; for a private endpoint this machine needs a route into its VPC.",
    admission:
        "The API server does not accept the identity that runs Pulumi as an administrator: list its role among admins; if it is listed, check its access entry with `aws eks describe-access-entry`.",
    server: "The API server answers, but not as expected: check the cluster's health in the EKS console.",
};

export function clusterReadinessProvider(
    surroundings: ReadinessSurroundings,
): DynamicProvider<ReadinessInputs, ReadinessInputs> {
    return {
        diff: (old, wanted) => ({
            // A changed kubeconfig may contain another endpoint or another identity.
            changes: old.kubeconfig !== wanted.kubeconfig || old.clusterArn !== wanted.clusterArn,
        }),
        create: async (wanted) => {
            await waitUntilReady(wanted, surroundings);
            return { id: `${wanted.clusterArn}/ready`, outs: stateOf(wanted) };
        },
        // Nothing to read: the resource only records that the cluster was ready once.
        read: (id, known) => Promise.resolve({ id, props: stateOf(known) }),
        update: async (_, wanted) => {
            await waitUntilReady(wanted, surroundings);
            return { outs: stateOf(wanted) };
        },
        delete: () => Promise.resolve(),
    };
}

/** The provider that the engine runs. */
export const provider = clusterReadinessProvider({
    connect: sharedKubernetesApi,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: () => performance.now(),
});

async function waitUntilReady(
    { clusterArn, kubeconfig }: ReadinessInputs,
    { connect, sleep, now }: ReadinessSurroundings,
): Promise<void> {
    const api = connect(kubeconfig);
    const deadline = now() + LIMIT;
    for (let successes = 0; successes < SUCCESSES;) {
        const obstacle = await findObstacle(api);
        successes = obstacle === undefined ? successes + 1 : 0;
        if (obstacle !== undefined && now() >= deadline) {
            throw new UserError(
                `${clusterArn} is ACTIVE, but its API endpoint ${api.server} could not be used within ${LIMIT / 60_000} minutes: ${obstacle.found} ${REMEDIES[obstacle.link]} Then run the same command again.`,
            );
        }
        if (successes < SUCCESSES) {
            await sleep(PAUSE);
        }
    }
}

/** @returns undefined if the endpoint resolves, answers and accepts the caller as an administrator */
async function findObstacle(api: KubernetesApi): Promise<Obstacle | undefined> {
    try {
        // Public on EKS, but a rejected token gets a 401.
        const version = await api.send("GET", "/version");
        if (version.status !== 200) {
            return refusal(version);
        }
        const review = await api.send(
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            {
                apiVersion: "authorization.k8s.io/v1",
                kind: "SelfSubjectAccessReview",
                spec: { resourceAttributes: { verb: "create", resource: "namespaces" } },
            },
        );
        if (review.status !== 201) {
            return refusal(review);
        }
        const { status } = review.body as { readonly status?: { readonly allowed?: boolean } };
        return status?.allowed === true
            ? undefined
            : { link: "admission", found: "it does not allow this identity to create namespaces." };
    } catch (error) {
        if (!(error instanceof UnreachableError)) {
            throw error;
        }
        const name = ["ENOTFOUND", "EAI_AGAIN"].includes(error.code ?? "");
        return { link: name ? "name" : "network", found: error.message };
    }
}

function refusal({ status, message }: { status: number; message: string }): Obstacle {
    return {
        link: status === 401 || status === 403 ? "admission" : "server",
        found: `it answers ${status} ${message}.`,
    };
}

function stateOf({ clusterArn, kubeconfig }: ReadinessInputs): ReadinessInputs {
    return { clusterArn, kubeconfig };
}
