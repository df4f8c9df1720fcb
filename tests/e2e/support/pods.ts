/** Pods of a cluster in the sandbox. */
import { eventually } from "./sandbox";
import type { Session } from "./session";

export interface PodSelection {
    readonly cluster: string;
    readonly namespace: string;
    /** Label selector of one workload: `app.kubernetes.io/name=argocd-server`. */
    readonly selector: string;
}

interface Pod {
    readonly metadata: {
        readonly name: string;
        readonly uid: string;
        readonly deletionTimestamp?: string;
    };
    readonly status?: {
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
}

/** Selects the pods of a component of Argo CD: `argocd-application-controller`, `argocd-server`, ... */
export function argoCdPods(component: string, cluster = "management"): PodSelection {
    return { cluster, namespace: "argocd", selector: `app.kubernetes.io/name=${component}` };
}

/**
 * Deletes a workload's pods with all of their cached credentials, and waits until the same number of new ones is Ready.
 */
export async function restartPods(session: Session, selection: PodSelection): Promise<void> {
    const { cluster, namespace, selector } = selection;
    const before = await podsOf(session, selection);
    if (before.length === 0) {
        throw new Error(`no pods ${selector} in ${namespace} of ${cluster}`);
    }
    for (const { metadata } of before) {
        await session.kubernetes({
            cluster,
            method: "DELETE",
            path: `/api/v1/namespaces/${namespace}/pods/${metadata.name}`,
        });
    }
    const old = before.map(({ metadata }) => metadata.uid);
    await eventually(
        `new pods ${selector} are Ready`,
        async () => {
            const now = await podsOf(session, selection);
            const fresh = now.filter((pod) => !old.includes(pod.metadata.uid) && isReady(pod));
            return now.length === fresh.length && fresh.length === old.length ? true : undefined;
        },
        180_000,
    );
}

async function podsOf(
    session: Session,
    { cluster, namespace, selector }: PodSelection,
): Promise<readonly Pod[]> {
    const { body } = await session.kubernetes({
        cluster,
        path: `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`,
    });
    return (body as { readonly items?: readonly Pod[] }).items ?? [];
}

function isReady({ metadata, status }: Pod): boolean {
    return (
        metadata.deletionTimestamp === undefined &&
        (status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True")
    );
}
