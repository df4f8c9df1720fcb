/** Verifies an Application: requests a sync for this change, and then a comparison. */
import {
    conditionTexts,
    isSettled,
    isUnfinished,
    progressOf,
    requestedSync,
    stateText,
    type ApplicationObject,
    type Progress,
} from "../../lib/argocd/verification";
import { UserError } from "../../lib/userError";
import type { KubernetesApi } from "../kubernetes/api";
import { argoCdObject, type Subject, type Verifying } from "./object";

/** Annotation that requests a comparison; Argo CD removes it when it writes the result. */
const REFRESH = "argocd.argoproj.io/refresh";
/** Polling interval, in milliseconds. */
const PAUSE = 1000;
/** How long another operation may run before it is terminated, in milliseconds. */
const PATIENCE = 20_000;
/** Minutes until Argo CD must have reported success or failure. */
const LIMIT = 10;

/**
 * Requests a sync and waits for its end, then for a comparison that shows the Application Synced, and Healthy if
 * wanted.
 * @throws UserError with Argo CD's message as soon as Argo CD gives up, or after ten minutes
 */
export async function verifyApplication(
    api: KubernetesApi,
    subject: Subject & { readonly health: boolean },
    { now, sleep, unique }: Verifying,
): Promise<void> {
    const object = argoCdObject<ApplicationObject>(api, subject);
    const title = `Application ${subject.namespace}/${subject.name}`;
    const word = unique();
    const begin = now();
    const look = async (found: (application: ApplicationObject) => string): Promise<void> => {
        if (now() - begin >= LIMIT * 60_000) {
            throw new UserError(
                `${title} was not verified within ${LIMIT} minutes: ${found(await object.read())}. Check what Argo CD is doing: kubectl -n ${subject.namespace} describe application ${subject.name}`,
            );
        }
        await sleep(PAUSE);
    };

    for (;;) {
        const application = await object.read();
        const progress = progressOf(application, word);
        if (progress.kind === "succeeded") {
            break;
        }
        if (progress.kind === "failed") {
            throw new UserError(
                [
                    `Argo CD could not deploy ${title}. ${progress.message}`,
                    ...conditionTexts(application.status?.conditions),
                ].join("\n  "),
            );
        }
        if (progress.kind === "absent") {
            await object.patch(application, {
                operation: requestedSync(word),
                // As `argocd app sync` does: removes the result of an earlier operation.
                status: { operationState: null },
            });
        } else if (
            progress.kind === "busy" &&
            isUnfinished(application.status?.operationState) &&
            now() - begin >= PATIENCE
        ) {
            // It belongs to an earlier change, and Argo CD would retry it for minutes.
            await object.patch(application, {
                status: { operationState: { phase: "Terminating" } },
            });
        }
        await look((latest) => runningText(progressOf(latest, word), latest));
    }

    let isRequested = false;
    for (;;) {
        const application = await object.read();
        const isCompared = application.metadata.annotations?.[REFRESH] === undefined;
        if (isRequested && isCompared && isSettled(application, subject.health)) {
            return;
        }
        if (!isRequested) {
            // Argo CD often writes the status at this time, so the patch may conflict. Only an applied patch leads to a
            // comparison.
            isRequested = await object.patch(application, {
                metadata: { annotations: { [REFRESH]: "normal" } },
            });
        }
        await look(stateText);
    }
}

function runningText(progress: Progress, application: ApplicationObject): string {
    switch (progress.kind) {
        case "running":
            return `the sync is still running (${progress.message}); ${stateText(application)}`;
        case "busy":
            return `another operation is still running (${operationText(application)})`;
        case "absent":
        case "failed":
        case "succeeded":
            return stateText(application);
    }
}

function operationText({ status }: ApplicationObject): string {
    const state = status?.operationState;
    return isUnfinished(state)
        ? (state?.message ?? "no message")
        : "Argo CD has not started the sync";
}
