/** How EC2's actions are declared. */
import { readParams } from "../params";
import { regionalArn } from "../regional";
import type { Action, Params, RequestContext, Result } from "../service";
import type { Store } from "../store";
import { applyFilters, readFilters } from "./filters";
import type { FilterFields } from "./filters";
import { ec2Of, existing } from "./tables";
import type { Ec2, Ec2Kind } from "./tables";
import type { Tagged } from "./types";

/**
 * An action on one resource.
 * @param type the resource type in ARNs: `vpc`
 * @param idKey the parameter that holds the id; absent for actions that make one
 */
export function ec2Action(
    store: Store,
    type: string,
    idKey: string | undefined,
    run: (ec2: Ec2, params: Params, request: RequestContext) => Result,
): Action {
    return {
        resource: (params, request) => {
            const id = idKey === undefined ? undefined : params[idKey];
            return regionalArn(request, "ec2", `${type}/${typeof id === "string" ? id : "*"}`);
        },
        run: (params, request) => run(ec2Of(store, request), params, request),
    };
}

/**
 * A Describe operation: all, by ids, by filters. IAM knows no resource for them.
 * @param idsKey the parameter with the ids: `VpcIds`
 * @param resultKey the result's list: `Vpcs`
 * @param filtersKey the parameter with the filters
 */
export function describeAction<T extends Tagged & object>(
    store: Store,
    kind: Ec2Kind,
    idsKey: string,
    resultKey: string,
    fields: FilterFields<T>,
    view: (item: T, ec2: Ec2) => object = (item) => item,
    filtersKey: string = "Filters",
): Action {
    return {
        resource: () => "*",
        run: (params, request) => {
            const ec2 = ec2Of(store, request);
            const { ids, filters } = readParams(params, (reader) => ({
                ids: reader.maybeStrings(idsKey),
                filters: readFilters(reader, filtersKey),
            }));
            const items = ids?.map((id) => existing(ec2, kind, id)) ?? [...ec2[kind].values()];
            const passed = applyFilters(items as unknown as readonly T[], filters, fields);
            return { [resultKey]: passed.map((item) => view(item, ec2)) };
        },
    };
}
