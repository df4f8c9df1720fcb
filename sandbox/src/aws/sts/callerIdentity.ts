import { readQueryParams } from "../iam/params";
import type { Params, Result } from "../service";
import type { Session } from "./sessions";

/** sts:GetCallerIdentity: needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function callerIdentity({ caller }: Session, params: Params): Result {
    readQueryParams(params, () => undefined);
    return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
