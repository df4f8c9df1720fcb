import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdVerification } from "./argoCdVerification";
import { ArgoCdBootstrapRole, type ArgoCdBootstrapRoleArgs } from "./argoCdBootstrapRole";
import { clusterSecret } from "./clusterSecret";
import type { ClusterRef } from "../cluster/clusterRef";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import {
    bootstrapApplication,
    bootstrapApplicationName,
    bootstrapName,
    bootstrapProject,
    bootstrapServer,
    CASCADE,
} from "../../lib/argocd/bootstrap";
import { CLUSTER_SECRET_LABEL, type ClusterRegistration } from "../../lib/argocd/clusterSecret";
import type { ChainFacts } from "../../lib/argocd/guestbook";
import type { AppOfAppsConfig } from "../../lib/argocd/types";
import { enforced } from "../../lib/kubernetes/enforced";
import { roleChain } from "./roleChain";

export interface ArgoCdAppOfAppsArgs extends Omit<ArgoCdBootstrapRoleArgs, "clusterName"> {
    readonly argoRole: ArgoCdBootstrapRoleArgs["argoRole"] & {
        /** The trust policy, as text. */
        readonly trustPolicy: pulumi.Input<string>;
    };
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
        const spec = bootstrapApplication(bootstrap, {
            project: bootstrapName(fleet),
            cluster: bootstrapName(fleet),
            namespace,
        });
        const application = new k8s.apiextensions.CustomResource(
            `${name}-application`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Application",
                metadata: {
                    name: bootstrapApplicationName(fleet),
                    namespace,
                    ...(bootstrap.onDelete === "cascade" ? { finalizers: [CASCADE] } : {}),
                },
                spec,
            },
            {
                parent: this,
                dependsOn: [...chain, ...registered],
                customTimeouts: { delete: "10m" },
            },
        );
        const facts: pulumi.Output<ChainFacts> = pulumi.output({
            argoRoleUniqueId: args.argoRole.uniqueId,
            deployerRoleUniqueId: access.roleUniqueId,
            trustPolicies: [args.argoRole.trustPolicy, access.trustPolicy],
            endpoint: cluster.clusterEndpoint,
            scope: namespace,
        });
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...args.reach,
                kind: "Application",
                namespace,
                name: bootstrapApplicationName(fleet),
                facts: { spec, chain: facts, uid: application.metadata.uid },
                chain: roleChain({
                    argoRole: args.argoRole,
                    deployerRoleArn: access.roleArn,
                    cluster,
                    resource: { group: "argoproj.io", resource: "applications" },
                    namespaces: [namespace],
                }),
            },
            { parent: this, dependsOn: [application] },
        );
        this.registerOutputs();
    }

    private register(
        name: string,
        { bootstrap, cluster, fleet, namespace, reach }: ArgoCdAppOfAppsArgs,
        access: ArgoCdBootstrapRole,
        chain: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        const server = cluster.clusterEndpoint.apply(bootstrapServer);
        const metadata = { name: bootstrapName(fleet), namespace };
        const appProject = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata,
        } as const;
        const spec = server.apply((server) =>
            bootstrapProject({ server, namespace, repoUrl: bootstrap.repoUrl }),
        );
        const project = new k8s.apiextensions.CustomResource(
            `${name}-project`,
            { ...appProject, spec },
            { parent: this, dependsOn: [...chain] },
        );
        const kept = new EnforcedObjects(
            `${name}-enforced`,
            { ...reach, objects: spec.apply((said) => [enforced({ ...appProject, spec: said })]) },
            { parent: this, dependsOn: [project] },
        );
        const secret = clusterSecret(
            name,
            {
                ...metadata,
                labels: CLUSTER_SECRET_LABEL,
                reach,
                registration: pulumi
                    .output({
                        clusterName: cluster.clusterName,
                        endpoint: server,
                        certificateAuthorityData: cluster.clusterCertificateAuthorityData,
                        deployerRoleArn: access.roleArn,
                    })
                    .apply((found): ClusterRegistration => ({
                        ...found,
                        displayName: metadata.name,
                        scope: { kind: "namespaces", namespaces: { [namespace]: NO_RIGHTS } },
                        project: metadata.name,
                    })),
            },
            { parent: this, dependsOn: [project, ...chain] },
        );
        return [project, kept, ...secret];
    }
}

/** Of a scope the registration takes the namespaces; rights are the role's own affair. */
const NO_RIGHTS = { existing: true, secrets: false, roles: false } as const;
