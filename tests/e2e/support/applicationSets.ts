/** ApplicationSets written by a user without other permissions, and Argo CD's result. */
import { eventually } from "./sandbox";
import type { Session } from "./session";

interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message: string;
}

interface Owned {
    readonly metadata: {
        readonly name: string;
        readonly ownerReferences?: readonly { readonly name: string }[];
    };
}

/** Argo CD has applied the ApplicationSet. */
export function upToDate({ type, status }: Condition): boolean {
    return type === "ResourcesUpToDate" && status === "True";
}

export interface SetOutcome {
    readonly message: string;
    /** Names of the Applications that it created. */
    readonly applications: readonly string[];
}

/** Writes an ApplicationSet, waits until one of its conditions matches, and deletes it. */
export async function applicationSetOutcome(
    session: Session,
    cluster: string,
    { name, spec }: { readonly name: string; readonly spec: object },
    matches: (condition: Condition) => boolean,
): Promise<SetOutcome> {
    const namespace = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
    const sets = `${namespace}/applicationsets`;
    const { status, body } = await session.kubernetes({
        cluster,
        method: "POST",
        path: sets,
        body: {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "ApplicationSet",
            metadata: { name },
            spec: { goTemplate: true, goTemplateOptions: ["missingkey=error"], ...spec },
        },
    });
    if (status !== 201) {
        throw new Error(`ApplicationSet ${name}: ${JSON.stringify(body)}`);
    }
    const path = `${sets}/${name}`;
    try {
        const found = await eventually(`ApplicationSet ${name} is decided`, async () => {
            const answer = await session.kubernetes({ cluster, path });
            const set = answer.body as {
                readonly status?: { readonly conditions?: readonly Condition[] };
            };
            return (set.status?.conditions ?? []).find(matches);
        });
        const answer = await session.kubernetes({ cluster, path: `${namespace}/applications` });
        const { items } = answer.body as { readonly items: readonly Owned[] };
        const owned = items.filter(({ metadata }) =>
            metadata.ownerReferences?.some((owner) => owner.name === name),
        );
        return {
            message: found.message,
            applications: owned.map(({ metadata }) => metadata.name),
        };
    } finally {
        await session.kubernetes({ cluster, method: "DELETE", path });
    }
}
