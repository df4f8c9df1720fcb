import * as pulumi from "@pulumi/pulumi";

import { ArgoClusterRegistration } from "../argocd/argoClusterRegistration";
import { DeployerRole } from "../trust/deployerRole";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { Guestbook } from "../argocd/guestbook";
import { harnessTarget } from "../harness/harnessTarget";
import type { HubRef } from "./hubRef";
import { accessArgs } from "../../lib/kubernetes/access";
import type { GuestbookConfig } from "../../lib/fleet/guestbook";
import type { TargetConfig } from "../../lib/fleet/target";
import { mappingOf, type ExistingClusterFacts } from "../../lib/cluster/existing";
import type { TargetNames } from "../../lib/fleet/names";
import type { HarnessRegistration } from "../../lib/harness/registration";
import { TargetCluster } from "../cluster/targetCluster";

export interface FleetTargetArgs {
    readonly fleet: string;
    /** What the fleet's clusters are for: `production` or `nonproduction`. */
    readonly environment: string;
    readonly target: TargetConfig;
    readonly names: TargetNames;
    readonly hub: HubRef;
    /** Role argocd's permission for this stack's targets. */
    readonly permissions: readonly pulumi.Resource[];
    /** Facts that were looked up about an existing cluster. @default none: the cluster is created */
    readonly existing?: ExistingClusterFacts;
    /** The sample application. @default none */
    readonly guestbook?: GuestbookConfig;
}

/**
 * Everything of one target, in its own account and in the hub: cluster, Deployer role, registration, guestbook. It is one
 * resource to rename, to move to another stack or to delete.
 */
export class FleetTarget extends pulumi.ComponentResource {
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

    constructor(name: string, args: FleetTargetArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:FleetTarget", name, {}, opts);

        const { hub, names, target } = args;
        const cluster = this.reachCluster(name, args);
        const place = target.cluster;
        const deployer = new DeployerRole(
            `${name}-deployer`,
            {
                argoRole: hub.role,
                cluster,
                access: accessArgs(target.access),
                fleet: args.fleet,
                roleName: names.deployerRoleName,
                rolePath: place.roleSettings.path,
                permissionsBoundary: place.roleSettings.permissionsBoundaryArn,
                mapping: place.kind === "existing" ? mappingOf(place.awsAuth) : "accessEntry",
            },
            { parent: this },
        );
        const registration = new ArgoClusterRegistration(
            `${name}-registration`,
            {
                argocd: hub,
                cluster,
                deployerRole: deployer,
                registrationName: names.registrationName,
                displayName: target.displayName,
                sourceRepos: target.sourceRepos,
                labels: target.labels,
                annotations: target.annotations,
                shard: target.shard,
                environment: args.environment,
                permissions: args.permissions,
                secretBy: hub.harness?.argoCd === "managed" ? "harness" : "program",
            },
            { parent: this },
        );
        if (args.guestbook !== undefined) {
            const { deletion, namespace, path, repoUrl, targetRevision } = args.guestbook;
            new Guestbook(
                `${name}-guestbook`,
                { registration, deletion, namespace, path, repoUrl, targetRevision },
                { parent: this },
            );
        }

        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.deployerRoleArn = deployer.roleArn;
        this.awsAuthEntry = deployer.awsAuthEntry;
        this.registrationName = names.registrationName;
        this.harness =
            hub.harness === undefined
                ? undefined
                : harnessTarget({
                      harness: hub.harness.scope,
                      registrationName: names.registrationName,
                      target,
                      cluster,
                      environment: args.environment,
                      deployerRoleArn: deployer.roleArn,
                  });
        this.registerOutputs({ deployerRoleArn: this.deployerRoleArn });
    }

    private reachCluster(name: string, args: FleetTargetArgs): ConnectedCluster {
        const { hub, target } = args;
        if (target.args === undefined) {
            return hub.cluster;
        }
        const cluster = new TargetCluster(
            `${name}-cluster`,
            {
                ...target.args,
                identity: name,
                hubEgressCidrs: hub.egressCidrs,
                facts: args.existing,
            },
            { parent: this },
        );
        return cluster;
    }
}
