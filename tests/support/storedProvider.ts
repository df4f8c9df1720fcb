import type * as pulumi from "@pulumi/pulumi";
import { runInThisContext } from "node:vm";

/** The dynamic provider in a text of the state, evaluated as Pulumi does. */
export function storedProvider(text: string): pulumi.dynamic.ResourceProvider {
    const exported = {} as { handler(): pulumi.dynamic.ResourceProvider };
    const evaluate = runInThisContext(`(function (exports, require) {${text}\n})`) as (
        exports: object,
        load: NodeJS.Require,
    ) => void;
    evaluate(exported, require);
    return exported.handler();
}
