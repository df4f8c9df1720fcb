import * as pulumi from "@pulumi/pulumi";

import { newAdminCredential } from "./adminCredential";
import type { ArgoCdRef } from "./argoCdRef";
import { ArgoCdRepositories } from "./argoCdRepositories";
import { patchExisting } from "./existing";
import { installChart } from "./fromChart";
import { installManifests } from "./fromManifests";
import { inClusterOpts, podPrerequisites } from "./inCluster";
import type { ArgoCdTransform, Installed } from "./installed";
import type { ConnectedCluster } from "../cluster/clusterRef";
import type { ArgoRoleRef } from "../trust/argoRole";
import type { AdminCredential } from "../../lib/argocd/adminCredential";
import type { ArgoCdArgs as ArgoCdSettingsArgs } from "../../lib/argocd/args";
import type { HelmValues } from "../../lib/argocd/helmValues";
import type { ArgoCdManifests } from "../../lib/argocd/manifests";
import { readArgoCdManifests } from "../../lib/argocd/readManifests";
import { argoCdRelease } from "../../lib/argocd/release";
import { resolveArgoCd } from "../../lib/argocd/resolve";
import type { ArgoCdConfig } from "../../lib/argocd/types";
import { regionOfArn } from "../../lib/aws/arn";
import type { FleetArgs } from "../../lib/cluster/args";
import type { KubernetesObject } from "../../lib/kubernetes/objects";

/** The keys of the stack file's section `argocd`, and what they are installed on. */
export interface ArgoCdArgs
    extends
        Omit<ArgoCdSettingsArgs, "bootstrap" | "identity" | "manifests" | "namespace">,
        Pick<FleetArgs, "environment"> {
    /** The management cluster. */
    readonly cluster: ConnectedCluster;
    /** Role of the pods that reach clusters: it decides the fleet, and how they get it. */
    readonly role: ArgoRoleRef;
    /** Namespace that the agent runs in: the one that the role trusts. @default the role's */
    readonly namespace?: string;
    /** Values of the secrets that `sso` and `repositories` name, by these names. @default none */
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Directory with a copy of the release's manifests, or the manifests themselves.
     * @default upstream's release, downloaded and checked by its SHA-256
     */
    readonly manifests?: string | ArgoCdManifests;
    /** Further resources that the pods need before they start, beside the cluster and the role. @default none */
    readonly prerequisites?: readonly pulumi.Resource[];
    /** Values of the chart, merged into the component's own and above them: they can weaken it. @default none */
    readonly values?: HelmValues;
    /** Changes each object of the manifests, after the component did and before it is created. @default none */
    readonly patch?: (object: KubernetesObject) => KubernetesObject;
    /** Changes children before they are created. @default none */
    readonly transform?: ArgoCdTransform;
    /** Password to keep if there is none yet, with adminPassword `generated`. @default a random one */
    readonly newAdminCredential?: pulumi.Input<AdminCredential>;
    /** Reads the manifests unless they are given. @default from the directory, or upstream's address */
    readonly readManifests?: typeof readArgoCdManifests;
}

/**
 * Argo CD for deploying to external clusters only: no ClusterRole, no in-cluster destination, project `default` emptied.
 * `install` says how it comes: from upstream's pinned manifests, from its Helm chart, or as an existing installation, of
 * which only the identity of its pods is changed. Private repositories come with it.
 *
 * @example
 * const hub = new ManagementCluster("management", { clusterName: "management", accountId, region, operatorCidrs });
 * const role = new ArgoRole("argocd", { cluster: hub, namespace: "argocd" });
 * const argocd = new ArgoCd("argocd", {
 *     cluster: hub,
 *     role,
 *     repositories: {
 *         apps: { url: "https://git.example.com/apps.git", https: { username: "bot", passwordSecret: "apps" } },
 *     },
 *     secrets: { apps: config.requireSecret("appsPassword") },
 * });
 *
 * @throws ConfigError with everything wrong with the arguments
 */
export class ArgoCd extends pulumi.ComponentResource implements ArgoCdRef {
    public readonly namespace: string;
    public readonly installation: readonly pulumi.Resource[];
    /** A secret; undefined unless `adminPassword` is `generated`. */
    public readonly adminPassword: pulumi.Output<string> | undefined;
    public readonly cluster: ConnectedCluster;
    public readonly role: ArgoRoleRef;

    constructor(name: string, args: ArgoCdArgs, opts?: pulumi.ComponentResourceOptions) {
        const config = settingsOf(name, args);
        const { cluster, role, secrets = {} } = args;
        super(
            "eks-gitops-fleet:index:ArgoCd",
            name,
            { ...config, fleet: role.fleet, clusterArn: cluster.clusterArn, roleArn: role.roleArn },
            inClusterOpts(opts, cluster),
        );

        const installed = this.install(name, config, args);
        const repositories =
            Object.keys(config.repositories).length === 0
                ? []
                : new ArgoCdRepositories(
                      `${name}-repositories`,
                      {
                          argocd: {
                              namespace: config.namespace,
                              cluster,
                              role,
                              installation: installed.installation,
                          },
                          repositories: config.repositories,
                          secrets,
                      },
                      { parent: this },
                  ).objects;

        this.namespace = config.namespace;
        this.installation = [...installed.installation, ...repositories];
        this.adminPassword = installed.adminPassword;
        this.cluster = cluster;
        this.role = role;
        this.registerOutputs({ namespace: this.namespace });
    }

    private install(name: string, config: ArgoCdConfig, args: ArgoCdArgs): Installed {
        const { cluster, role, secrets = {}, transform } = args;
        const place = {
            parent: this,
            cluster,
            config,
            region: regionOfArn(cluster.clusterArn),
            roleArn: role.roleArn,
            secrets,
            transform,
            prerequisites: podPrerequisites(cluster, role, args.prerequisites),
            newAdminCredential:
                config.adminPassword === "generated"
                    ? (args.newAdminCredential ?? newAdminCredential())
                    : undefined,
        };
        switch (config.install) {
            case "manifests":
                return installManifests(name, {
                    ...place,
                    manifests: manifestsOf(args, config),
                    patch: args.patch,
                });
            case "helm":
                return installChart(name, { ...place, values: args.values });
            case "existing":
                return {
                    installation: patchExisting(name, { ...place, ...config }),
                    adminPassword: undefined,
                };
        }
    }
}

function settingsOf(name: string, args: ArgoCdArgs): ArgoCdConfig {
    const { cluster, role, secrets, manifests, prerequisites, values, patch, ...others } = args;
    const { transform, newAdminCredential, readManifests, ...settings } = others;
    return resolveArgoCd(
        { ...settings, manifests: typeof manifests === "string" ? manifests : undefined },
        { component: `ArgoCd ${name}`, role, secrets },
    );
}

function manifestsOf(
    { manifests, readManifests = readArgoCdManifests }: ArgoCdArgs,
    { highAvailability }: ArgoCdConfig,
): ArgoCdManifests | Promise<ArgoCdManifests> {
    return typeof manifests === "object"
        ? manifests
        : readManifests(manifests, argoCdRelease(highAvailability));
}
