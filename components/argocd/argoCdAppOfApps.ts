import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdBootstrapRole } from "./argoCdBootstrapRole";
import type { ArgoCdRef } from "./argoCdRef";
import { inClusterOpts } from "./inCluster";
import { ArgoCdVerification } from "./argoCdVerification";
import { clusterSecret } from "./clusterSecret";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import { transformed, type Transform } from "../transform";
import type { AppOfAppsArgs } from "../../lib/argocd/args";
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
import { resolveAppOfApps } from "../../lib/argocd/resolve";
import type { AppOfAppsConfig } from "../../lib/argocd/types";
import type { FleetArgs } from "../../lib/cluster/args";
import { enforced } from "../../lib/kubernetes/enforced";
import { roleChain } from "./roleChain";

/** The keys of the stack file's section `argocd.bootstrap`, and the Argo CD that they are for. */
export interface ArgoCdAppOfAppsArgs
    extends Omit<AppOfAppsArgs, "kind">, Pick<FleetArgs, "permissionsBoundary" | "rolePath"> {
    readonly argocd: ArgoCdRef;
    /** Every registration: Applications are created after them and deleted before them. @default none */
    readonly registrations?: readonly pulumi.Resource[];
    /** Changes children before they are created. @default none */
    readonly transform?: {
        readonly application?: Transform<k8s.apiextensions.CustomResourceArgs>;
    };
}

/**
 * An Application whose repository holds Applications, in a project that allows nothing but these in Argo CD's own
 * namespace, written by a role that may do nothing else. The targets' projects decide what the Applications may do.
 * Needs an AWS provider for the hub account.
 *
 * @example
 * new ArgoCdAppOfApps(
 *     "bootstrap",
 *     { argocd, repoUrl: "https://git.example.com/fleet.git", path: "apps", registrations: [testing] },
 *     { provider: awsHub },
 * );
 *
 * @throws ConfigError with everything wrong with the arguments
 */
export class ArgoCdAppOfApps extends pulumi.ComponentResource {
    constructor(name: string, args: ArgoCdAppOfAppsArgs, opts?: pulumi.ComponentResourceOptions) {
        const { argocd, permissionsBoundary, registrations = [], rolePath, ...others } = args;
        const { transform, ...settings } = others;
        const bootstrap = resolveAppOfApps(settings, `ArgoCdAppOfApps ${name}`);
        const { cluster, namespace, role } = argocd;
        const { fleet } = role;
        super(
            "eks-gitops-fleet:index:ArgoCdAppOfApps",
            name,
            { ...bootstrap, fleet, namespace, rolePath, permissionsBoundary },
            inClusterOpts(opts, cluster),
        );

        const access = new ArgoCdBootstrapRole(
            `${name}-access`,
            { argocd, permissionsBoundary, rolePath },
            { parent: this },
        );
        const chain = [
            ...cluster.running,
            ...argocd.installation,
            ...registrations,
            ...access.authorization,
        ];
        const registered = this.register(name, bootstrap, argocd, access, chain);
        const given = transformed<k8s.apiextensions.CustomResourceArgs>(
            transform?.application,
            `${name}-application`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "Application",
                metadata: {
                    name: bootstrapApplicationName(fleet),
                    namespace,
                    ...(bootstrap.onDelete === "cascade" ? { finalizers: [CASCADE] } : {}),
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
                customTimeouts: { delete: "10m" },
            },
        );
        const application = new k8s.apiextensions.CustomResource(...given);
        const facts: pulumi.Output<ChainFacts> = pulumi.output({
            argoRoleUniqueId: role.roleUniqueId,
            deployerRoleUniqueId: access.roleUniqueId,
            trustPolicies: [role.trustPolicy, access.trustPolicy],
            endpoint: cluster.clusterEndpoint,
            scope: namespace,
        });
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...cluster.reach,
                kind: "Application",
                namespace,
                name: bootstrapApplicationName(fleet),
                facts: {
                    spec: given[1]["spec"] as pulumi.Inputs,
                    chain: facts,
                    uid: application.metadata.uid,
                },
                chain: roleChain({
                    argoRole: { arn: role.roleArn, trustPolicy: role.trustPolicy },
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
        { repoUrl }: AppOfAppsConfig,
        { cluster, namespace, role: { fleet } }: ArgoCdRef,
        access: ArgoCdBootstrapRole,
        chain: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        const { reach } = cluster;
        const server = cluster.clusterEndpoint.apply(bootstrapServer);
        const metadata = { name: bootstrapName(fleet), namespace };
        const appProject = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata,
        } as const;
        const spec = server.apply((server) => bootstrapProject({ server, namespace, repoUrl }));
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

/** The registration takes the namespaces of a scope only; the role's own RBAC decides what is allowed in them. */
const NO_RIGHTS = { existing: true, secrets: false, roles: false } as const;
