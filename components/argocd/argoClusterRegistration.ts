import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { clusterSecret } from "./clusterSecret";
import type { ClusterRef } from "../cluster/clusterRef";
import { EnforcedObjects, type ClusterReach } from "../cluster/enforcedObjects";
import { targetProject } from "../../lib/argocd/projects";
import type { TargetConfig } from "../../lib/fleet/target";
import { enforced } from "../../lib/kubernetes/enforced";
import { targetMetadata } from "./targetMetadata";

export interface ArgoClusterRegistrationArgs {
    /** Name of the Secret and of the AppProject, unique in the agent's namespace. */
    readonly registrationName: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** Name, scope, repositories and labels of the target. Plain: they decide what the objects say at preview. */
    readonly target: TargetConfig;
    readonly cluster: ClusterRef;
    /** What the fleet's clusters are for: a label that generators select by. */
    readonly environment: string;
    readonly deployerRoleArn: pulumi.Input<string>;
    /**
     * Who makes the Secret: this program, or Harness's agent once the cluster is entered in Harness.
     * @default program
     */
    readonly secretBy?: "program" | "harness";
    /** Acts in the management cluster: what the objects say is enforced. */
    readonly reach: ClusterReach;
    /** Agent, roles, mapping and RBAC: Argo CD uses the cluster as soon as it knows it. */
    readonly chain: readonly pulumi.Resource[];
}

/**
 * A target as Argo CD knows it: the labelled Secret, which holds no credential, and the AppProject that alone may use
 * it. Both live in the management cluster. A managed Argo CD of Harness's gets its Secrets from Harness: a second one for
 * the same API server would be used by chance.
 */
export class ArgoClusterRegistration extends pulumi.ComponentResource {
    /** Name of the AppProject, once it exists. */
    public readonly project: pulumi.Output<string>;
    /** The project, and the Secret where it is ours: Applications depend on these. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoClusterRegistrationArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoClusterRegistration", name, {}, opts);

        const { cluster, namespace, registrationName, target } = args;
        const { access, displayName } = target;
        const appProject = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: registrationName, namespace },
        } as const;
        const spec = cluster.clusterEndpoint.apply((endpoint) =>
            targetProject({
                displayName,
                endpoint,
                scope: access,
                sourceRepos: target.sourceRepos,
            }),
        );
        const project = new k8s.apiextensions.CustomResource(
            `${name}-project`,
            { ...appProject, spec },
            { parent: this, dependsOn: [...args.chain] },
        );
        const enforcedProject = new EnforcedObjects(
            `${name}-project-enforced`,
            {
                ...args.reach,
                objects: spec.apply((said) => [enforced({ ...appProject, spec: said })]),
            },
            { parent: this, dependsOn: [project] },
        );
        const secret = args.secretBy === "harness" ? [] : this.secret(name, args, project);

        this.project = project.metadata.name;
        this.objects = [project, enforcedProject, ...secret];
        this.registerOutputs({ project: this.project });
    }

    private secret(
        name: string,
        args: ArgoClusterRegistrationArgs,
        project: pulumi.Resource,
    ): readonly pulumi.Resource[] {
        const { cluster, environment, namespace, registrationName, target } = args;
        const { access, displayName, shard } = target;
        const metadata = targetMetadata(target, cluster, environment);
        return clusterSecret(
            name,
            {
                name: registrationName,
                namespace,
                labels: metadata.labels,
                annotations: metadata.annotations,
                reach: args.reach,
                registration: pulumi
                    .output({
                        clusterName: cluster.clusterName,
                        endpoint: cluster.clusterEndpoint,
                        certificateAuthorityData: cluster.clusterCertificateAuthorityData,
                        deployerRoleArn: args.deployerRoleArn,
                    })
                    .apply((found) => ({
                        ...found,
                        displayName,
                        scope: access,
                        project: registrationName,
                        ...(shard === undefined ? {} : { shard }),
                    })),
            },
            { parent: this, dependsOn: [project, ...args.chain] },
        );
    }
}
