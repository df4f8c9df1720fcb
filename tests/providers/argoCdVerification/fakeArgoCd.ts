/**
 * An in-memory simulation of Argo CD's controllers, limited to their answers to requests: time passes while the
 * verification sleeps, and each second the controllers process the stored objects.
 */
import { setImmediate } from "node:timers/promises";

import type { Verifying } from "../../../providers/argoCdVerification/object";
import { FakeApi, type Json, type StoredObject } from "../kubernetes/fakeApi";

/** A cluster whose clock is driven by the verification. */
abstract class Simulation {
    public readonly api = new FakeApi();
    public readonly surroundings: Verifying = {
        now: () => 5_000_000 + this.seconds * 1000,
        sleep: async (milliseconds) => {
            await setImmediate();
            this.pass(milliseconds / 1000);
        },
        unique: () => `word-${(this.words += 1)}`,
    };
    /** Seconds since the start of the verification. */
    public seconds = 0;
    /** Whether the controller runs. */
    public runs = true;
    private words = 0;
    private jobs: readonly { readonly second: number; readonly job: () => void }[] = [];

    protected constructor(protected readonly path: string) {}

    /** Simulates another writer in a given second. */
    public at(second: number, job: () => void): void {
        this.jobs = [...this.jobs, { second, job }];
    }

    /** Bodies of the sent patches. */
    public get patches(): readonly Json[] {
        return this.api.requests
            .filter(({ method }) => method === "PATCH")
            .map(({ body }) => body as Json);
    }

    protected abstract step(object: StoredObject): void;

    private pass(seconds: number): void {
        for (let second = 0; second < seconds; second += 1) {
            this.seconds += 1;
            this.jobs.filter((job) => job.second === this.seconds).forEach(({ job }) => job());
            if (this.runs && this.api.has(this.path)) {
                this.step(this.api.get(this.path));
            }
        }
    }
}

export const APPLICATION = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/guestbook";
export const REFRESH = "argocd.argoproj.io/refresh";

interface Operation extends Json {
    readonly retry?: {
        readonly limit: number;
        readonly backoff: { readonly duration: string; readonly factor: number };
    };
}

interface OperationState {
    readonly phase: string;
    readonly operation: Operation;
}

/** An operation of someone else, as it is recorded. */
export const THEIRS = { initiatedBy: { username: "admin" }, info: [{ name: "by", value: "hand" }] };

/** An Application's status of an earlier change. */
export const STALE = {
    sync: { status: "Synced" },
    health: { status: "Healthy" },
    operationState: { phase: "Succeeded", message: "successfully synced", operation: THEIRS },
};

/** The application controller. Its status is as old as its last comparison. */
export class FakeArgoCd extends Simulation {
    /** Result of an attempt of a sync, counted from 0: a message makes it fail. */
    public attempt: (number: number) => string | undefined = () => undefined;
    /** Result of a comparison. */
    public actual: Json = { sync: { status: "Synced" }, health: { status: "Healthy" } };
    /** Duration of a comparison in seconds. */
    public comparison = 3;
    private attempts = 0;
    /** Second in which the current attempt ends; undefined: never. */
    private attemptEnds: number | undefined;
    private comparisonEnds: number | undefined;
    private isWatching = false;

    constructor(status: Json | undefined, more: Json = {}) {
        super(APPLICATION);
        this.api.write(APPLICATION, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: { name: "guestbook", namespace: "argocd" },
            status,
            ...more,
        });
    }

    /** The stored state of the Application's operation. */
    public get state(): OperationState & Json {
        return (this.api.get(APPLICATION)["status"] as Json)["operationState"] as OperationState &
            Json;
    }

    /** Ends the current operation. */
    public end(phase: string, message?: string): void {
        this.api.merge(APPLICATION, {
            operation: null,
            status: { operationState: { phase, message } },
        });
    }

    protected step(application: StoredObject): void {
        this.operate(application);
        this.compare(this.api.get(APPLICATION));
    }

    private operate({ operation, status }: StoredObject): void {
        const state = (status as Json | undefined)?.["operationState"] as
            OperationState | undefined;
        if (state?.phase === "Terminating") {
            this.end("Failed", "Operation terminated");
        } else if (state?.phase === "Running") {
            if (this.attemptEnds === this.seconds) {
                this.finishAttempt(state.operation);
            }
        } else if (operation !== undefined) {
            this.attempts = 0;
            this.attemptEnds = this.seconds + 2;
            this.api.merge(APPLICATION, { status: { operationState: null } });
            this.api.merge(APPLICATION, {
                status: { operationState: { phase: "Running", operation } },
            });
        }
    }

    private finishAttempt({ retry }: Operation): void {
        const problem = this.attempt(this.attempts);
        if (problem === undefined) {
            this.end("Succeeded", "successfully synced (all tasks run)");
        } else if (this.attempts < (retry?.limit ?? 0)) {
            const { duration, factor } = retry!.backoff;
            this.attempts += 1;
            // With the number of the retry, counted from 1: appcontroller.go increments it before it computes the
            // delay.
            this.attemptEnds = this.seconds + parseInt(duration, 10) * factor ** this.attempts;
            const message = `${problem}. Retrying attempt #${this.attempts} at 3:04PM.`;
            this.api.merge(APPLICATION, { status: { operationState: { message } } });
        } else {
            this.end("Failed", `${problem} (retried ${this.attempts} times).`);
        }
    }

    private compare({ metadata, status }: StoredObject): void {
        const isAsked = (metadata["annotations"] as Json | undefined)?.[REFRESH] !== undefined;
        if (isAsked && this.comparisonEnds === undefined) {
            this.comparisonEnds = this.seconds + this.comparison;
        } else if (isAsked && this.seconds >= this.comparisonEnds!) {
            this.comparisonEnds = undefined;
            this.isWatching = true;
            const annotations = { [REFRESH]: null };
            this.api.merge(APPLICATION, { metadata: { annotations }, status: this.actual });
        } else if (this.isWatching && JSON.stringify(status) !== JSON.stringify(this.actual)) {
            this.api.merge(APPLICATION, { status: this.actual });
        }
    }
}

export const APPLICATION_SET =
    "/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets/fleet-apps";
export const SET_REFRESH = "argocd.argoproj.io/application-set-refresh";

/** Conditions of an ApplicationSet. */
export const UP_TO_DATE = [
    { type: "ErrorOccurred", status: "False", message: "All applications have been generated" },
    { type: "ResourcesUpToDate", status: "True", message: "All applications have been generated" },
];

export function failed(message: string, upToDate: "True" | "False" = "False"): readonly Json[] {
    return [
        { type: "ErrorOccurred", status: "True", message },
        { type: "ResourcesUpToDate", status: upToDate, message },
    ];
}

/** The ApplicationSet controller: it reacts to events, and retries by itself only three minutes after an error. */
export class FakeApplicationSets extends Simulation {
    /** Conditions after a generation. */
    public generate: () => readonly Json[] = () => UP_TO_DATE;
    /** Values of the annotation that the controller processed, with the seconds. */
    public readonly requests: (readonly [second: number, value: string])[] = [];
    private seen: unknown;

    constructor(status?: Json) {
        super(APPLICATION_SET);
        this.api.write(APPLICATION_SET, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "ApplicationSet",
            metadata: { name: "fleet-apps", namespace: "argocd" },
            status,
        });
    }

    protected step({ metadata }: StoredObject): void {
        const value = (metadata["annotations"] as Json | undefined)?.[SET_REFRESH];
        if (typeof value !== "string" || value === this.seen) {
            return;
        }
        this.seen = value;
        this.requests.push([this.seconds, value]);
        const conditions = this.generate();
        const isFailed = conditions.some(
            ({ status, type }) => type === "ErrorOccurred" && status === "True",
        );
        const annotations = isFailed ? {} : { [SET_REFRESH]: null };
        this.api.merge(APPLICATION_SET, { metadata: { annotations }, status: { conditions } });
    }
}
