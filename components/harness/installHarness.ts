import type * as pulumi from "@pulumi/pulumi";

import { ArgoCdExisting } from "../argocd/argoCdExisting";
import type { ArgoCdInstallation } from "../argocd/argoCdInstallation";
import { HarnessAgent, type HarnessAgentArgs } from "./harnessAgent";
import { othersWorkloads } from "../../lib/harness/workloads";

export type InstallHarnessArgs = Omit<HarnessAgentArgs, "install">;

/** Harness's agent the way it is configured, and what somebody else installed that is to have role argocd. */
export function installHarness(
    name: string,
    args: InstallHarnessArgs,
    opts?: pulumi.ComponentResourceOptions,
): ArgoCdInstallation {
    const { harness } = args;
    const workloads = othersWorkloads(harness);
    const others =
        Object.keys(workloads).length === 0
            ? []
            : new ArgoCdExisting(
                  `${name}-existing`,
                  { ...args, argocd: { ...harness, workloads } },
                  opts,
              ).installation;
    const own =
        harness.install.kind === "existing"
            ? []
            : new HarnessAgent(name, { ...args, install: harness.install }, opts).installation;
    return { installation: [...others, ...own], adminPassword: undefined };
}
