/**
 * The provider of AwsAuthEntry, as Pulumi carries it: dynamic providers travel as text, in the state of every resource.
 * This text is no more than where the code is, so that state holds no copy of the code, a mended provider mends what
 * was made before too, and nothing of the program can be captured.
 */
import type * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";

import type { AwsAuthProvider, AwsAuthState } from "./provider";

export const awsAuthProvider: pulumi.dynamic.ResourceProvider<AwsAuthState, AwsAuthState> = {
    diff: (_, old, wanted) => Promise.resolve(implementation().diff(old, wanted)),
    create: (wanted) => implementation().create(wanted),
    read: (id, known) => implementation().read(id, known!),
    update: (_, old, wanted) => implementation().update(old, wanted),
    delete: (_, known) => implementation().delete(known),
};

/**
 * The code beside this file. Pulumi runs dynamic providers in the program's directory, with plain node: TypeScript is
 * loaded as the program loads it. The path is in the state of existing stacks: it never moves.
 */
function implementation(): AwsAuthProvider {
    const load = createRequire(`${process.cwd()}/package.json`);
    load("ts-node/register/transpile-only");
    return (load("./providers/awsAuth/provider") as { readonly provider: AwsAuthProvider })
        .provider;
}
