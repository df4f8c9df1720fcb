import type * as pulumi from "@pulumi/pulumi";

import { ArgoCd } from "./argoCd";
import type { ArgoCdManifests } from "../../lib/argocd/manifests";
import { ArgoCdExisting } from "./argoCdExisting";
import type { ArgoCdInstallation, ArgoCdInstallationArgs } from "./argoCdInstallation";
import { ArgoCdRelease } from "./argoCdRelease";
import { ArgoCdRepositories } from "./argoCdRepositories";

export interface InstallArgoCdArgs extends ArgoCdInstallationArgs {
    readonly fleet: string;
    /** Needed where Argo CD is installed from them. @default none */
    readonly manifests?: ArgoCdManifests;
}

/** Argo CD the way it is configured, with its repositories. */
export function installArgoCd(
    name: string,
    args: InstallArgoCdArgs,
    opts?: pulumi.ComponentResourceOptions,
): ArgoCdInstallation {
    const agent = agentOf(name, args, opts);
    const { namespace, repositories } = args.argocd;
    if (Object.keys(repositories).length === 0) {
        return agent;
    }
    const { objects } = new ArgoCdRepositories(
        `${name}-repositories`,
        { ...args, namespace, repositories, installation: agent.installation },
        opts,
    );
    return {
        installation: [...agent.installation, ...objects],
        adminPassword: agent.adminPassword,
    };
}

function agentOf(
    name: string,
    args: InstallArgoCdArgs,
    opts?: pulumi.ComponentResourceOptions,
): ArgoCdInstallation {
    switch (args.argocd.install) {
        case "manifests":
            if (args.manifests === undefined) {
                throw new Error(
                    `installArgoCd ${name}: 'manifests' is missing; read the release's where argocd.install is manifests.`,
                );
            }
            return new ArgoCd(name, { ...args, manifests: args.manifests }, opts);
        case "helm":
            return new ArgoCdRelease(name, args, opts);
        case "existing":
            return new ArgoCdExisting(name, args, opts);
    }
}
