/** What all Describe operations of EC2 share: ids and filters. */
import { AwsError } from "../errors";
import type { ParamReader } from "../params";
import type { Tagged } from "./types";

/** A filter of a request: an item passes when one of the values matches. */
export interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

/** Values of an item under a filter's name. */
export type FilterFields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

/** Reads `Filters: [{ Name, Values }]`; `Filter` in the few operations that call it so. */
export function readFilters(params: ParamReader, key: string = "Filters"): readonly Filter[] {
    return (
        params.maybeObjects(key, (filter) => ({
            name: filter.string("Name"),
            values: filter.strings("Values"),
        })) ?? []
    );
}

/**
 * The items that pass all filters; `tag:<key>` and `tag-key` work on all of them.
 * @throws AwsError InvalidParameterValue for a filter that is not modelled
 */
export function applyFilters<T extends Tagged>(
    items: readonly T[],
    filters: readonly Filter[],
    fields: FilterFields<T>,
): readonly T[] {
    return filters.reduce((left, filter) => {
        const field = fields[filter.name] ?? tagField(filter.name);
        if (field === undefined) {
            throw new AwsError("InvalidParameterValue", `The filter '${filter.name}' is invalid`);
        }
        const patterns = filter.values.map(pattern);
        return left.filter((item) =>
            field(item).some((value) => patterns.some((regexp) => regexp.test(value))),
        );
    }, items);
}

function tagField(name: string): ((item: Tagged) => readonly string[]) | undefined {
    if (name === "tag-key") {
        return (item) => item.Tags.map((tag) => tag.Key);
    }
    const key = /^tag:(.+)$/.exec(name)?.[1];
    return key === undefined
        ? undefined
        : (item) => item.Tags.filter((tag) => tag.Key === key).map((tag) => tag.Value);
}

/** Filter values may hold `*` and `?`. */
function pattern(value: string): RegExp {
    const escaped = value.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
}
