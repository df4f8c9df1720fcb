/** What is known of a call before its action is looked at. */
import { parseArn, partitionOf } from "./policy/arn";
import type { Caller, RequestContext } from "./service";

/** Partition a caller's account is in. */
export function accountPartition({ arn }: Caller): string {
    return parseArn(arn)?.partition ?? "";
}

/** The context of a caller's call to a region. */
export function requestContext(caller: Caller, region: string): RequestContext {
    return { caller, account: caller.account, region, partition: partitionOf(region) };
}
