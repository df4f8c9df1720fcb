/** Verifies an ApplicationSet: Argo CD generates its Applications anew, and reports them up to date. */
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

/** Annotation that asks for another generation; Argo CD removes it once every Application is written. */
const REFRESH = "argocd.argoproj.io/application-set-refresh";
/** Between two looks, in milliseconds. */
const PAUSE = 1000;
/** After this long, in milliseconds, a generation that failed is requested again: by itself Argo CD waits three minutes. */
const AGAIN = 20_000;
/** Minutes that a generation may fail: a repository server that has just started needs some of it. */
const LIMIT = 2;

/** @throws UserError if Applications cannot be generated for two minutes, with Argo CD's own words */
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
            // The value means nothing to Argo CD, but a change of it is an event.
            const change = { metadata: { annotations: { [REFRESH]: unique() } } };
            // Unless the patch was applied, the status is still that of an earlier generation.
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
        : "It reports no error: see whether argocd-applicationset-controller is running.";
}
