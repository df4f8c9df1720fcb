/**
 * Verifies a change of an Application or ApplicationSet by what Argo CD does after it. Their status does not say which
 * generation it belongs to: a wait for "Synced" after a change is met by the status before the change.
 */
import type { Chain } from "../../lib/argocd/chain";
import type { DynamicProvider } from "../carried";
import { sharedKubernetesApi, type KubernetesApi } from "../kubernetes/api";
import { sleep } from "../kubernetes/retry";
import { verifyApplication } from "./application";
import type { Verifying } from "./object";
import { verifyChain, type ChainSurroundings } from "./chain";
import { verifyApplicationSet } from "./applicationSet";

/** Inputs of the resource, and its outputs. */
export interface VerificationInputs {
    /** ARN of the cluster that Argo CD runs on. */
    readonly clusterArn: string;
    readonly kubeconfig: string;
    readonly kind: "Application" | "ApplicationSet";
    readonly namespace: string;
    readonly name: string;
    /** Of everything that is verified: another value verifies again. */
    readonly hash: string;
    /** Also wait until an Application's workload is Healthy. */
    readonly health: boolean;
    /** Also walk this chain of roles, without what Argo CD remembers of it. */
    readonly chain?: Chain;
}

/** What the provider works with. */
export interface VerificationSurroundings extends ChainSurroundings, Verifying {
    readonly connect: (kubeconfig: string) => KubernetesApi;
}

export function argoCdVerificationProvider(
    surroundings: VerificationSurroundings,
): DynamicProvider<VerificationInputs, VerificationInputs> {
    const verify = async (wanted: VerificationInputs): Promise<void> => {
        const api = surroundings.connect(wanted.kubeconfig);
        if (wanted.chain !== undefined) {
            await verifyChain(api, wanted.chain, surroundings);
        }
        return wanted.kind === "Application"
            ? verifyApplication(api, wanted, surroundings)
            : verifyApplicationSet(api, wanted, surroundings);
    };
    return {
        diff: (old, wanted) => {
            const replaces = (["clusterArn", "kind", "namespace", "name"] as const).filter(
                (key) => old[key] !== wanted[key],
            );
            // How the cluster is reached is no part of what is verified.
            const updates = old.hash !== wanted.hash || old.health !== wanted.health;
            return { changes: replaces.length > 0 || updates, replaces };
        },
        create: async (wanted) => {
            await verify(wanted);
            return { id: idOf(wanted), outs: stateOf(wanted) };
        },
        read: (id, known) => Promise.resolve({ id, props: stateOf(known) }),
        update: async (_, wanted) => {
            try {
                await verify(wanted);
            } catch (error) {
                throw unverified(error as Error, wanted);
            }
            return { outs: stateOf(wanted) };
        },
        delete: () => Promise.resolve(),
    };
}

/** The provider as the engine runs it. */
export const provider = argoCdVerificationProvider({
    connect: sharedKubernetesApi,
    environment: process.env,
    sleep,
    now: () => performance.now(),
    unique: () => crypto.randomUUID(),
});

/**
 * The error of an update, which also leaves in the state that nothing is verified any more. Otherwise the change back to
 * what was verified last would not be verified: its hash is in the state.
 */
function unverified(error: Error, wanted: VerificationInputs): Error {
    return Object.assign(error, {
        id: idOf(wanted),
        // With the serialized provider, which Pulumi adds to results only.
        properties: { ...wanted, hash: "" },
        reasons: [error.message],
    });
}

function idOf({ clusterArn, kind, namespace, name }: VerificationInputs): string {
    return [clusterArn, kind, namespace, name].join("/");
}

function stateOf(given: VerificationInputs): VerificationInputs {
    const { clusterArn, kubeconfig, kind, namespace, name, hash, health, chain } = given;
    const state = { clusterArn, kubeconfig, kind, namespace, name, hash, health };
    // Pulumi cannot write an undefined property down.
    return chain === undefined ? state : { ...state, chain };
}
