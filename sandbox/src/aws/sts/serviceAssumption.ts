/** sts:AssumeRole by an AWS service, which has no policies of its own: the role's trust decides. */
import { authorizeByTrust } from "../iam/access";
import { findRole } from "../iam/roles";
import { noteDecision, type CallFacts } from "../log";
import type { TagMap } from "../params";
import { tagKeys, type ContextValues } from "../policy/context";
import type { StsDeps } from "./deps";
import { notAuthorized } from "./params";
import type { Session } from "./sessions";

export interface ServiceAssumption {
    /** The service's principal. */
    readonly service: string;
    readonly roleArn: string;
    readonly sessionName: string;
    readonly durationSeconds: number;
    /** All of them pass on to sessions that this one assumes. */
    readonly tags: TagMap;
    /** Condition keys beside those of the tags. */
    readonly context: ContextValues;
}

/**
 * A session of a role for a service. Tags need sts:TagSession in the trust as well:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 * @param facts filled with what is known, also when it throws
 * @throws AwsError AccessDenied
 */
export function assumeRoleAsService(
    { store, sessions }: StsDeps,
    asked: ServiceAssumption,
    facts: CallFacts,
): Session {
    const { service, roleArn, sessionName, tags } = asked;
    const keys = Object.keys(tags);
    Object.assign(facts, { role: roleArn, resource: roleArn, sessionName });
    const context = {
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "sts:RoleSessionName": sessionName,
        "aws:TagKeys": keys.length > 0 ? keys : undefined,
        "sts:TransitiveTagKeys": keys.length > 0 ? keys : undefined,
        ...tagKeys("aws:RequestTag", tags),
        ...asked.context,
    };
    for (const action of keys.length > 0
        ? ["sts:AssumeRole", "sts:TagSession"]
        : ["sts:AssumeRole"]) {
        const decision = authorizeByTrust(
            store,
            { kind: "service", name: service },
            { action, resource: roleArn, context },
        );
        noteDecision(facts, decision);
        if (!decision.allowed) {
            throw notAuthorized(service, action, roleArn);
        }
    }
    const role = findRole(store, roleArn);
    if (role === undefined) {
        throw notAuthorized(service, "sts:AssumeRole", roleArn);
    }
    return sessions.open({
        role,
        sessionName,
        durationSeconds: asked.durationSeconds,
        tags,
        transitiveTagKeys: keys,
    });
}
