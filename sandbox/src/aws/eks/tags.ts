/** Tags of clusters and what is in them. */
import { checkedTags, readParams } from "../params";
import type { TagMap } from "../params";
import { regionalScope } from "../regional";
import type { Action, RequestContext, Service } from "../service";
import type { Table } from "../store";
import { clustersOf } from "./clusters";
import type { Eks } from "./eks";
import { notFound } from "./errors";

/** The actions on tags. */
export function tagActions(eks: Eks): Service {
    return {
        "eks:TagResource": onArn((params, request) => {
            const { arn, tags } = readParams(params, (reader) => ({
                arn: reader.string("resourceArn"),
                tags: reader.tagMap("tags"),
            }));
            const tagged = find(eks, request, arn);
            tagged.save(checkedTags({ ...tagged.tags, ...tags }));
            return {};
        }),
        "eks:UntagResource": onArn((params, request) => {
            const { arn, keys } = readParams(params, (reader) => ({
                arn: reader.string("resourceArn"),
                keys: reader.strings("tagKeys"),
            }));
            const tagged = find(eks, request, arn);
            const left = Object.entries(tagged.tags).filter(([key]) => !keys.includes(key));
            tagged.save(Object.fromEntries(left));
            return {};
        }),
        "eks:ListTagsForResource": onArn((params, request) => {
            const arn = readParams(params, (reader) => reader.string("resourceArn"));
            return { tags: find(eks, request, arn).tags };
        }),
    };
}

interface TaggedResource {
    readonly tags: TagMap;
    readonly save: (tags: TagMap) => void;
}

function onArn(run: Action["run"]): Action {
    return {
        resource: (params) => (typeof params.resourceArn === "string" ? params.resourceArn : "*"),
        run,
    };
}

function find(eks: Eks, request: RequestContext, arn: string): TaggedResource {
    for (const cluster of clustersOf(eks.store, regionalScope(request)).values()) {
        if (cluster.arn === arn) {
            return { tags: cluster.tags, save: (tags) => void eks.save(cluster, { tags }) };
        }
        const found =
            inTable(cluster.accessEntries, (entry) => entry.arn === arn) ??
            inTable(cluster.addons, (addon) => addon.addonArn === arn) ??
            inTable(cluster.nodegroups, (group) => group.nodegroupArn === arn) ??
            inTable(cluster.fargateProfiles, (profile) => profile.fargateProfileArn === arn) ??
            inTable(cluster.podIdentities, (association) => association.associationArn === arn);
        if (found !== undefined) {
            return found;
        }
    }
    throw notFound(`The resource specified by ${arn} does not exist`);
}

function inTable<T extends { readonly tags: TagMap }>(
    table: Table<T>,
    is: (item: T) => boolean,
): TaggedResource | undefined {
    const found = [...table].find(([, item]) => is(item));
    if (found === undefined) {
        return undefined;
    }
    const [key, item] = found;
    return { tags: item.tags, save: (tags) => void table.set(key, { ...item, tags }) };
}
