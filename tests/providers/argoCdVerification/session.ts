/** An Application, and its verification at work. */
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

/** The error for an Application that did not become what it should be. */
export function notVerified(found: string): string {
    return `Application argocd/guestbook was not verified within 10 minutes: ${found}. See what Argo CD is doing: kubectl -n argocd describe application guestbook`;
}

/** The message of the UserError that something ends with. */
export async function rejection(attempt: Promise<void>): Promise<string> {
    const error: unknown = await attempt.then(
        () => assert.fail("it was verified"),
        (error: unknown) => error,
    );
    assert.ok(error instanceof UserError, String(error));
    return error.message;
}

/** What the tests of one suite share: hooks are installed where it is made. */
export class Session {
    public argo!: FakeArgoCd;

    public constructor() {
        beforeEach(() => this.start(STALE));
    }

    /** Begins anew with another Application. */
    public start(status: Json | undefined, more: Json = {}): void {
        this.argo = new FakeArgoCd(status, more);
    }

    public verify(health = true, api: KubernetesApi = this.argo.api): Promise<void> {
        const subject = { kind: "Application", namespace: "argocd", name: "guestbook" } as const;
        return verifyApplication(api, { ...subject, health }, this.argo.surroundings);
    }

    /** Message of the error that a verification ends with. */
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

    /** Patches that end another operation. */
    public get terminations(): readonly Json[] {
        return this.argo.patches.filter((patch) => "status" in patch && !("operation" in patch));
    }

    /** Whether the verification's own sync succeeded. */
    public get isSynced(): boolean {
        const { operation, phase } = this.argo.state;
        return phase === "Succeeded" && JSON.stringify(operation) === JSON.stringify(REQUESTED);
    }
}
