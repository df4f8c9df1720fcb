/**
 * Verifies a change of an Application or ApplicationSet by what Argo CD does after the change. Their status does not
 * say which generation it belongs to: a wait for "Synced" could succeed with the status from before the change.
 */
import type { Chain } from "../../lib/argocd/chain";
import type { DynamicProvider } from "../carried";
import { sharedKubernetesApi, type KubernetesApi } from "../kubernetes/api";
import { sleep } from "../kubernetes/retry";
import { verifyApplication } from "./application";
import type { Verifying } from "./object";
import { verifyChain, type ChainSurroundings } from "./chain";
import { verifyApplicationSet } from "./applicationSet";

/** Inputs of the resource, which are also its outputs. */
export interface VerificationInputs {
    /** ARN of the cluster that runs Argo CD. */
    readonly clusterArn: string;
    readonly kubeconfig: string;
    readonly kind: "Application" | "ApplicationSet";
    readonly namespace: string;
    readonly name: string;
    /** Hash of everything that is verified. A new value triggers a new verification. */
    readonly hash: string;
    /** Whether to wait until an Application's workload is Healthy. */
    readonly health: boolean;
    /** Chain of roles to walk in addition, independent of Argo CD's cached tokens. */
    readonly chain?: Chain;
}

/** Dependencies of the provider. */
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
            // The kubeconfig is not part of what is verified.
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

/** The provider that the engine runs. */
export const provider = argoCdVerificationProvider({
    connect: sharedKubernetesApi,
    environment: process.env,
    sleep,
    now: () => performance.now(),
    unique: () => crypto.randomUUID(),
});

/**
 * The error of a failed update, with a state that records that nothing is verified. Otherwise changing back to the last
 * verified change would not verify it, since its hash would still be in the state.
 */
function unverified(error: Error, wanted: VerificationInputs): Error {
    return Object.assign(error, {
        id: idOf(wanted),
        // Includes the serialized provider, which Pulumi adds to results only.
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
    // Pulumi cannot serialize an undefined property.
    return chain === undefined ? state : { ...state, chain };
}
