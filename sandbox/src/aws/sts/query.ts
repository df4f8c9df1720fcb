/** Parameters of the query protocol (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html) as the API reference names them. */
import type { Params } from "../service";

/** Parameters that are numbers; the others of STS are strings, lists or pairs. */
const NUMBERS: ReadonlySet<string> = new Set(["DurationSeconds"]);

/**
 * `Tags.member.1.Key=team` becomes `{ Tags: [{ Key: "team" }] }`. What belongs to the protocol or to the signature
 * (`Action`, `Version`, `X-Amz-...`) is left out.
 */
export function operationParams(form: URLSearchParams): Params {
    const params: Record<string, unknown> = {};
    const lists = new Map<string, Map<number, unknown>>();
    for (const [name, value] of form) {
        const [, list, index, field] = /^(\w+)\.member\.(\d+)(?:\.(\w+))?$/.exec(name) ?? [];
        if (name === "Action" || name === "Version" || /^x-amz-/i.test(name)) {
            continue;
        }
        if (list === undefined) {
            params[name] = NUMBERS.has(name) && /^\d+$/.test(value) ? Number(value) : value;
            continue;
        }
        const items = lists.get(list) ?? new Map<number, unknown>();
        lists.set(list, items);
        const item = items.get(Number(index));
        items.set(
            Number(index),
            field === undefined ? value : { ...(item as object | undefined), [field]: value },
        );
    }
    for (const [list, items] of lists) {
        params[list] = [...items].sort(([a], [b]) => a - b).map(([, item]) => item);
    }
    return params;
}
