import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "./argoCdRef";
import { clusterSecret } from "./clusterSecret";
import { targetMetadata } from "./targetMetadata";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import { transformed, type Transform } from "../transform";
import type { ArgoRoleRef } from "../trust/argoRole";
import type { DeployerRoleRef } from "../trust/deployerRole";
import { targetProject } from "../../lib/argocd/projects";
import { policyText } from "../../lib/iam/documents";
import { assumeRolePermission } from "../../lib/iam/packs";
import { enforced } from "../../lib/kubernetes/enforced";
import { registrationName as defaultName } from "../../lib/naming/names";

/** A cluster that is registered with Argo CD, as applications on it know it. */
export interface RegistrationRef {
    readonly argocd: ArgoCdRef;
    readonly cluster: ConnectedCluster;
    readonly deployerRole: DeployerRoleRef;
    /** Name of the Secret and of the AppProject. */
    readonly registrationName: string;
    /** Name of the cluster in Argo CD: `destination.name`. */
    readonly displayName: string;
    /** Name of the AppProject, once it exists. */
    readonly project: pulumi.Output<string>;
    /** Pass as `dependsOn` to Applications: everything from routes to the registration. */
    readonly chain: readonly pulumi.Resource[];
}

export interface ArgoClusterRegistrationArgs {
    /** The Argo CD that deploys. */
    readonly argocd: ArgoCdRef;
    /** The cluster to register. */
    readonly cluster: ConnectedCluster;
    /** The role that Argo CD assumes to deploy to the cluster. */
    readonly deployerRole: DeployerRoleRef;
    /** Name of the Secret and of the AppProject, unique in Argo CD's namespace. @default <fleet>.<name> */
    readonly registrationName?: string;
    /** Name of the cluster in Argo CD, used as `destination.name`. It may change. @default the component's name */
    readonly displayName?: string;
    /** Repositories that Applications on the cluster may come from. @default none: add them before you deploy */
    readonly sourceRepos?: readonly string[];
    /** Labels of the Secret, for cluster generators; they override the component's own. @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of the Secret, for templates of generators; they override the component's own. @default none */
    readonly annotations?: Readonly<Record<string, string>>;
    /** Shard of the application controller that watches the cluster. @default Argo CD chooses */
    readonly shard?: number;
    /** What the fleet's clusters are for: label `environment`, which generators select by. @default nonproduction */
    readonly environment?: string;
    /**
     * Resources that allow role argocd to assume the Deployer role, such as ArgoRolePermissions.attachments. The
     * registration waits for them.
     * @default an inline policy on role argocd, created with that role's AWS provider. If role argocd belongs to another
     * stack, pass the hub account's provider in the options. IAM allows 10,240 characters of inline policies on a role: pass
     * ArgoRolePermissions for more than some 50 targets.
     */
    readonly permissions?: readonly pulumi.Resource[];
    /** Who creates the Secret: this program, or Harness's agent once the cluster is entered in Harness. @default program */
    readonly secretBy?: "program" | "harness";
    /** Changes the children before they are created. Not their names: each refers to the others by name. */
    readonly transform?: {
        readonly project?: Transform<k8s.apiextensions.CustomResourceArgs>;
        readonly permission?: Transform<aws.iam.RolePolicyArgs>;
    };
}

/**
 * Registers a cluster with Argo CD: role argocd's permission to assume the Deployer role, the AppProject that alone may
 * use the cluster, and the labeled Secret, which contains no credential. Project and Secret are objects of the management
 * cluster. They are created after everything that a deployment needs, because Argo CD uses the cluster at once, and they
 * are deleted before it. A managed Argo CD of Harness creates the Secrets itself: Argo CD would pick either of two
 * Secrets for the same API server.
 *
 * @example
 * ```ts
 * new ArgoClusterRegistration("testing", {
 *     argocd,
 *     cluster: testing,
 *     deployerRole: deployer,
 *     sourceRepos: ["https://github.com/acme/apps.git"],
 * });
 * ```
 */
export class ArgoClusterRegistration extends pulumi.ComponentResource implements RegistrationRef {
    public readonly argocd: ArgoCdRef;
    public readonly cluster: ConnectedCluster;
    public readonly deployerRole: DeployerRoleRef;
    /** Name of the Secret and of the AppProject. */
    public readonly registrationName: string;
    /** Name of the cluster in Argo CD: `destination.name`. */
    public readonly displayName: string;
    /** Name of the AppProject, once it exists. */
    public readonly project: pulumi.Output<string>;
    /** The project, and the Secret unless Harness creates it. */
    public readonly objects: readonly pulumi.Resource[];
    /** Pass as `dependsOn` to Applications: everything from routes to the registration. */
    public readonly chain: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoClusterRegistrationArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { argocd, cluster, deployerRole } = args;
        const { displayName = name, registrationName = defaultName(argocd.role.fleet, name) } =
            args;
        super(
            "eks-gitops-fleet:index:ArgoClusterRegistration",
            name,
            {
                annotations: args.annotations,
                clusterArn: cluster.clusterArn,
                deployerRoleArn: deployerRole.roleArn,
                displayName,
                environment: args.environment,
                labels: args.labels,
                managementClusterArn: argocd.cluster.clusterArn,
                namespace: argocd.namespace,
                registrationName,
                secretBy: args.secretBy,
                shard: args.shard,
                sourceRepos: args.sourceRepos,
            },
            // Most children are objects of the management cluster, whichever account the cluster is in.
            pulumi.mergeOptions({ providers: [argocd.cluster.kubernetesProvider] }, opts),
        );

        this.argocd = argocd;
        this.cluster = cluster;
        this.deployerRole = deployerRole;
        this.registrationName = registrationName;
        this.displayName = displayName;
        const chain = [
            ...argocd.cluster.running,
            ...argocd.installation,
            ...(args.permissions ?? [this.createPermission(name, args)]),
            ...cluster.running,
            ...deployerRole.authorization,
        ];
        const [project, enforcedProject] = this.createProject(name, args, chain);
        const secret =
            args.secretBy === "harness" ? [] : this.createSecret(name, args, [project, ...chain]);

        this.project = project.metadata.name;
        this.objects = [project, enforcedProject, ...secret];
        this.chain = [...chain, ...this.objects];
        this.registerOutputs({ project: this.project });
    }

    /** Allows role argocd to assume exactly this Deployer role. */
    private createPermission(
        name: string,
        { argocd: { role }, deployerRole, transform }: ArgoClusterRegistrationArgs,
    ): pulumi.Resource {
        const policy = assumeRolePermission(
            [deployerRole.roleArn],
            role.identity === "podIdentity",
        );
        return new aws.iam.RolePolicy(
            ...transformed<aws.iam.RolePolicyArgs>(
                transform?.permission,
                `${name}-permission`,
                { role: role.roleName, policy: policyText(policy) },
                { parent: this, provider: hubProvider(role) },
            ),
        );
    }

    private createProject(
        name: string,
        { sourceRepos = [], transform }: ArgoClusterRegistrationArgs,
        chain: readonly pulumi.Resource[],
    ): readonly [k8s.apiextensions.CustomResource, pulumi.Resource] {
        const { argocd, cluster, deployerRole, displayName } = this;
        const appProject = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: this.registrationName, namespace: argocd.namespace },
        } as const;
        const spec = cluster.clusterEndpoint.apply((endpoint) =>
            targetProject({ displayName, endpoint, scope: deployerRole.access, sourceRepos }),
        );
        const project = new k8s.apiextensions.CustomResource(
            ...transformed<k8s.apiextensions.CustomResourceArgs>(
                transform?.project,
                `${name}-project`,
                { ...appProject, spec },
                { parent: this, dependsOn: [...chain] },
            ),
        );
        const kept = new EnforcedObjects(
            `${name}-project-enforced`,
            {
                ...argocd.cluster.reach,
                objects: spec.apply((wanted) => [enforced({ ...appProject, spec: wanted })]),
            },
            { parent: this, dependsOn: [project] },
        );
        return [project, kept];
    }

    private createSecret(
        name: string,
        args: ArgoClusterRegistrationArgs,
        chain: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        const { argocd, cluster, deployerRole, displayName } = this;
        const { annotations = {}, environment = "nonproduction", labels = {}, shard } = args;
        const metadata = targetMetadata(cluster, { annotations, displayName, environment, labels });
        return clusterSecret(
            name,
            {
                name: this.registrationName,
                namespace: argocd.namespace,
                labels: metadata.labels,
                annotations: metadata.annotations,
                reach: argocd.cluster.reach,
                registration: pulumi
                    .output({
                        clusterName: cluster.clusterName,
                        endpoint: cluster.clusterEndpoint,
                        certificateAuthorityData: cluster.clusterCertificateAuthorityData,
                    })
                    .apply((found) => ({
                        ...found,
                        deployerRoleArn: deployerRole.roleArn,
                        displayName,
                        scope: deployerRole.access,
                        project: this.registrationName,
                        shard,
                    })),
            },
            { parent: this, dependsOn: [...chain] },
        );
    }
}

/** The provider of role argocd, whose policies are in the hub account. Undefined if another stack owns the role. */
function hubProvider(role: ArgoRoleRef): pulumi.ProviderResource | undefined {
    return pulumi.Resource.isInstance(role)
        ? role.getProvider("aws:iam/rolePolicy:RolePolicy")
        : undefined;
}
