/** One call to the local AWS, to inspect it or to break a link of the chain. */
import { callAws } from "../../aws/client";
import type { OperatorAccess } from "../../daemon/status";
import { statePaths } from "../../paths";
import { ask } from "../control";
import { runningNamespace } from "../start";

/**
 * Calls an action as an administrator of an account and prints the answer.
 * @param params the request's parameters as JSON, named as in the AWS API reference
 */
export async function call(
    account: string,
    action: string,
    params: string,
    options: { readonly region: string },
): Promise<void> {
    const paths = statePaths();
    await runningNamespace(paths);
    const { operator } = await ask<OperatorAccess>(paths.controlSocket, "/operator", {
        accounts: [],
        operatorAccount: account,
    });
    const result = await callAws(paths.awsSocket, {
        credentials: operator,
        region: options.region,
        action,
        params: JSON.parse(params) as Record<string, unknown>,
    });
    console.log(JSON.stringify(result, undefined, 2));
}
