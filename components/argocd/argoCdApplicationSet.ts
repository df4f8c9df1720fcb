import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "./argoCdRef";
import { inClusterOpts } from "./inCluster";
import { ArgoCdVerification } from "./argoCdVerification";
import { transformed, type Transform } from "../transform";
import type { ApplicationSetArgs } from "../../lib/argocd/args";
import { bootstrapApplicationName, bootstrapApplicationSet } from "../../lib/argocd/bootstrap";
import { resolveApplicationSet } from "../../lib/argocd/resolve";

/** The keys of the stack file's section `argocd.bootstrap`, and the Argo CD that they are for. */
export interface ArgoCdApplicationSetArgs extends Omit<ApplicationSetArgs, "kind"> {
    readonly argocd: ArgoCdRef;
    /** Every registration: Applications are created after them and deleted before them. @default none */
    readonly registrations?: readonly pulumi.Resource[];
    /** Changes children before they are created. @default none */
    readonly transform?: {
        readonly applicationSet?: Transform<k8s.apiextensions.CustomResourceArgs>;
    };
}

/**
 * An Application of each directory of a repository on each registered cluster, each in its cluster's own project. It
 * needs no access to the management cluster: Pulumi creates the ApplicationSet, and its controller the Applications.
 *
 * @example
 * new ArgoCdApplicationSet("bootstrap", {
 *     argocd,
 *     repoUrl: "https://git.example.com/fleet.git",
 *     path: "apps",
 *     registrations: [testing],
 * });
 *
 * @throws ConfigError with everything wrong with the arguments
 */
export class ArgoCdApplicationSet extends pulumi.ComponentResource {
    constructor(
        name: string,
        args: ArgoCdApplicationSetArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { argocd, registrations = [], transform, ...settings } = args;
        const bootstrap = resolveApplicationSet(settings, `ArgoCdApplicationSet ${name}`);
        const { cluster, installation, namespace } = argocd;
        const { fleet } = argocd.role;
        super(
            "eks-gitops-fleet:index:ArgoCdApplicationSet",
            name,
            { ...bootstrap, fleet, agentNamespace: namespace },
            inClusterOpts(opts, cluster),
        );

        const setName = bootstrapApplicationName(fleet);
        const given = transformed<k8s.apiextensions.CustomResourceArgs>(
            transform?.applicationSet,
            `${name}-set`,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "ApplicationSet",
                metadata: { name: setName, namespace },
                spec: bootstrapApplicationSet(bootstrap),
            },
            {
                parent: this,
                dependsOn: [...cluster.running, ...installation, ...registrations],
                customTimeouts: { delete: "10m" },
            },
        );
        const set = new k8s.apiextensions.CustomResource(...given);
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...cluster.reach,
                kind: "ApplicationSet",
                namespace,
                name: setName,
                facts: { spec: given[1]["spec"] as pulumi.Inputs, uid: set.metadata.uid },
            },
            { parent: this, dependsOn: [set] },
        );
        this.registerOutputs();
    }
}
