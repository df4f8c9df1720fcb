import type * as pulumi from "@pulumi/pulumi";

import { ArgoCdApplicationSet } from "./argoCdApplicationSet";
import { ArgoCdAppOfApps, type ArgoCdAppOfAppsArgs } from "./argoCdAppOfApps";
import type { BootstrapConfig } from "../../lib/argocd/types";

export interface BootstrapArgoCdArgs extends Omit<ArgoCdAppOfAppsArgs, "bootstrap"> {
    readonly bootstrap: BootstrapConfig;
}

/** What Argo CD starts with by itself, of the kind that is configured. */
export function bootstrapArgoCd(
    name: string,
    { bootstrap, ...args }: BootstrapArgoCdArgs,
    opts?: pulumi.ComponentResourceOptions,
): ArgoCdAppOfApps | ArgoCdApplicationSet {
    return bootstrap.kind === "appOfApps"
        ? new ArgoCdAppOfApps(name, { ...args, bootstrap }, opts)
        : new ArgoCdApplicationSet(name, { ...args, bootstrap }, opts);
}
