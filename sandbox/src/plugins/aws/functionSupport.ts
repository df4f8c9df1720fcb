/** What all functions (invokes) of the aws provider share. */
import { ActionError, isMissing } from "../provider/errors";
import type { Answer, Api, ProviderFunction } from "../provider/resource";
import { isObject, textMapOf, textOf, textsOf, type Properties } from "../provider/values";
import { parts } from "./answers";

/** Functions by token. */
export type Functions = Readonly<Record<string, ProviderFunction>>;

/**
 * A function that takes these arguments and refuses others, whose answer has everything that the SDK documents of it.
 * @param call answers with the SDK's own result type, so that the compiler compares the two
 */
export function accepting<Result extends object>(
    names: readonly string[],
    call: (api: Api, args: Properties) => Promise<Result>,
): ProviderFunction {
    return async (api, args) => {
        const unknown = Object.keys(args).find((name) => !names.includes(name));
        if (unknown !== undefined) {
            throw new Error(`the sandbox's aws provider has no argument '${unknown}' here`);
        }
        const region = textOf(args, "region");
        if (region !== undefined && region !== api.region) {
            throw new Error(
                `the sandbox's aws provider looks up resources in its own region, ${api.region}, not in ${region}`,
            );
        }
        return (await call(api, args)) as unknown as Properties;
    };
}

/** The answer of a call, or the real provider's error if the object does not exist. */
export async function described<T>(call: Promise<T>, doing: string): Promise<T> {
    try {
        return await call;
    } catch (error) {
        if (error instanceof ActionError && isMissing(error)) {
            throw new Error(`${doing}: couldn't find resource (${error.code}: ${error.message})`, {
                cause: error,
            });
        }
        throw error;
    }
}

/** EC2's filters for a function's arguments: `filters`, `tags`, and single arguments by the filter they stand for. */
export function ec2Filters(
    args: Properties,
    single: Readonly<Record<string, string>> = {},
): readonly { readonly Name: string; readonly Values: readonly string[] }[] {
    const custom = Array.isArray(args.filters) ? args.filters.filter(isObject) : [];
    return [
        ...Object.entries(single).flatMap(([argument, Name]) => {
            const value = textOf(args, argument);
            return value === undefined ? [] : [{ Name, Values: [value] }];
        }),
        ...Object.entries(textMapOf(args, "tags")).map(([key, value]) => ({
            Name: `tag:${key}`,
            Values: [value],
        })),
        ...custom.map((filter) => ({
            Name: textOf(filter, "name") ?? "",
            Values: textsOf(filter, "values"),
        })),
    ];
}

/** The filters as they were given, for the answer. */
export function givenFilters(args: Properties): { name: string; values: string[] }[] | undefined {
    return Array.isArray(args.filters)
        ? parts(args, "filters").map((filter) => ({
              name: textOf(filter, "name") ?? "",
              values: [...textsOf(filter, "values")],
          }))
        : undefined;
}

/**
 * The one object that a function looks for. Texts: terraform-provider-aws internal/tfresource, SingularDataSourceFindError.
 * @throws Error when there is none, or more than one
 */
export async function single(
    type: string,
    call: Promise<Answer>,
    list: string,
): Promise<Properties> {
    const [found, ...others] = await foundBy(call, list);
    if (found === undefined) {
        throw new Error(`no matching ${type} found`);
    }
    if (others.length > 0) {
        throw new Error(
            `multiple ${type}s matched; use additional constraints to reduce matches to a single ${type}`,
        );
    }
    return found;
}

/** An id that AWS does not know is no error to a lookup: it finds nothing. */
async function foundBy(call: Promise<Answer>, list: string): Promise<readonly Properties[]> {
    try {
        return parts(await call, list);
    } catch (error) {
        if (isMissing(error)) {
            return [];
        }
        throw error;
    }
}

/** A text of an answer, empty if AWS left it out, as Terraform's state has it. */
export function textIn(found: Properties, name: string): string {
    return textOf(found, name) ?? "";
}

/** A boolean of an answer, false where AWS left it out. */
export function flagIn(found: Properties, name: string): boolean {
    return found[name] === true;
}

/** A number of an answer, zero where AWS left it out. */
export function numberIn(found: Properties, name: string): number {
    const value = found[name];
    return typeof value === "number" ? value : 0;
}

/** The texts of a list in an answer. */
export function textsIn(found: Properties, name: string): string[] {
    return [...textsOf(found, name)];
}
