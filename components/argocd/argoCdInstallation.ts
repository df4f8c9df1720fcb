import type * as pulumi from "@pulumi/pulumi";

import type { ClusterReach } from "../cluster/enforcedObjects";
import type { AdminCredential } from "../../lib/argocd/adminCredential";
import type { ArgoCdConfig } from "../../lib/argocd/types";

/** What every way of installing Argo CD needs to know. */
export interface ArgoCdInstallationArgs {
    readonly argocd: ArgoCdConfig;
    /** Region of the management cluster: where the agent asks for credentials. */
    readonly region: string;
    /** ARN of role argocd. Plain: annotations are complete at preview. */
    readonly roleArn: string;
    /** Values of the secret configuration keys that `argocd` names, by these names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * The admin's password, should it not exist yet; kept from then on. Needed where it is generated.
     * @default none
     */
    readonly newAdminCredential?: AdminCredential;
    /** What pods need, and what needs no pods is made without: nodes, the identity provider, the role. */
    readonly prerequisites: readonly pulumi.Resource[];
    /** Acts in the management cluster: what decides who may do what is enforced. */
    readonly reach: ClusterReach;
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/** An Argo CD that targets can be registered with. */
export interface ArgoCdInstallation {
    /** Whatever Argo CD works on depends on these. */
    readonly installation: readonly pulumi.Resource[];
    /** A secret; undefined where this program doesn't make it. */
    readonly adminPassword: pulumi.Output<string> | undefined;
}
