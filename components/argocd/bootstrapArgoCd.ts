import type * as pulumi from "@pulumi/pulumi";

import { ArgoCdApplicationSet } from "./argoCdApplicationSet";
import { ArgoCdAppOfApps, type ArgoCdAppOfAppsArgs } from "./argoCdAppOfApps";
import type { AppOfAppsArgs, ApplicationSetArgs } from "../../lib/argocd/args";

type Common = Pick<
    ArgoCdAppOfAppsArgs,
    "argocd" | "permissionsBoundary" | "registrations" | "rolePath"
>;

/** The stack file's section `argocd.bootstrap`, of either kind. */
export interface BootstrapArgoCdArgs extends Common {
    readonly bootstrap: AppOfAppsArgs | ApplicationSetArgs;
}

/** Creates the component of the kind that is configured. */
export function bootstrapArgoCd(
    name: string,
    { bootstrap, ...args }: BootstrapArgoCdArgs,
    opts?: pulumi.ComponentResourceOptions,
): ArgoCdAppOfApps | ArgoCdApplicationSet {
    const { argocd, registrations } = args;
    if (bootstrap.kind === "appOfApps") {
        const { kind, ...settings } = bootstrap;
        return new ArgoCdAppOfApps(name, { ...args, ...settings }, opts);
    }
    const { kind, ...settings } = bootstrap;
    return new ArgoCdApplicationSet(name, { argocd, registrations, ...settings }, opts);
}
