import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "./argoCdRef";
import { inClusterOpts } from "./inCluster";
import { transformed, type Transform } from "../transform";
import type { RepositoryArgs } from "../../lib/argocd/args";
import {
    REPOSITORY_SECRET_LABEL,
    repositorySecretData,
    repositorySecretKey,
    repositorySecretName,
} from "../../lib/argocd/repositories";
import { resolveRepositories } from "../../lib/argocd/resolve";
import { secretData } from "../../lib/kubernetes/objects";

export interface ArgoCdRepositoriesArgs {
    /** The Argo CD that reads from them. */
    readonly argocd: ArgoCdRef;
    /** By a key that is part of names. */
    readonly repositories: Readonly<Record<string, RepositoryArgs>>;
    /** Values of the secrets that the repositories name, by these names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** Changes children before they are created. @default none */
    readonly transform?: { readonly secret?: Transform<k8s.core.v1.SecretArgs> };
}

/**
 * Credentials of private repositories: a labelled Secret each, which only Argo CD reads.
 *
 * @example
 * new ArgoCdRepositories("more", {
 *     argocd,
 *     repositories: { charts: { url: "git@git.example.com:charts.git", ssh: { privateKeySecret: "chartsKey" } } },
 *     secrets: { chartsKey: config.requireSecret("chartsKey") },
 * });
 *
 * @throws ConfigError with everything wrong with the arguments
 */
export class ArgoCdRepositories extends pulumi.ComponentResource {
    /** Applications depend on these. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoCdRepositoriesArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { argocd, secrets } = args;
        const { cluster, installation, namespace } = argocd;
        const { fleet } = argocd.role;
        const repositories = resolveRepositories(
            args.repositories,
            `ArgoCdRepositories ${name}`,
            secrets,
        );
        super(
            "eks-gitops-fleet:index:ArgoCdRepositories",
            name,
            { fleet, namespace, repositories },
            inClusterOpts(opts, cluster),
        );

        this.objects = Object.entries(repositories).map(
            ([key, repository]) =>
                new k8s.core.v1.Secret(
                    ...transformed<k8s.core.v1.SecretArgs>(
                        args.transform?.secret,
                        `${name}-${key}`,
                        {
                            metadata: {
                                name: repositorySecretName(fleet, key),
                                namespace,
                                labels: REPOSITORY_SECRET_LABEL,
                            },
                            type: "Opaque",
                            data: pulumi.secret(
                                pulumi
                                    .output(secrets[repositorySecretKey(repository)!]!)
                                    .apply((secret) =>
                                        secretData(repositorySecretData(key, repository, secret)),
                                    ),
                            ),
                        },
                        {
                            parent: this,
                            dependsOn: [...installation],
                            deletedWith: cluster.cluster,
                        },
                    ),
                ),
        );
        this.registerOutputs();
    }
}
