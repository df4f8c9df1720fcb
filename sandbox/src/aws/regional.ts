/** Small things every regional service needs: scope, ARNs, ids and times. */
import { randomBytes } from "node:crypto";

import type { RequestContext } from "./service";
import type { Scope } from "./store";

/** The scope of the tables a regional call works on: the caller's account, the request's region. */
export function regionalScope(request: RequestContext): Scope {
    return { account: request.account, region: request.region };
}

/** ARN of a resource of the caller's account in the request's region. */
export function regionalArn(request: RequestContext, service: string, resource: string): string {
    return `arn:${request.partition}:${service}:${request.region}:${request.account}:${resource}`;
}

/** Random lower-case hexadecimal digits. */
export function randomHex(digits: number): string {
    return randomBytes(Math.ceil(digits / 2))
        .toString("hex")
        .slice(0, digits);
}

/** Now, as ISO 8601. */
export function timestamp(): string {
    return new Date().toISOString();
}
