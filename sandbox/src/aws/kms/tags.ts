/** Tags of KMS keys. */
import { checkedTags, readParams } from "../params";
import { regionalArn } from "../regional";
import type { Params, RequestContext, Service } from "../service";
import type { Store } from "../store";
import { existingKey, updateKey, usableKey } from "./keys";

/** The actions on tags. */
export function keyTagActions(store: Store): Service {
    const resource = (params: Params, request: RequestContext): string =>
        regionalArn(
            request,
            "kms",
            `key/${typeof params.KeyId === "string" ? params.KeyId.replace(/^.*:key\//, "") : "*"}`,
        );
    return {
        "kms:TagResource": {
            resource,
            run: (params, request) => {
                const { id, tags } = readParams(params, (reader) => ({
                    id: reader.string("KeyId"),
                    tags: reader.tagList("Tags", "TagKey", "TagValue"),
                }));
                const key = usableKey(store, request, id);
                updateKey(store, request, key, { tags: checkedTags({ ...key.tags, ...tags }) });
                return {};
            },
        },
        "kms:UntagResource": {
            resource,
            run: (params, request) => {
                const { id, keys } = readParams(params, (reader) => ({
                    id: reader.string("KeyId"),
                    keys: reader.strings("TagKeys"),
                }));
                const key = usableKey(store, request, id);
                const left = Object.entries(key.tags).filter(([name]) => !keys.includes(name));
                updateKey(store, request, key, { tags: Object.fromEntries(left) });
                return {};
            },
        },
        "kms:ListResourceTags": {
            resource,
            run: (params, request) => {
                const id = readParams(params, (reader) => reader.string("KeyId"));
                const { tags } = existingKey(store, request, id);
                return {
                    Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
                };
            },
        },
    };
}
