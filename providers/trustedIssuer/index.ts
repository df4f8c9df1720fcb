/**
 * The provider of TrustedIssuer, as Pulumi carries it: dynamic providers travel as text, in the state of every resource.
 * This text is no more than where the code is: see providers/awsAuth/index.ts.
 */
import type * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";

import type { TrustedIssuerInputs, TrustedIssuerProvider, TrustedIssuerState } from "./provider";

export const trustedIssuerProvider: pulumi.dynamic.ResourceProvider<
    TrustedIssuerInputs,
    TrustedIssuerState
> = {
    diff: (_, old, wanted) => Promise.resolve(implementation().diff(old, wanted)),
    create: (wanted) => implementation().create(wanted),
    read: (id, known) => implementation().read(id, known!),
    update: (_, old, wanted) => implementation().update(old, wanted),
    delete: (_, known) => implementation().delete(known),
};

/** The path is in the state of existing stacks: it never moves. */
function implementation(): TrustedIssuerProvider {
    const load = createRequire(`${process.cwd()}/package.json`);
    load("ts-node/register/transpile-only");
    return (
        load("./providers/trustedIssuer/provider") as { readonly provider: TrustedIssuerProvider }
    ).provider;
}
