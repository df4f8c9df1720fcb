import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { renderInstallation, separateWorkloads } from "./lib/argocd/installation";
import { EMPTY_DEFAULT_PROJECT } from "./lib/argocd/projects";
import type { KubernetesObject } from "./lib/kubernetes/objects";

/** The release's manifests, as read and checked before anything is built. */
export interface ArgoCdManifests {
    /** Custom resource definitions as YAML: a megabyte that nobody rewrites travels best as one text. */
    readonly crds: string;
    /** Upstream's namespaced installation. */
    readonly installation: readonly KubernetesObject[];
}

export interface ArgoCdArgs {
    readonly namespace: string;
    readonly manifests: ArgoCdManifests;
    /** ARN of role argocd. Plain: annotations are complete at preview. */
    readonly roleArn: string;
    /** What pods need, and what needs no pods is made without: nodes, the identity provider, the role. */
    readonly prerequisites: readonly pulumi.Resource[];
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/**
 * Argo CD from upstream's manifests, for deploying to external clusters only: no ClusterRole, no in-cluster
 * destination, project `default` emptied before the first pod starts.
 */
export class ArgoCd extends pulumi.ComponentResource {
    /** The installation: whatever Argo CD works on depends on these. */
    public readonly installation: readonly pulumi.Resource[];

    constructor(name: string, args: ArgoCdArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCd", name, {}, opts);

        const { namespace, roleArn } = args;
        const inCluster = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        const { settings, workloads } = separateWorkloads(
            renderInstallation(args.manifests.installation, { namespace, roleArn }),
        );
        const ownNamespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            { metadata: { name: namespace } },
            inCluster,
        );
        const crds = new k8s.yaml.v2.ConfigGroup(
            `${name}-crds`,
            { yaml: args.manifests.crds },
            inCluster,
        );
        // Where there is none, argocd-server makes a project `default` that allows everything.
        const defaultProject = new k8s.apiextensions.CustomResource(
            `${name}-default-project`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AppProject",
                metadata: { name: "default", namespace },
                spec: EMPTY_DEFAULT_PROJECT,
            },
            { ...inCluster, dependsOn: [ownNamespace, crds] },
        );
        // Nodes take minutes to come; what needs none is there by then.
        const settingsGroup = new k8s.yaml.v2.ConfigGroup(
            `${name}-settings`,
            { objs: [...settings] },
            { ...inCluster, dependsOn: [ownNamespace] },
        );
        const pods = new k8s.yaml.v2.ConfigGroup(
            `${name}-workloads`,
            { objs: [...workloads] },
            { ...inCluster, dependsOn: [...args.prerequisites, defaultProject, settingsGroup] },
        );

        this.installation = [ownNamespace, crds, defaultProject, settingsGroup, pods];
        this.registerOutputs();
    }
}
