/** CreateTags, DeleteTags, DescribeTags, and the tags a resource is created with. */
import { AwsError } from "../errors";
import { checkedTags, readParams } from "../params";
import type { ParamReader, TagMap } from "../params";
import { regionalArn } from "../regional";
import type { Params, RequestContext, Service } from "../service";
import type { Store, Table } from "../store";
import { ec2Of, tableOf } from "./tables";
import type { Ec2 } from "./tables";
import type { Tag, Tagged } from "./types";

/**
 * The tags of `TagSpecifications` for the resource being created.
 * @throws AwsError InvalidParameterValue when they name another resource type
 */
export function readTags(params: ParamReader, type: string): readonly Tag[] {
    const specifications = params.maybeObjects("TagSpecifications", (specification) => ({
        type: specification.string("ResourceType"),
        tags: specification.tagList("Tags"),
    }));
    const other = specifications?.find((specification) => specification.type !== type);
    if (other !== undefined) {
        throw new AwsError(
            "InvalidParameterValue",
            `'${other.type}' is not a valid taggable resource type for this operation.`,
        );
    }
    return tagList(Object.assign({}, ...(specifications ?? []).map((s) => s.tags)) as TagMap);
}

/** EC2's form of tags. */
export function tagList(tags: TagMap): readonly Tag[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The actions on tags. */
export function tagActions(store: Store): Service {
    const resource = (params: Params, request: RequestContext): string => {
        const [id] = Array.isArray(params.Resources) ? (params.Resources as unknown[]) : [];
        const type = typeof id === "string" ? tableOf(ec2Of(store, request), id)?.type : undefined;
        return type === undefined ? "*" : regionalArn(request, "ec2", `${type}/${String(id)}`);
    };
    return {
        "ec2:CreateTags": {
            resource,
            run: (params, request) => {
                const { ids, tags } = readParams(params, (reader) => ({
                    ids: reader.strings("Resources"),
                    tags: reader.tagList("Tags"),
                }));
                change(ec2Of(store, request), ids, (old) => checkedTags({ ...old, ...tags }));
                return {};
            },
        },
        "ec2:DeleteTags": {
            resource,
            run: (params, request) => {
                const { ids, tags } = readParams(params, (reader) => ({
                    ids: reader.strings("Resources"),
                    tags: reader.maybeObjects("Tags", (tag) => ({
                        key: tag.string("Key"),
                        value: tag.maybeString("Value"),
                    })),
                }));
                change(ec2Of(store, request), ids, (old) => without(old, tags));
                return {};
            },
        },
        "ec2:DescribeTags": {
            resource: () => "*",
            run: (params, request) => {
                const ids = readParams(params, (reader) =>
                    reader.maybeObjects("Filters", (filter) => {
                        filter.maybeOneOf("Name", ["resource-id"]);
                        return filter.strings("Values");
                    }),
                );
                return { Tags: describe(ec2Of(store, request), ids?.flat()) };
            },
        },
    };
}

/** Tags to remove: by key, only with that value when one is given; all when the list is absent. */
function without(
    old: TagMap,
    tags: readonly { readonly key: string; readonly value?: string }[] | undefined,
): TagMap {
    const stays = ([key, value]: [string, string]): boolean =>
        tags !== undefined &&
        !tags.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
    return Object.fromEntries(Object.entries(old).filter(stays));
}

/** Replaces the tags of all resources, or of none when one is missing. */
function change(ec2: Ec2, ids: readonly string[], update: (old: TagMap) => TagMap): void {
    const found = ids.map((id) => {
        const table = tableOf(ec2, id)?.table;
        const item = table?.get(id);
        if (table === undefined || item === undefined) {
            throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
        }
        const old = Object.fromEntries(item.Tags.map((tag) => [tag.Key, tag.Value]));
        return { id, table, item: { ...item, Tags: tagList(update(old)) } };
    });
    for (const { id, table, item } of found) {
        table.set(id, item);
    }
}

function describe(ec2: Ec2, ids: readonly string[] | undefined): readonly object[] {
    const tables = Object.values(ec2) as readonly Table<Tagged>[];
    return tables
        .flatMap((table) => [...table.entries()])
        .filter(([id]) => ids === undefined || ids.includes(id))
        .flatMap(([id, item]) =>
            item.Tags.map((tag) => ({
                ResourceId: id,
                ResourceType: tableOf(ec2, id)?.type,
                ...tag,
            })),
        );
}
