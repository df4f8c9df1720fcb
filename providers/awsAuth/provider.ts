/**
 * What becomes of one role's entry in kube-system/aws-auth. Nothing is ever written but the result of a pure edit of
 * what was read, and only if nobody wrote meanwhile: the ConfigMap also holds the nodes, and losing them loses the
 * cluster.
 */
import {
    addAwsAuthRole,
    findAwsAuthRole,
    removeAwsAuthRole,
    sameAwsAuthRole,
    type AwsAuthRole,
} from "../../components/lib/kubernetes/awsAuth";
import { UserError } from "../../components/lib/userError";
import type { DynamicProvider } from "../carried";
import { AgainError, UnreachableError } from "../kubernetes/errors";
import { awsAuthConfigMap, type AwsAuthConfigMap } from "./configMap";

/** Inputs of the resource, and its outputs: of user and groups, what is in the cluster. */
export interface AwsAuthState extends AwsAuthRole {
    /** Identity of the cluster: the kubeconfig may change while it stays the same. */
    readonly clusterArn: string;
    readonly kubeconfig: string;
}

/** What the provider works with. */
export interface AwsAuthSurroundings {
    readonly connect: (kubeconfig: string) => AwsAuthConfigMap;
    /** Waits so many milliseconds. */
    readonly sleep: (milliseconds: number) => Promise<void>;
    /** A cluster that can't be reached counts as deleted. */
    readonly deleteUnreachable: boolean;
}

export type AwsAuthProvider = DynamicProvider<AwsAuthState, AwsAuthState>;

/** Writers of aws-auth are few and quick: who loses this often has met a program that never stops writing. */
const TRIES = 10;
/** Longest wait before the second try, in milliseconds; doubled each time up to the bound. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 3000;

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
            const found = await unlessGone(surroundings, async () => {
                const configMap = await retried(surroundings, connect(known.kubeconfig), (api) =>
                    api.read(),
                );
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
            unlessGone(surroundings, () =>
                change(surroundings, known, (mapRoles) => removeAwsAuthRole(mapRoles, known)),
            ),
    };
}

/** The provider as the engine runs it. */
export const provider = awsAuthProvider({
    connect: (kubeconfig) => awsAuthConfigMap(kubeconfig, process.env),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    // The Kubernetes provider's own variable: one decision for everything in a dead cluster.
    deleteUnreachable: ["1", "true"].includes(
        (process.env["PULUMI_K8S_DELETE_UNREACHABLE"] ?? "").toLowerCase(),
    ),
});

/** Reads, edits and writes until nobody came in between. */
async function change(
    surroundings: AwsAuthSurroundings,
    { kubeconfig }: AwsAuthState,
    edit: (mapRoles: string | undefined) => string | undefined,
): Promise<void> {
    await retried(surroundings, surroundings.connect(kubeconfig), async (api) => {
        const found = await api.read();
        const before = found?.data?.["mapRoles"];
        const after = edit(before);
        if (after === undefined || after === before) {
            return;
        }
        await (found === undefined ? api.create(after) : api.replace(found, after));
    });
}

async function retried<T>(
    { sleep }: AwsAuthSurroundings,
    api: AwsAuthConfigMap,
    act: (api: AwsAuthConfigMap) => Promise<T>,
): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await act(api);
        } catch (error) {
            if (!(error instanceof AgainError)) {
                throw error;
            }
            if (attempt === TRIES) {
                throw new UserError(
                    `kube-system/aws-auth is left as it is: ${TRIES} tries failed, the last because ${error.message}. See who else writes it, then run the same command again.`,
                );
            }
            const bound = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
            await sleep(Math.random() * bound);
        }
    }
}

/** @returns undefined where the cluster can't be reached and counts as deleted */
async function unlessGone<T>(
    { deleteUnreachable }: AwsAuthSurroundings,
    act: () => Promise<T>,
): Promise<T | undefined> {
    try {
        return await act();
    } catch (error) {
        if (!(error instanceof UnreachableError)) {
            throw error;
        }
        if (deleteUnreachable) {
            return undefined;
        }
        throw new UserError(
            `${error.message} If the cluster is gone for good, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.`,
        );
    }
}

/** Without what the engine keeps beside: the serialised provider. */
function stateOf(given: AwsAuthState): AwsAuthState {
    const { clusterArn, kubeconfig, roleArn, userName, groups } = given;
    return { clusterArn, kubeconfig, roleArn, userName, groups };
}

/** Groups that a preview doesn't know yet are no list: they count as changed. */
function isSameRole(old: AwsAuthState, wanted: AwsAuthState): boolean {
    return Array.isArray(wanted.groups) && sameAwsAuthRole(old, wanted);
}
