import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
    REPOSITORY_SECRET_LABEL,
    repositorySecretData,
    repositorySecretKey,
    repositorySecretName,
} from "../../lib/argocd/repositories";
import type { RepositoryConfig } from "../../lib/argocd/types";
import { secretData } from "../../lib/kubernetes/objects";

export interface ArgoCdRepositoriesArgs {
    readonly fleet: string;
    /** Namespace of the agent. */
    readonly namespace: string;
    /** By a key that is part of names. */
    readonly repositories: Readonly<Record<string, RepositoryConfig>>;
    /** Values of the secret configuration keys that the repositories name. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** The agent, or its namespace alone. */
    readonly installation: readonly pulumi.Resource[];
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/** Credentials of private repositories: a labelled Secret each, which only Argo CD reads. */
export class ArgoCdRepositories extends pulumi.ComponentResource {
    /** Applications depend on these. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: ArgoCdRepositoriesArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("eks-gitops-fleet:index:ArgoCdRepositories", name, {}, opts);

        this.objects = Object.entries(args.repositories).map(
            ([key, repository]) =>
                new k8s.core.v1.Secret(
                    `${name}-${key}`,
                    {
                        metadata: {
                            name: repositorySecretName(args.fleet, key),
                            namespace: args.namespace,
                            labels: REPOSITORY_SECRET_LABEL,
                        },
                        type: "Opaque",
                        data: pulumi.secret(
                            pulumi
                                .output(this.secretOf(repository, name, args))
                                .apply((secret) =>
                                    secretData(repositorySecretData(key, repository, secret)),
                                ),
                        ),
                    },
                    {
                        parent: this,
                        dependsOn: [...args.installation],
                        ...(args.deletedWith === undefined
                            ? {}
                            : { deletedWith: args.deletedWith }),
                    },
                ),
        );
        this.registerOutputs();
    }

    private secretOf(
        repository: RepositoryConfig,
        name: string,
        args: ArgoCdRepositoriesArgs,
    ): pulumi.Input<string> {
        const key = repositorySecretKey(repository);
        const value = args.secrets[key];
        if (value === undefined) {
            throw new pulumi.ResourceError(
                `ArgoCdRepositories ${name}: 'secrets' has no ${key}, which a repository names; pass the value of that secret configuration key.`,
                this,
            );
        }
        return value;
    }
}
