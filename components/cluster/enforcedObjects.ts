import * as pulumi from "@pulumi/pulumi";

import { dynamicResourceProvider } from "../../providers/carried";
import { enforcedObjectsProvider } from "../../providers/enforcedObjects";
import type { EnforcedObject } from "../../lib/kubernetes/enforced";

/** How dynamic resources act in a cluster. */
export interface ClusterReach {
    readonly clusterArn: string;
    /** Acts as an administrator. Its credential is a command. */
    readonly kubeconfig: pulumi.Input<string>;
}

export interface EnforcedObjectsArgs extends ClusterReach {
    /** Objects that another resource of this stack creates: pass that one as `dependsOn`. */
    readonly objects: pulumi.Input<readonly EnforcedObject[]>;
    /** Keeps the objects out of previews, outputs and the readable state. @default false */
    readonly secret?: boolean;
}

/**
 * Objects whose fields are exactly what the program says. The Kubernetes provider does not see what somebody adds to a
 * list or a map: a rule of a Role, a subject of a RoleBinding, a destination of an AppProject. With this, a refresh shows
 * it and `pulumi up --refresh` takes it back. Deleting this resource leaves the objects alone; another cluster replaces it.
 */
export class EnforcedObjects extends pulumi.dynamic.Resource {
    constructor(name: string, args: EnforcedObjectsArgs, opts?: pulumi.CustomResourceOptions) {
        const { clusterArn, kubeconfig, objects, secret } = args;
        super(
            enforcedObjectsProvider,
            name,
            {
                clusterArn,
                kubeconfig,
                objects: secret === true ? pulumi.secret(objects) : objects,
                live: undefined,
            },
            {
                provider: dynamicResourceProvider(),
                ...opts,
                ...(secret === true ? { additionalSecretOutputs: ["live"] } : {}),
            },
            "eks-gitops-fleet",
            "EnforcedObjects",
        );
    }
}
