/** What KMS asks beside the action itself. https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
import { givenTags, requestTags, tagging, under, type Call } from "../checks";
import { tagKeys, type ContextValues } from "../policy/context";
import { regionalArn, regionalScope } from "../regional";
import type { Check, RequestContext } from "../service";
import type { Store } from "../store";
import { aliasesOf, findKey, keysOf } from "./keys";

export function kmsChecks(store: Store): (call: Call) => readonly Check[] {
    return ({ main, params, request }) => [
        under(main, resourceTags(store, main.resource), requestTags(givenTags(params["Tags"]))),
        ...tagging(
            main,
            "kms:CreateKey",
            "kms:TagResource",
            params["Tags"],
            regionalArn(request, "kms", "key/*"),
        ),
        // An alias is asked about, and the key that it means, before and after.
        ...(/^kms:(Create|Update|Delete)Alias$/.test(main.action)
            ? aliasKeys(store, request, params["AliasName"], params["TargetKeyId"]).map(
                  (resource) => ({ ...main, resource, context: resourceTags(store, resource) }),
              )
            : []),
    ];
}

function aliasKeys(
    store: Store,
    request: RequestContext,
    alias: unknown,
    target: unknown,
): readonly string[] {
    const scope = regionalScope(request);
    const before = aliasesOf(store, scope).get(String(alias))?.keyId;
    return [before, target].flatMap((id) => {
        const key =
            typeof id === "string"
                ? (keysOf(store, scope).get(id) ?? findKey(store, id))
                : undefined;
        return key === undefined ? [] : [key.arn];
    });
}

function resourceTags(store: Store, arn: string): ContextValues {
    return tagKeys("aws:ResourceTag", findKey(store, arn)?.tags);
}
