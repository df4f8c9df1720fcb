/** sts:AssumeRole. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
import { validationError } from "../iam/errors";
import { authorize } from "../iam/access";
import { readQueryParams } from "../iam/params";
import { findRole } from "../iam/roles";
import { noteDecision, type CallFacts } from "../log";
import type { TagMap } from "../params";
import type { ContextValues } from "../policy/context";
import { tagKeys } from "../policy/context";
import type { Params, Result } from "../service";
import type { StsDeps } from "./deps";
import { checkDuration, durationOf, notAuthorized, roleArnOf, sessionNameOf } from "./params";
import { describeCredentials, type Session } from "./sessions";

/**
 * A session of another role.
 * @param facts filled with what is known, also when it throws
 * @throws AwsError AccessDenied, ValidationError
 */
export function assumeRole(
    { store, sessions }: StsDeps,
    session: Session,
    params: Params,
    facts: CallFacts,
): Result {
    const asked = readQueryParams(params, (reader) => ({
        roleArn: roleArnOf(reader),
        sessionName: sessionNameOf(reader),
        durationSeconds: durationOf(reader),
        externalId: reader.maybeString("ExternalId"),
        tags: reader.tagList("Tags"),
        transitiveTagKeys: reader.maybeStrings("TransitiveTagKeys") ?? [],
    }));
    Object.assign(facts, {
        role: asked.roleArn,
        resource: asked.roleArn,
        sessionName: asked.sessionName,
    });
    const { tags, transitiveTagKeys } = sessionTags(session, asked.tags, asked.transitiveTagKeys);
    const tagged = Object.keys(tags).length > 0;
    const context: ContextValues = {
        "sts:ExternalId": asked.externalId,
        "sts:RoleSessionName": asked.sessionName,
        "aws:TagKeys": tagged ? Object.keys(tags) : undefined,
        "sts:TransitiveTagKeys": transitiveTagKeys.length > 0 ? transitiveTagKeys : undefined,
        ...tagKeys("aws:RequestTag", tags),
    };
    const { caller } = session;
    for (const action of tagged ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]) {
        const decision = authorize(store, caller, { action, resource: asked.roleArn, context });
        noteDecision(facts, decision);
        if (!decision.allowed) {
            throw notAuthorized(caller.arn, action, asked.roleArn);
        }
    }
    const role = findRole(store, asked.roleArn);
    if (role === undefined) {
        throw notAuthorized(caller.arn, "sts:AssumeRole", asked.roleArn);
    }
    // Every caller here is a session of a role, so this is always role chaining:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
    if (asked.durationSeconds > 3600) {
        throw validationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        );
    }
    checkDuration(role, asked.durationSeconds);
    const opened = sessions.open({
        role,
        sessionName: asked.sessionName,
        durationSeconds: asked.durationSeconds,
        tags,
        transitiveTagKeys,
    });
    facts.issued = opened.credentials.accessKeyId;
    return {
        Credentials: describeCredentials(opened),
        AssumedRoleUser: { AssumedRoleId: opened.caller.userId, Arn: opened.caller.arn },
    };
}

/**
 * Tags asked for and those the calling session passes on, which cannot be overridden:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
function sessionTags(
    session: Session,
    tags: TagMap,
    transitiveTagKeys: readonly string[],
): { readonly tags: TagMap; readonly transitiveTagKeys: readonly string[] } {
    const inherited = Object.fromEntries(
        Object.entries(session.caller.sessionTags ?? {}).filter(([key]) =>
            session.transitiveTagKeys.includes(key),
        ),
    );
    const inheritedKeys = new Set(Object.keys(inherited).map((key) => key.toLowerCase()));
    if (Object.keys(tags).some((key) => inheritedKeys.has(key.toLowerCase()))) {
        throw validationError(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
        );
    }
    const missing = transitiveTagKeys.find((key) => !(key in tags));
    if (missing !== undefined) {
        throw validationError(
            "The specified transitive tag key must be included in the requested tags.",
        );
    }
    return {
        tags: { ...inherited, ...tags },
        transitiveTagKeys: [...Object.keys(inherited), ...transitiveTagKeys],
    };
}
