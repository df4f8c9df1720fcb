import type * as pulumi from "@pulumi/pulumi";

/**
 * Changes what a component gives to one of its children: an object whose fields replace the component's, or a function
 * that returns other arguments or changes those it is given, and may change the options.
 */
export type Transform<T> =
    Partial<T> | ((args: T, opts: pulumi.CustomResourceOptions, name: string) => T | void);

/**
 * Name, arguments and options of a child after the user's transform: `new Child(...transformed(...))`.
 * @param transform undefined leaves the child as it is
 */
export function transformed<
    T extends object,
    Options extends pulumi.ResourceOptions = pulumi.CustomResourceOptions,
>(
    transform: Transform<T> | undefined,
    name: string,
    args: T,
    opts: Options,
): [name: string, args: T, opts: Options] {
    if (typeof transform !== "function") {
        return [name, { ...args, ...transform }, opts];
    }
    const changed = { ...args };
    const options = { ...opts };
    return [name, transform(changed, options, name) ?? changed, options];
}
