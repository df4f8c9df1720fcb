/** Role argocd's permission while targets are added and removed. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { Session } from "./session";
import type { Run } from "./stack";

export interface RoleOfAgent {
    readonly account: string;
    readonly name: string;
}

/** Polling interval of the permission, in milliseconds. */
const INTERVAL = 300;

/** Runs an action and fails if a poll during it finds that the role lacks the permission for one of these roles. */
export async function allowedAllTheTime(
    session: Session,
    role: RoleOfAgent,
    deployers: readonly string[],
    work: () => Promise<Run>,
): Promise<Run> {
    let over = false;
    let looks = 0;
    const gaps: string[] = [];
    const watching = (async () => {
        while (!over) {
            const allowed = await allowedRoles(session, role);
            looks += 1;
            const missing = deployers.filter(
                (name) => !allowed.some((arn) => arn.endsWith(`/${name}`)),
            );
            gaps.push(...missing.map((name) => `${name} at ${new Date().toISOString()}`));
            await sleep(INTERVAL);
        }
    })();
    try {
        return await work();
    } finally {
        over = true;
        await watching;
        assert.deepEqual(gaps, [], "a staying target lost its permission");
        assert.ok(looks > 10, `only ${looks} looks`);
    }
}

/** Fails unless the new pack was attached before the old one was detached. */
export function assertAttachedBeforeDetached({ steps }: Run): void {
    const attachments = steps.filter(
        ({ name, type }) =>
            type.endsWith(":RolePolicyAttachment") && name.startsWith("argocd-pack-"),
    );
    const created = attachments.findIndex(({ op }) => op === "create");
    const deleted = attachments.findIndex(({ op }) => op === "delete");
    assert.ok(
        created >= 0 && deleted > created,
        attachments.map(({ op, name }) => `${op} ${name}`).join(", "),
    );
}

/** ARNs that the role's attached policies together allow it to assume. */
async function allowedRoles(session: Session, role: RoleOfAgent): Promise<readonly string[]> {
    const { AttachedPolicies } = await session.aws<{ AttachedPolicies: { PolicyArn: string }[] }>(
        role.account,
        "iam:ListAttachedRolePolicies",
        { RoleName: role.name },
    );
    const documents = await Promise.all(
        AttachedPolicies.map(async ({ PolicyArn }) => {
            const { PolicyVersion } = await session.aws<{ PolicyVersion: { Document: string } }>(
                role.account,
                "iam:GetPolicyVersion",
                { PolicyArn, VersionId: "v1" },
            );
            return decodeURIComponent(PolicyVersion.Document);
        }),
    );
    return documents.flatMap((document) => {
        const { Statement } = JSON.parse(document) as { Statement: { Resource: string[] }[] };
        return Statement.flatMap(({ Resource }) => Resource);
    });
}
