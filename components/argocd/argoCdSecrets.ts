import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { AdminCredential } from "../../lib/argocd/adminCredential";
import { SSO_SECRET_LABEL, SSO_SECRET_NAME, ssoSecrets } from "../../lib/argocd/sso";
import type { SsoConfig } from "../../lib/argocd/types";
import { secretData } from "../../lib/kubernetes/objects";

export interface ArgoCdSecretsArgs {
    /** The agent's. */
    readonly namespace: k8s.core.v1.Namespace;
    readonly sso: SsoConfig | undefined;
    /** Values of the secrets that `sso` names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** The admin's password, if it does not exist yet; undefined if Argo CD generates it or has no admin. */
    readonly newAdminCredential: pulumi.Input<AdminCredential> | undefined;
    /** The cluster; undefined if this stack does not own it. */
    readonly deletedWith: pulumi.Resource | undefined;
}

/**
 * Secrets that Argo CD needs before it starts: the identity provider's, and the admin's password, which is generated once
 * and kept encrypted in the state. Replacing the Stash (`pulumi up --replace`) generates another. A part of ArgoCd.
 */
export class ArgoCdSecrets extends pulumi.ComponentResource {
    /** A secret; undefined unless this program generates it. */
    public readonly adminCredential: pulumi.Output<AdminCredential> | undefined;
    /** Argo CD's pods depend on these. */
    public readonly objects: readonly pulumi.Resource[];

    constructor(name: string, args: ArgoCdSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCdSecrets", name, {}, opts);

        const named = ssoSecrets(args.sso);
        const values = Object.fromEntries(
            Object.entries(named).map(([field, key]) => [field, args.secrets[key]!]),
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
                          { parent: this, deletedWith: args.deletedWith },
                      ),
                  ];
        const stash =
            args.newAdminCredential === undefined
                ? undefined
                : new pulumi.Stash(
                      `${name}-admin`,
                      { input: pulumi.secret(args.newAdminCredential) },
                      // Every run generates another; the first is kept.
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
}
