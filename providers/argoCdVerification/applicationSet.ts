/** Verifies an ApplicationSet: Argo CD generates its Applications again and reports them up to date. */
import type { Condition } from "../../lib/argocd/verification";
import { UserError } from "../../lib/userError";
import type { KubernetesApi } from "../kubernetes/api";
import { argoCdObject, type Subject, type Verifying } from "./object";

interface ApplicationSetObject {
    readonly metadata: {
        readonly resourceVersion: string;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Annotation that requests another generation; Argo CD removes it after it has written every Application. */
const REFRESH = "argocd.argoproj.io/application-set-refresh";
/** Polling interval, in milliseconds. */
const PAUSE = 1000;
/** Milliseconds after which a failed generation is requested again: Argo CD itself waits three minutes. */
const AGAIN = 20_000;
/** Minutes for which a generation may fail: a repository server that has just started may need some of them. */
const LIMIT = 2;

/** @throws UserError with Argo CD's message if it cannot generate the Applications for two minutes */
export async function verifyApplicationSet(
    api: KubernetesApi,
    subject: Subject,
    { now, sleep, unique }: Verifying,
): Promise<void> {
    const object = argoCdObject<ApplicationSetObject>(api, subject);
    const begin = now();
    let requested: number | undefined;
    for (;;) {
        const set = await object.read();
        const pending = set.metadata.annotations?.[REFRESH] !== undefined;
        if (requested !== undefined && !pending && isUpToDate(set)) {
            return;
        }
        if (now() - begin >= LIMIT * 60_000) {
            throw new UserError(
                `Argo CD could not generate the Applications of ApplicationSet ${subject.namespace}/${subject.name} within ${LIMIT} minutes. ${problemOf(set)}`,
            );
        }
        if (requested === undefined || now() - requested >= AGAIN) {
            // Argo CD ignores the value, but reacts to a change of it.
            const change = { metadata: { annotations: { [REFRESH]: unique() } } };
            // If the patch was not applied, the status still belongs to an earlier generation.
            requested = (await object.patch(set, change)) ? now() : requested;
        }
        await sleep(PAUSE);
    }
}

function statusOf(set: ApplicationSetObject, type: string): Condition | undefined {
    return set.status?.conditions?.find((condition) => condition.type === type);
}

function isUpToDate(set: ApplicationSetObject): boolean {
    return (
        statusOf(set, "ResourcesUpToDate")?.status === "True" &&
        statusOf(set, "ErrorOccurred")?.status !== "True"
    );
}

function problemOf(set: ApplicationSetObject): string {
    const error = statusOf(set, "ErrorOccurred");
    return error?.status === "True"
        ? error.message
        : "It reports no error: check whether argocd-applicationset-controller is running.";
}
