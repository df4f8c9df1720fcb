import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { EnforcedObjects, type ClusterReach } from "../cluster/enforcedObjects";
import { clusterSecretData, type ClusterRegistration } from "../../lib/argocd/clusterSecret";
import { enforced } from "../../lib/kubernetes/enforced";
import { secretData } from "../../lib/kubernetes/objects";

export interface ClusterSecretArgs {
    readonly name: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** The label by which Argo CD finds the Secret is among them. */
    readonly labels: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** @default none */
    readonly annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    readonly registration: pulumi.Output<ClusterRegistration>;
    /** Acts in the management cluster: what the Secret says is enforced. */
    readonly reach: ClusterReach;
}

/** The Secret by which Argo CD knows a cluster; its data is enforced. It contains no credential. */
export function clusterSecret(
    name: string,
    args: ClusterSecretArgs,
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    const metadata = { name: args.name, namespace: args.namespace };
    // No credential, but hidden in previews nevertheless.
    const data = pulumi.secret(args.registration.apply(clusterSecretData).apply(secretData));
    const secret = new k8s.core.v1.Secret(
        `${name}-secret`,
        {
            metadata: {
                ...metadata,
                labels: args.labels,
                ...(args.annotations === undefined ? {} : { annotations: args.annotations }),
            },
            type: "Opaque",
            data,
        },
        opts,
    );
    const kept = new EnforcedObjects(
        `${name}-secret-enforced`,
        {
            ...args.reach,
            objects: data.apply((said) => [
                enforced({ apiVersion: "v1", kind: "Secret", metadata, data: said }),
            ]),
            secret: true,
        },
        { ...opts, dependsOn: [secret] },
    );
    return [secret, kept];
}
