import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdInstallation } from "./argoCdInstallation";
import { podAnnotations, serviceAccountAnnotations } from "../../lib/argocd/identity";
import type { AgentConfig, AgentWorkload } from "../../lib/agent/types";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";

export interface ArgoCdExistingArgs {
    /** Where it is and what its parts are called. */
    readonly argocd: Pick<AgentConfig, "identity" | "namespace"> & {
        readonly workloads: Readonly<Record<string, AgentWorkload>>;
    };
    /** ARN of role argocd. Plain: annotations are complete at preview. */
    readonly roleArn: string;
    /** What the identity needs before pods restart for it: the role, and what vouches for ServiceAccounts. */
    readonly prerequisites: readonly pulumi.Resource[];
}

/**
 * An Argo CD of somebody else's that is to have role argocd: annotations on the ServiceAccounts that reach clusters, and one on their
 * pods' templates, so that pods restart when the role changes. Both are patches of single fields; destroying them takes
 * these fields away. Everything else is left as it is: its settings (in-cluster destination, `resource.respectRBAC`,
 * tracking), project `default`, RBAC, resource definitions, replicas, images, Secrets.
 */
export class ArgoCdExisting extends pulumi.ComponentResource implements ArgoCdInstallation {
    public readonly installation: readonly pulumi.Resource[];
    /** It has one of its own. */
    public readonly adminPassword: undefined;

    constructor(name: string, args: ArgoCdExistingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCdExisting", name, {}, opts);

        const { identity, namespace } = args.argocd;
        const role = { identity, roleArn: args.roleArn };
        const parts = Object.entries(args.argocd.workloads);
        const annotations = serviceAccountAnnotations(role);
        const accounts =
            Object.keys(annotations).length === 0
                ? []
                : parts.map(
                      ([part, { serviceAccount }]) =>
                          new k8s.core.v1.ServiceAccountPatch(
                              `${name}-${part}-account`,
                              {
                                  metadata: {
                                      name: serviceAccount,
                                      namespace,
                                      annotations: { ...FORCED_PATCH, ...annotations },
                                  },
                              },
                              { parent: this, dependsOn: [...args.prerequisites] },
                          ),
                  );
        const pods = parts.map(([part, workload]) => {
            const Patch =
                workload.kind === "StatefulSet"
                    ? k8s.apps.v1.StatefulSetPatch
                    : k8s.apps.v1.DeploymentPatch;
            return new Patch(
                `${name}-${part}-pods`,
                {
                    metadata: { name: workload.name, namespace, annotations: FORCED_PATCH },
                    spec: { template: { metadata: { annotations: podAnnotations(role) } } },
                },
                // Pods get the role's variables when they start, from the annotated ServiceAccount.
                { parent: this, dependsOn: [...args.prerequisites, ...accounts] },
            );
        });

        this.installation = [...accounts, ...pods];
        this.registerOutputs();
    }
}
