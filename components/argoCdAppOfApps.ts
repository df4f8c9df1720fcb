import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdBootstrapRole, type ArgoCdBootstrapRoleArgs } from "./argoCdBootstrapRole";
import type { ClusterRef } from "./eksCluster";
import {
    APP_OF_APPS_CONDITIONS,
    bootstrapApplication,
    bootstrapApplicationName,
    bootstrapName,
    bootstrapProject,
    bootstrapServer,
    CASCADE,
} from "./lib/argocd/bootstrap";
import { CLUSTER_SECRET_LABEL, clusterSecretData } from "./lib/argocd/clusterSecret";
import { chainHash } from "./lib/argocd/guestbook";
import type { AppOfAppsConfig } from "./lib/config/argocd/types";
import { secretData } from "./lib/kubernetes/objects";

export interface ArgoCdAppOfAppsArgs extends Omit<ArgoCdBootstrapRoleArgs, "clusterName"> {
    readonly bootstrap: AppOfAppsConfig;
    /** The management cluster. */
    readonly cluster: ClusterRef;
    /** The agent and every target's registration: Applications come after them, and go before. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * An Application whose repository holds Applications, in a project that allows nothing but these in Argo CD's own
 * namespace, written by a role that may do nothing else. What the Applications themselves may do, the projects of the
 * targets say.
 */
export class ArgoCdAppOfApps extends pulumi.ComponentResource {
    constructor(name: string, args: ArgoCdAppOfAppsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCdAppOfApps", name, {}, opts);

        const { bootstrap, cluster, fleet, namespace } = args;
        const access = new ArgoCdBootstrapRole(
            `${name}-access`,
            { ...args, clusterName: cluster.clusterName },
            { parent: this },
        );
        const chain = [...args.chain, ...access.authorization];
        const registered = this.register(name, args, access, chain);
        new k8s.apiextensions.CustomResource(
            `${name}-application`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Application",
                metadata: {
                    name: bootstrapApplicationName(fleet),
                    namespace,
                    ...(bootstrap.onDelete === "cascade" ? { finalizers: [CASCADE] } : {}),
                    annotations: {
                        // When the way changes it is walked again, and awaited.
                        "eks-gitops-fleet/chain": pulumi
                            .output({
                                argoRoleUniqueId: args.argoRole.uniqueId,
                                deployerRoleUniqueId: access.roleUniqueId,
                                trustPolicies: [access.trustPolicy],
                                endpoint: cluster.clusterEndpoint,
                                scope: namespace,
                            })
                            .apply(chainHash),
                        "pulumi.com/waitFor": JSON.stringify(APP_OF_APPS_CONDITIONS),
                    },
                },
                spec: bootstrapApplication(bootstrap, {
                    project: bootstrapName(fleet),
                    cluster: bootstrapName(fleet),
                    namespace,
                }),
            },
            {
                parent: this,
                dependsOn: [...chain, ...registered],
                customTimeouts: { create: "10m", update: "10m", delete: "10m" },
            },
        );
        this.registerOutputs();
    }

    private register(
        name: string,
        { bootstrap, cluster, fleet, namespace }: ArgoCdAppOfAppsArgs,
        access: ArgoCdBootstrapRole,
        chain: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        const server = cluster.clusterEndpoint.apply(bootstrapServer);
        const metadata = { name: bootstrapName(fleet), namespace };
        const project = new k8s.apiextensions.CustomResource(
            `${name}-project`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AppProject",
                metadata,
                spec: server.apply((server) =>
                    bootstrapProject({ server, namespace, repoUrl: bootstrap.repoUrl }),
                ),
            },
            { parent: this, dependsOn: [...chain] },
        );
        const secret = new k8s.core.v1.Secret(
            `${name}-secret`,
            {
                metadata: { ...metadata, labels: CLUSTER_SECRET_LABEL },
                type: "Opaque",
                // No credential is in it; kept out of previews all the same.
                data: pulumi.secret(
                    pulumi
                        .output({
                            clusterName: cluster.clusterName,
                            endpoint: server,
                            certificateAuthorityData: cluster.clusterCertificateAuthorityData,
                            deployerRoleArn: access.roleArn,
                        })
                        .apply((found) =>
                            secretData(
                                clusterSecretData({
                                    ...found,
                                    displayName: metadata.name,
                                    scope: {
                                        kind: "namespaces",
                                        namespaces: { [namespace]: NO_RIGHTS },
                                    },
                                    project: metadata.name,
                                }),
                            ),
                        ),
                ),
            },
            { parent: this, dependsOn: [project, ...chain] },
        );
        return [project, secret];
    }
}

/** Of a scope the registration takes the namespaces; rights are the role's own affair. */
const NO_RIGHTS = { existing: true, secrets: false, roles: false } as const;
