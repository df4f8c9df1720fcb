import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { RegistrationRef } from "./argoClusterRegistration";
import { ArgoCdVerification } from "./argoCdVerification";
import { roleChain } from "./roleChain";
import { transformed, type Transform } from "../transform";
import {
    FINALIZERS,
    GUESTBOOK_DEFAULTS,
    guestbookSpec,
    type ChainFacts,
} from "../../lib/argocd/guestbook";
import { scopeNamespaces } from "../../lib/kubernetes/access";

export interface GuestbookArgs {
    /** The registered cluster that the guestbook is deployed to. Its `sourceRepos` must contain `repoUrl`. */
    readonly registration: RegistrationRef;
    /** Name of the Application, unique in Argo CD's namespace. @default the registration's name with -guestbook */
    readonly applicationName?: string;
    /** Namespace on the cluster; the Deployer role must have access to it. @default default */
    readonly namespace?: string;
    /** `https://` address of the repository. @default upstream's argocd-example-apps */
    readonly repoUrl?: string;
    /** Directory of the manifests in the repository. @default guestbook */
    readonly path?: string;
    /** Branch, tag or commit. @default HEAD */
    readonly targetRevision?: string;
    /** Whether deleting the Application deletes its workload or keeps it. @default cascade */
    readonly deletion?: "cascade" | "orphan";
    /** Changes the Application before it is created. Not its name: the verification refers to it. */
    readonly transform?: { readonly application?: Transform<k8s.apiextensions.CustomResourceArgs> };
}

/**
 * Upstream's guestbook on one cluster, deployed by Argo CD and verified. Every change is synced, `up` ends when the
 * Application is Synced and Healthy, and it fails if any link of the chain of roles is broken. Deleting the guestbook
 * deletes its workload first.
 *
 * @example
 * ```ts
 * new Guestbook("testing", { registration });
 * ```
 */
export class Guestbook extends pulumi.ComponentResource {
    constructor(name: string, args: GuestbookArgs, opts?: pulumi.ComponentResourceOptions) {
        const { registration } = args;
        const { argocd } = registration;
        const source = {
            namespace: args.namespace ?? GUESTBOOK_DEFAULTS.namespace,
            path: args.path ?? GUESTBOOK_DEFAULTS.path,
            repoUrl: args.repoUrl ?? GUESTBOOK_DEFAULTS.repoUrl,
            targetRevision: args.targetRevision ?? GUESTBOOK_DEFAULTS.targetRevision,
        };
        const { deletion = GUESTBOOK_DEFAULTS.deletion } = args;
        const { applicationName = `${registration.registrationName}-guestbook` } = args;
        super(
            "eks-gitops-fleet:index:Guestbook",
            name,
            { ...source, applicationName, deletion, destination: registration.displayName },
            // The Application is an object of the management cluster, whichever account its workload is in.
            pulumi.mergeOptions({ providers: [argocd.cluster.kubernetesProvider] }, opts),
        );

        const spec = registration.project.apply((project) =>
            guestbookSpec({ ...source, project, destination: registration.displayName }),
        );
        const application = new k8s.apiextensions.CustomResource(
            ...transformed<k8s.apiextensions.CustomResourceArgs>(
                args.transform?.application,
                `${name}-application`,
                {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "Application",
                    metadata: {
                        name: applicationName,
                        namespace: argocd.namespace,
                        ...FINALIZERS[deletion],
                    },
                    spec,
                },
                {
                    parent: this,
                    dependsOn: [...registration.chain],
                    customTimeouts: { delete: "10m" },
                },
            ),
        );
        new ArgoCdVerification(
            `${name}-verification`,
            {
                ...argocd.cluster.reach,
                kind: "Application",
                namespace: argocd.namespace,
                name: applicationName,
                facts: { spec, chain: chainFacts(registration), uid: application.metadata.uid },
                health: true,
                chain: roleChain({
                    argoRole: { arn: argocd.role.roleArn, trustPolicy: argocd.role.trustPolicy },
                    deployerRoleArn: registration.deployerRole.roleArn,
                    cluster: registration.cluster,
                    resource: { group: "apps", resource: "deployments" },
                    namespaces: scopeNamespaces(registration.deployerRole.access) ?? [],
                }),
            },
            { parent: this, dependsOn: [application] },
        );
        this.registerOutputs();
    }
}

function chainFacts({ argocd, cluster, deployerRole }: RegistrationRef): pulumi.Output<ChainFacts> {
    return pulumi.output({
        argoRoleUniqueId: argocd.role.roleUniqueId,
        deployerRoleUniqueId: deployerRole.roleUniqueId,
        trustPolicies: [argocd.role.trustPolicy, deployerRole.trustPolicy],
        endpoint: cluster.clusterEndpoint,
        scope: deployerRole.access,
    });
}
