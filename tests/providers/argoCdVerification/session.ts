/** An Application and its running verification. */
import assert from "node:assert/strict";

import { UserError } from "../../../lib/userError";
import { verifyApplication } from "../../../providers/argoCdVerification/application";
import type { KubernetesApi } from "../../../providers/kubernetes/api";
import type { Json } from "../kubernetes/fakeApi";
import { FakeArgoCd, STALE } from "./fakeArgoCd";

export const FORBIDDEN =
    'one or more objects failed to apply, reason: deployments.apps is forbidden: User "gitops:acme:deployer" cannot create resource "deployments"';

/** The operation that a verification requests. */
export const REQUESTED = {
    initiatedBy: { username: "eks-gitops-fleet" },
    info: [{ name: "eks-gitops-fleet/verification", value: "word-1" }],
    retry: { limit: 3, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } },
    sync: { prune: true },
};

/** The error for an Application that did not reach the wanted state. */
export function notVerified(found: string): string {
    return `Application argocd/guestbook was not verified within 10 minutes: ${found}. Check what Argo CD is doing: kubectl -n argocd describe application guestbook`;
}

/** The message of the UserError that a promise rejects with. */
export async function rejection(attempt: Promise<void>): Promise<string> {
    const error: unknown = await attempt.then(
        () => assert.fail("it was verified"),
        (error: unknown) => error,
    );
    assert.ok(error instanceof UserError, String(error));
    return error.message;
}

/** State shared by the tests of a suite; the constructor installs the hooks. */
export class Session {
    public argo!: FakeArgoCd;

    public constructor() {
        beforeEach(() => this.start(STALE));
    }

    /** Starts over with another Application. */
    public start(status: Json | undefined, more: Json = {}): void {
        this.argo = new FakeArgoCd(status, more);
    }

    public verify(health = true, api: KubernetesApi = this.argo.api): Promise<void> {
        const subject = { kind: "Application", namespace: "argocd", name: "guestbook" } as const;
        return verifyApplication(api, { ...subject, health }, this.argo.surroundings);
    }

    /** Message of the error that a verification fails with. */
    public rejection(health = true): Promise<string> {
        return rejection(this.verify(health));
    }

    /** Patches that request a sync. */
    public get syncs(): readonly Json[] {
        return this.argo.patches.filter((patch) => "operation" in patch);
    }

    /** Patches that request a comparison. */
    public get comparisons(): readonly Json[] {
        return this.argo.patches.filter((patch) => "annotations" in (patch["metadata"] as Json));
    }

    /** Patches that terminate another operation. */
    public get terminations(): readonly Json[] {
        return this.argo.patches.filter((patch) => "status" in patch && !("operation" in patch));
    }

    /** Whether the verification's own sync succeeded. */
    public get isSynced(): boolean {
        const { operation, phase } = this.argo.state;
        return phase === "Succeeded" && JSON.stringify(operation) === JSON.stringify(REQUESTED);
    }
}
