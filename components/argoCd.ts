import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { renderInstallation } from "./lib/argocd/installation";
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
    /** Nodes, and what the pods' first token needs: the identity provider, the role. */
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
            dependsOn: [...args.prerequisites],
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
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
        const objects = new k8s.yaml.v2.ConfigGroup(
            `${name}-install`,
            { objs: [...renderInstallation(args.manifests.installation, { namespace, roleArn })] },
            { ...inCluster, dependsOn: [...args.prerequisites, ownNamespace, defaultProject] },
        );

        this.installation = [ownNamespace, crds, defaultProject, objects];
        this.registerOutputs();
    }
}
