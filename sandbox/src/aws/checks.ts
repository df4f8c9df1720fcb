/** The permissions of calls that require more than their action on one resource. */
import { tagKeys, type ContextValues } from "./policy/context";
import type { Check, Params, RequestContext, Service } from "./service";

/** A call to one of a service's actions. */
export interface Call {
    /** The action on the action's own resource. */
    readonly main: Check;
    readonly params: Params;
    readonly request: RequestContext;
}

/** A service of whose calls more is asked. */
export function checked(service: Service, checksOf: (call: Call) => readonly Check[]): Service {
    return Object.fromEntries(
        Object.entries(service).map(([name, action]) => [
            name,
            {
                ...action,
                checks: (params, request) => {
                    const resource = action.resource(params, request);
                    return checksOf({
                        main: { action: name, resource, context: {} },
                        params,
                        request,
                    });
                },
            } satisfies Service[string],
        ]),
    );
}

/** A check under further condition keys. */
export function under(check: Check, ...contexts: readonly ContextValues[]): Check {
    return { ...check, context: Object.assign({}, check.context, ...contexts) as ContextValues };
}

/** Condition keys of the tags that a request gives. */
export function requestTags(tags: Readonly<Record<string, string>>): ContextValues {
    const keys = Object.keys(tags);
    return {
        ...tagKeys("aws:RequestTag", tags),
        ...(keys.length === 0 ? {} : { "aws:TagKeys": keys }),
    };
}

/** Tags as a request has them: a map, or a list of pairs under whatever names. */
export function givenTags(value: unknown): Readonly<Record<string, string>> {
    if (typeof value !== "object" || value === null) {
        return {};
    }
    if (!Array.isArray(value)) {
        return value as Readonly<Record<string, string>>;
    }
    const pairs = (value as readonly Readonly<Record<string, string>>[]).map((tag) => [
        tag["Key"] ?? tag["TagKey"] ?? "",
        tag["Value"] ?? tag["TagValue"] ?? "",
    ]);
    return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

/** Making a thing with tags takes the permission to tag it. @param tags as the request has them */
export function tagging(
    main: Check,
    making: string,
    action: string,
    tags: unknown,
    resource = main.resource,
): readonly Check[] {
    const given = givenTags(tags);
    return main.action === making && Object.keys(given).length > 0
        ? [{ action, resource, context: requestTags(given) }]
        : [];
}
