import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { AdminCredential } from "../../lib/argocd/adminCredential";
import { SSO_SECRET_LABEL, SSO_SECRET_NAME, ssoSecrets } from "../../lib/argocd/sso";
import type { SsoConfig } from "../../lib/argocd/types";
import { secretData } from "../../lib/kubernetes/objects";

export interface ArgoCdSecretsArgs {
    /** The agent's. */
    readonly namespace: k8s.core.v1.Namespace;
    /** @default none */
    readonly sso?: SsoConfig;
    /** Values of the secret configuration keys that `sso` names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** The admin's password, should it not exist yet. @default Argo CD makes one, or needs none */
    readonly newAdminCredential?: AdminCredential;
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/**
 * What Argo CD must be told in confidence before it starts: the identity provider's secrets, and the admin's password,
 * which is made once and kept encrypted in the state. Replacing the Stash (`pulumi up --replace`) makes another.
 */
export class ArgoCdSecrets extends pulumi.ComponentResource {
    /** A secret; undefined where this program doesn't make it. */
    public readonly adminCredential: pulumi.Output<AdminCredential> | undefined;
    /** What must be there before Argo CD's pods. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(name: string, args: ArgoCdSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCdSecrets", name, {}, opts);

        const named = ssoSecrets(args.sso);
        const values = Object.fromEntries(
            Object.entries(named).map(([field, key]) => [field, this.secretOf(key, name, args)]),
        );
        const sso =
            Object.keys(named).length === 0
                ? []
                : [
                      new k8s.core.v1.Secret(
                          `${name}-sso`,
                          {
                              metadata: {
                                  name: SSO_SECRET_NAME,
                                  namespace: args.namespace.metadata.name,
                                  labels: SSO_SECRET_LABEL,
                              },
                              type: "Opaque",
                              data: pulumi.secret(pulumi.output(values).apply(secretData)),
                          },
                          {
                              parent: this,
                              ...(args.deletedWith === undefined
                                  ? {}
                                  : { deletedWith: args.deletedWith }),
                          },
                      ),
                  ];
        const stash =
            args.newAdminCredential === undefined
                ? undefined
                : new pulumi.Stash(
                      `${name}-admin`,
                      { input: pulumi.secret(args.newAdminCredential) },
                      // Every run brings another; the first is kept.
                      {
                          parent: this,
                          ignoreChanges: ["input"],
                          additionalSecretOutputs: ["input", "output"],
                      },
                  );

        this.adminCredential =
            stash === undefined
                ? undefined
                : pulumi.secret(stash.output as pulumi.Output<AdminCredential>);
        this.objects = sso;
        this.registerOutputs();
    }

    private secretOf(key: string, name: string, args: ArgoCdSecretsArgs): pulumi.Input<string> {
        const value = args.secrets[key];
        if (value === undefined) {
            throw new pulumi.ResourceError(
                `ArgoCdSecrets ${name}: 'secrets' has no ${key}, which 'sso' names; pass the value of that secret configuration key.`,
                this,
            );
        }
        return value;
    }
}
