import * as pulumi from "@pulumi/pulumi";

import { ArgoClusterRegistration } from "../argocd/argoClusterRegistration";
import { DeployerRole, type DeployerMapping } from "../trust/deployerRole";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { Guestbook } from "../argocd/guestbook";
import { harnessTarget } from "../harness/harnessTarget";
import type { HubRef } from "./hubRef";
import { scopeNamespaces } from "../../lib/kubernetes/access";
import type { GuestbookConfig } from "../../lib/fleet/guestbook";
import type { TargetConfig } from "../../lib/fleet/target";
import { mappingOf, type ExistingClusterFacts } from "../../lib/cluster/existing";
import type { TargetNames } from "../../lib/fleet/names";
import type { HarnessRegistration } from "../../lib/harness/registration";
import { awsAuthEntry } from "../../lib/kubernetes/awsAuth";
import { deployerGroup, deployerUserName } from "../../lib/naming/names";
import { roleChain } from "../argocd/roleChain";
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
    /** What was looked up, where the cluster exists already. @default none */
    readonly existing?: ExistingClusterFacts;
    /** The sample application. @default none */
    readonly guestbook?: GuestbookConfig;
}

/** The cluster of the target, and how the Deployer role is mapped to a user there. */
interface Reached extends ConnectedCluster {
    readonly mapping: DeployerMapping;
}

/**
 * Everything of one target, in its own account and in the hub: cluster, Deployer role, registration, guestbook. One
 * resource to rename, to move to another stack or to take away.
 */
export class FleetTarget extends pulumi.ComponentResource {
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly deployerRoleArn: pulumi.Output<string>;
    /** The entry to paste into aws-auth, where that is done by hand: known at preview, so that it can be there in time. */
    public readonly awsAuthEntry: string | undefined;
    /** Name of the registration Secret and of the AppProject. */
    public readonly registrationName: string;
    /** What is entered in Harness, where the agent is Harness's. */
    public readonly harness: pulumi.Output<HarnessRegistration> | undefined;

    constructor(name: string, args: FleetTargetArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:FleetTarget", name, {}, opts);

        const { hub, names, target } = args;
        const reached = this.reachCluster(name, args);
        const deployer = new DeployerRole(
            `${name}-deployer`,
            {
                fleet: args.fleet,
                roleName: names.deployerRoleName,
                roleSettings: target.cluster.roleSettings,
                argoRoleArn: hub.argoRole.arn,
                argoRoleUniqueId: hub.argoRole.uniqueId,
                tagSession: hub.identity === "podIdentity",
                clusterName: reached.clusterName,
                mapping: reached.mapping,
                access: target.access,
                kubernetesProvider: reached.kubernetesProvider,
                reach: reached.reach,
                ...(reached.cluster === undefined ? {} : { deletedWith: reached.cluster }),
            },
            { parent: this },
        );
        const chain = [
            ...hub.ready,
            ...args.permissions,
            ...reached.running,
            ...deployer.authorization,
        ];
        const registration = new ArgoClusterRegistration(
            `${name}-registration`,
            {
                registrationName: names.registrationName,
                namespace: hub.agentNamespace,
                target,
                cluster: reached,
                environment: args.environment,
                deployerRoleArn: deployer.roleArn,
                reach: hub.cluster.reach,
                secretBy: hub.harness?.argoCd === "managed" ? "harness" : "program",
                chain,
            },
            { parent: this, providers: [hub.kubernetesProvider] },
        );
        if (args.guestbook !== undefined) {
            new Guestbook(
                `${name}-guestbook`,
                {
                    applicationName: `${names.registrationName}-guestbook`,
                    reach: hub.cluster.reach,
                    agentNamespace: hub.agentNamespace,
                    guestbook: args.guestbook,
                    project: registration.project,
                    destination: target.displayName,
                    facts: pulumi.output({
                        argoRoleUniqueId: hub.argoRole.uniqueId,
                        deployerRoleUniqueId: deployer.roleUniqueId,
                        trustPolicies: [hub.argoRole.trustPolicy, deployer.trustPolicy],
                        endpoint: reached.clusterEndpoint,
                        scope: target.access,
                    }),
                    roleChain: roleChain({
                        argoRole: hub.argoRole,
                        deployerRoleArn: deployer.roleArn,
                        cluster: reached,
                        resource: { group: "apps", resource: "deployments" },
                        namespaces: scopeNamespaces(target.access) ?? [],
                    }),
                    chain: [...chain, ...registration.objects],
                },
                { parent: this, providers: [hub.kubernetesProvider] },
            );
        }

        this.clusterArn = reached.clusterArn;
        this.clusterEndpoint = reached.clusterEndpoint;
        this.deployerRoleArn = deployer.roleArn;
        this.awsAuthEntry =
            reached.mapping.kind === "awsAuthManual"
                ? awsAuthEntry({
                      roleArn: names.deployerRoleArn,
                      userName: deployerUserName(args.fleet),
                      groups: [deployerGroup(args.fleet)],
                  })
                : undefined;
        this.registrationName = names.registrationName;
        this.harness =
            hub.harness === undefined
                ? undefined
                : harnessTarget({
                      harness: hub.harness.scope,
                      registrationName: names.registrationName,
                      target,
                      cluster: reached,
                      environment: args.environment,
                      deployerRoleArn: deployer.roleArn,
                  });
        this.registerOutputs({ deployerRoleArn: this.deployerRoleArn });
    }

    private reachCluster(name: string, args: FleetTargetArgs): Reached {
        const { hub, target } = args;
        if (target.args === undefined) {
            return withMapping(hub.cluster, { kind: "accessEntry" });
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
        return withMapping(cluster, deployerMapping(cluster, target.cluster));
    }
}

function withMapping(cluster: ConnectedCluster, mapping: DeployerMapping): Reached {
    return {
        clusterArn: cluster.clusterArn,
        clusterName: cluster.clusterName,
        clusterEndpoint: cluster.clusterEndpoint,
        clusterCertificateAuthorityData: cluster.clusterCertificateAuthorityData,
        vpcId: cluster.vpcId,
        kubernetesVersion: cluster.kubernetesVersion,
        kubernetesProvider: cluster.kubernetesProvider,
        reach: cluster.reach,
        running: cluster.running,
        cluster: cluster.cluster,
        mapping,
    };
}

function deployerMapping(
    { reach }: ConnectedCluster,
    place: TargetConfig["cluster"],
): DeployerMapping {
    const kind = place.kind === "existing" ? mappingOf(place.awsAuth) : "accessEntry";
    return kind === "awsAuthPatch" ? { kind, ...reach } : { kind };
}
