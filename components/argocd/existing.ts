import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { AgentConfig, AgentWorkload } from "../../lib/agent/types";
import { podAnnotations, serviceAccountAnnotations } from "../../lib/argocd/identity";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";

export interface PatchExistingArgs extends Pick<AgentConfig, "identity" | "namespace"> {
    readonly parent: pulumi.Resource;
    /** The parts that reach clusters, by a key that is part of names. */
    readonly workloads: Readonly<Record<string, AgentWorkload>>;
    /** ARN of role argocd. */
    readonly roleArn: string;
    /** What must exist before the pods restart: the role, and the issuer of their tokens. */
    readonly prerequisites: readonly pulumi.Resource[];
}

/**
 * Gives role argocd to an existing Argo CD: annotations on the ServiceAccounts that reach clusters, and one on their
 * pods' templates, so that pods restart when the role changes. Both are patches of single fields; destroying them removes
 * these fields. Everything else is left as it is: settings (in-cluster destination, `resource.respectRBAC`, tracking),
 * project `default`, RBAC, resource definitions, replicas, images, Secrets.
 */
export function patchExisting(name: string, args: PatchExistingArgs): readonly pulumi.Resource[] {
    const { identity, namespace, parent, roleArn } = args;
    const parts = Object.entries(args.workloads);
    const accounts =
        identity === "podIdentity"
            ? []
            : parts.map(
                  ([part, { serviceAccount }]) =>
                      new k8s.core.v1.ServiceAccountPatch(
                          `${name}-${part}-account`,
                          {
                              metadata: {
                                  name: serviceAccount,
                                  namespace,
                                  annotations: {
                                      ...FORCED_PATCH,
                                      ...serviceAccountAnnotations({ identity, roleArn }),
                                  },
                              },
                          },
                          { parent, dependsOn: [...args.prerequisites] },
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
                spec: {
                    template: {
                        metadata: {
                            annotations: podAnnotations({ identity, roleArn }),
                        },
                    },
                },
            },
            // Pods get the role's variables when they start, from the annotated ServiceAccount.
            { parent, dependsOn: [...args.prerequisites, ...accounts] },
        );
    });
    return [...accounts, ...pods];
}
