import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./eksCluster";
import type { AccessScope } from "./lib/access";
import { CLUSTER_SECRET_LABEL, clusterSecretData } from "./lib/argocd/clusterSecret";
import { targetProject } from "./lib/argocd/projects";

export interface ArgoClusterRegistrationArgs {
    /** Name of the Secret and of the AppProject, unique in the agent's namespace. */
    readonly registrationName: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** Name in Argo CD. */
    readonly displayName: string;
    readonly target: ClusterRef;
    readonly deployerRoleArn: pulumi.Input<string>;
    /** As far as the deployer's RBAC reaches. */
    readonly access: AccessScope;
    /** Repositories that Applications on the target may come from. */
    readonly sourceRepos: readonly string[];
    /** Agent, roles, mapping and RBAC: Argo CD uses the cluster as soon as it knows it. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * A target as Argo CD knows it: the labelled Secret, which holds no credential, and the AppProject that alone may use
 * it. Both live in the management cluster.
 */
export class ArgoClusterRegistration extends pulumi.ComponentResource {
    /** Name of the AppProject, once it exists. */
    public readonly project: pulumi.Output<string>;
    /** Secret and project: Applications depend on these. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoClusterRegistrationArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoClusterRegistration", name, {}, opts);

        const { access, displayName, namespace, registrationName } = args;
        const project = new k8s.apiextensions.CustomResource(
            `${name}-project`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AppProject",
                metadata: { name: registrationName, namespace },
                spec: args.target.clusterEndpoint.apply((endpoint) =>
                    targetProject({
                        displayName,
                        endpoint,
                        scope: access,
                        sourceRepos: args.sourceRepos,
                    }),
                ),
            },
            { parent: this, dependsOn: [...args.chain] },
        );
        const secret = new k8s.core.v1.Secret(
            `${name}-secret`,
            {
                metadata: { name: registrationName, namespace, labels: CLUSTER_SECRET_LABEL },
                type: "Opaque",
                // No credential is in it; kept out of previews all the same.
                stringData: pulumi.secret(
                    pulumi
                        .output({
                            clusterName: args.target.clusterName,
                            endpoint: args.target.clusterEndpoint,
                            certificateAuthorityData: args.target.clusterCertificateAuthorityData,
                            deployerRoleArn: args.deployerRoleArn,
                        })
                        .apply((target) =>
                            clusterSecretData({
                                ...target,
                                displayName,
                                scope: access,
                                project: registrationName,
                            }),
                        ),
                ),
            },
            { parent: this, dependsOn: [project, ...args.chain] },
        );

        this.project = project.metadata.name;
        this.objects = [project, secret];
        this.registerOutputs({ project: this.project });
    }
}
