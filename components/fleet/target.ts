import * as pulumi from "@pulumi/pulumi";

import { ArgoClusterRegistration } from "../argocd/argoClusterRegistration";
import { Guestbook, type GuestbookArgs } from "../argocd/guestbook";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { TargetCluster, type TargetClusterArgs } from "../cluster/targetCluster";
import { harnessTarget } from "../harness/harnessTarget";
import { DeployerRole } from "../trust/deployerRole";
import { GUESTBOOK_DEFAULTS } from "../../lib/argocd/guestbook";
import type { FleetArgs } from "../../lib/cluster/args";
import { mappingOf } from "../../lib/cluster/existing";
import type { HarnessRegistration } from "../../lib/harness/registration";
import type { AccessArgs } from "../../lib/kubernetes/access";
import { deployerRoleName, registrationName } from "../../lib/naming/names";
import type { HubRef } from "./hubRef";

/** What a target needs besides its cluster: the keys of the stack file's targets. */
export interface TargetSettings {
    /** The hub that deploys: component Hub, or the hub of another stack. */
    readonly hub: HubRef;
    /** How far Argo CD reaches on the cluster: `"cluster"` for cluster-admin, or namespaces. */
    readonly access: AccessArgs;
    /** Name in Argo CD, used as `destination.name`. It may change. @default the component's name */
    readonly displayName?: string;
    /** Repositories that the target's Applications may use as sources; the guestbook's is added. @default none */
    readonly sourceRepos?: readonly string[];
    /** Labels of the registration, for cluster generators. @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of the registration, for templates of generators. @default none */
    readonly annotations?: Readonly<Record<string, string>>;
    /** Shard of the application controller that watches the cluster. @default Argo CD chooses */
    readonly shard?: number;
    /** How the Deployer role is mapped on an existing cluster without access entries. @default an access entry */
    readonly awsAuth?: "patch" | "manual";
    /** The sample application; `true` for its defaults. @default none */
    readonly guestbook?: true | Omit<GuestbookArgs, "registration">;
    /**
     * Resources that allow role argocd to assume the Deployer role, such as ArgoRolePermissions.attachments.
     * @default an inline policy on role argocd: pass ArgoRolePermissions for more than some 50 targets
     */
    readonly permissions?: readonly pulumi.Resource[];
}

/** The management cluster as a target of its own hub. */
export interface ManagementTargetArgs extends FleetArgs {
    readonly management: true;
}

/** A cluster of the target's own, created or existing. */
export type ClusterOfTargetArgs = TargetClusterArgs & { readonly management?: undefined };

export type TargetArgs = TargetSettings & (ManagementTargetArgs | ClusterOfTargetArgs);

/**
 * Everything of one target, in its own account and in the hub: cluster, Deployer role, registration, guestbook. It is one
 * resource to rename, to move to another stack or to delete. Its name is part of role names and must never change.
 *
 * Pass the AWS provider of the cluster's account and region.
 *
 * @throws ConfigError with every problem of the arguments
 * @example
 * new Target(
 *     "testing",
 *     {
 *         hub,
 *         accountId: "222222222222",
 *         region: "eu-west-1",
 *         clusterName: "testing",
 *         operatorCidrs: ["203.0.113.0/24"],
 *         provisionerRoleName: "Provisioner",
 *         access: { namespaces: { default: { existing: true } } },
 *         guestbook: true,
 *     },
 *     { providers: [awsTesting] },
 * );
 */
export class Target extends pulumi.ComponentResource {
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    /** Known at preview. */
    public readonly deployerRoleArn: string;
    /** The entry to paste into aws-auth if the target maps its role by hand. Known at preview, so that it can be pasted in time. */
    public readonly awsAuthEntry: string | undefined;
    /** Name of the registration Secret and of the AppProject. */
    public readonly registrationName: string;
    /** The settings to enter in Harness; undefined if the agent is Argo CD. */
    public readonly harness: pulumi.Output<HarnessRegistration> | undefined;

    constructor(name: string, args: TargetArgs, opts?: pulumi.ComponentResourceOptions) {
        const { hub, access, displayName = name, sourceRepos = [], ...others } = args;
        const { labels = {}, annotations = {}, shard, awsAuth, guestbook, ...rest } = others;
        const { permissions, ...place } = rest;
        const { fleet = hub.role.fleet, environment = "nonproduction" } = place;
        const registrationOf = registrationName(fleet, name);
        super(
            "eks-gitops-fleet:index:Target",
            name,
            { fleet, environment, access, displayName, sourceRepos, labels, annotations, shard },
            opts,
        );

        const cluster =
            place.management === true
                ? hub.cluster
                : this.createCluster(name, { ...place, fleet }, hub);
        const deployer = new DeployerRole(
            `${name}-deployer`,
            {
                argoRole: hub.role,
                cluster,
                access,
                fleet,
                // By the target's name, not by the role component's.
                roleName: deployerRoleName(fleet, name),
                rolePath: place.rolePath,
                permissionsBoundary: place.permissionsBoundary,
                mapping:
                    place.management === true || place.existing === undefined
                        ? "accessEntry"
                        : mappingOf(awsAuth),
            },
            { parent: this },
        );
        const sample = guestbook === true ? {} : guestbook;
        const registration = new ArgoClusterRegistration(
            `${name}-registration`,
            {
                argocd: hub,
                cluster,
                deployerRole: deployer,
                registrationName: registrationOf,
                displayName,
                sourceRepos: [
                    ...new Set([
                        ...sourceRepos,
                        ...(sample === undefined
                            ? []
                            : [sample.repoUrl ?? GUESTBOOK_DEFAULTS.repoUrl]),
                    ]),
                ],
                labels,
                annotations,
                shard,
                environment,
                permissions,
                secretBy: hub.harness?.argoCd === "managed" ? "harness" : "program",
            },
            { parent: this },
        );
        if (sample !== undefined) {
            new Guestbook(`${name}-guestbook`, { ...sample, registration }, { parent: this });
        }

        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.deployerRoleArn = deployer.roleArn;
        this.awsAuthEntry = deployer.awsAuthEntry;
        this.registrationName = registrationOf;
        this.harness =
            hub.harness === undefined
                ? undefined
                : harnessTarget({
                      harness: hub.harness.scope,
                      registrationName: registrationOf,
                      target: { access: deployer.access, displayName, labels, annotations, shard },
                      cluster,
                      environment,
                      deployerRoleArn: deployer.roleArn,
                  });
        this.registerOutputs({ deployerRoleArn: this.deployerRoleArn });
    }

    private createCluster(
        name: string,
        { management, ...args }: ClusterOfTargetArgs,
        hub: HubRef,
    ): ConnectedCluster {
        return new TargetCluster(
            `${name}-cluster`,
            { ...args, identity: name, hubEgressCidrs: hub.egressCidrs },
            { parent: this },
        );
    }
}
