/** How the private API handles a call: authenticate, authorize, perform, log. */
import type { ApiRequest } from "./contract";
import { AwsError } from "./errors";
import { authorize } from "./iam/access";
import { noteDecision, type CallFacts, type LogEntry } from "./log";
import { refusal } from "./refusal";
import { accountPartition, requestContext } from "./requestContext";
import type { Result, Service } from "./service";
import { assumeRole } from "./sts/assumeRole";
import { callerIdentity } from "./sts/callerIdentity";
import type { StsDeps } from "./sts/deps";
import type { Session } from "./sts/sessions";

export interface CallDeps {
    readonly sts: StsDeps;
    readonly actions: Service;
    readonly log: (entry: LogEntry) => void;
}

/** @throws AwsError as the service would answer it; any other error is the sandbox's own */
export async function answerCall(
    deps: CallDeps,
    request: ApiRequest,
    userAgent?: string,
): Promise<Result> {
    const facts: CallFacts = {};
    const entry = {
        time: deps.sts.now().toISOString(),
        via: "socket",
        region: request.region,
        action: request.action,
        ...(userAgent === undefined ? {} : { userAgent }),
    };
    try {
        const result = await perform(deps, request, facts);
        deps.log({ ...entry, ...facts, status: 200 });
        return result;
    } catch (error) {
        const { code, status } =
            error instanceof AwsError ? error : { code: "InternalFailure", status: 500 };
        const message = error instanceof Error ? error.message : String(error);
        deps.log({ ...entry, ...facts, status, error: { code, message } });
        throw error;
    }
}

async function perform(
    { sts, actions }: CallDeps,
    { credentials, region, action, params }: ApiRequest,
    facts: CallFacts,
): Promise<Result> {
    facts.accessKeyId = credentials.accessKeyId;
    const session = sts.sessions.authenticate(credentials);
    const { caller } = session;
    facts.caller = caller.arn;
    const request = requestContext(caller, region);
    if (request.partition !== accountPartition(caller)) {
        throw new AwsError(
            "InvalidClientTokenId",
            `The security token included in the request is invalid: ${region} is in partition ${request.partition}`,
            403,
        );
    }
    const stsResult = performSts(sts, session, action, params, facts);
    if (stsResult !== undefined) {
        return stsResult;
    }
    const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (known === undefined) {
        throw new AwsError("InvalidAction", `The sandbox does not know the action ${action}.`);
    }
    const resource = known.resource(params, request);
    facts.resource = resource;
    const asked = (also: string): void => {
        if (also !== action && facts.also?.includes(also) !== true) {
            facts.also = [...(facts.also ?? []), also];
        }
    };
    for (const check of known.checks?.(params, request) ?? [{ action, resource, context: {} }]) {
        asked(check.action);
        const decision = authorize(sts.store, caller, {
            ...check,
            context: { ...check.context, "aws:RequestedRegion": region },
        });
        noteDecision(facts, decision);
        if (!decision.allowed) {
            throw refusal(caller.arn, check.action, check.resource, decision);
        }
    }
    return known.run(params, { ...request, asked });
}

/** STS decides by a role's trust as well, so it asks the evaluator itself. */
function performSts(
    sts: StsDeps,
    session: Session,
    action: string,
    params: ApiRequest["params"],
    facts: CallFacts,
): Result | undefined {
    switch (action) {
        case "sts:AssumeRole":
            return assumeRole(sts, session, params, facts);
        case "sts:GetCallerIdentity":
            return callerIdentity(session, params);
        default:
            return undefined;
    }
}
