/**
 * Manages one role's entry in kube-system/aws-auth. It writes only the result of a pure edit of what it read, and only
 * if nobody wrote in between: the ConfigMap also holds the entries of nodes, and losing those disables the cluster.
 */
import {
    addAwsAuthRole,
    findAwsAuthRole,
    removeAwsAuthRole,
    sameAwsAuthRole,
    type AwsAuthRole,
} from "../../lib/kubernetes/awsAuth";
import type { DynamicProvider } from "../carried";
import { deleteUnreachable, retried, sleep, unlessGone, type Sleep } from "../kubernetes/retry";
import { awsAuthConfigMap, type AwsAuthConfigMap } from "./configMap";

/** Inputs of the resource, and its outputs. In outputs, user and groups are those in the cluster. */
export interface AwsAuthState extends AwsAuthRole {
    /** Identifies the cluster; the kubeconfig of the same cluster may change. */
    readonly clusterArn: string;
    readonly kubeconfig: string;
}

/** Dependencies of the provider. */
export interface AwsAuthSurroundings {
    readonly connect: (kubeconfig: string) => AwsAuthConfigMap;
    readonly sleep: Sleep;
    /** Whether a cluster that cannot be reached counts as deleted. */
    readonly deleteUnreachable: boolean;
}

export type AwsAuthProvider = DynamicProvider<AwsAuthState, AwsAuthState>;

/** Name of the object in messages about conflicts with other writers. */
const WHAT = "kube-system/aws-auth";

export function awsAuthProvider(surroundings: AwsAuthSurroundings): AwsAuthProvider {
    const { connect } = surroundings;
    return {
        diff: (old, wanted) => {
            const replaces = (["clusterArn", "roleArn"] as const).filter(
                (key) => old[key] !== wanted[key],
            );
            const updates = old.kubeconfig !== wanted.kubeconfig || !isSameRole(old, wanted);
            return { changes: replaces.length > 0 || updates, replaces };
        },
        create: async (wanted) => {
            await change(surroundings, wanted, (mapRoles) => addAwsAuthRole(mapRoles, wanted));
            return { id: `${wanted.clusterArn}/aws-auth/${wanted.roleArn}`, outs: stateOf(wanted) };
        },
        read: async (id, known) => {
            const found = await unlessGone(surroundings.deleteUnreachable, async () => {
                const api = connect(known.kubeconfig);
                const configMap = await retried(surroundings.sleep, WHAT, () => api.read());
                return findAwsAuthRole(configMap?.data?.["mapRoles"], known);
            });
            if (found === undefined) {
                return { id: "" };
            }
            const { userName, groups } = found;
            const props = { ...stateOf(known), userName, groups: [...groups] };
            return { id, props, inputs: props };
        },
        update: async (old, wanted) => {
            await change(surroundings, wanted, (mapRoles) => addAwsAuthRole(mapRoles, wanted, old));
            return { outs: stateOf(wanted) };
        },
        delete: (known) =>
            unlessGone(surroundings.deleteUnreachable, () =>
                change(surroundings, known, (mapRoles) => removeAwsAuthRole(mapRoles, known)),
            ),
    };
}

/** The provider that the engine runs. */
export const provider = awsAuthProvider({
    connect: (kubeconfig) => awsAuthConfigMap(kubeconfig, process.env),
    sleep,
    deleteUnreachable: deleteUnreachable(process.env),
});

/** Reads, edits and writes, and retries if someone else wrote in between. */
async function change(
    surroundings: AwsAuthSurroundings,
    { kubeconfig }: AwsAuthState,
    edit: (mapRoles: string | undefined) => string | undefined,
): Promise<void> {
    const api = surroundings.connect(kubeconfig);
    await retried(surroundings.sleep, WHAT, async () => {
        const found = await api.read();
        const before = found?.data?.["mapRoles"];
        const after = edit(before);
        if (after === undefined || after === before) {
            return;
        }
        await (found === undefined ? api.create(after) : api.replace(found, after));
    });
}

/** Omits the serialized provider that the engine adds. */
function stateOf(given: AwsAuthState): AwsAuthState {
    const { clusterArn, kubeconfig, roleArn, userName, groups } = given;
    return { clusterArn, kubeconfig, roleArn, userName, groups };
}

/** Groups that are unknown in a preview are not a list: they count as changed. */
function isSameRole(old: AwsAuthState, wanted: AwsAuthState): boolean {
    return Array.isArray(wanted.groups) && sameAwsAuthRole(old, wanted);
}
