import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdInstallation, ArgoCdInstallationArgs } from "./argoCdInstallation";
import { ArgoCdSecrets } from "./argoCdSecrets";
import { emptyProject } from "./emptyProject";
import { installationFacts } from "../../lib/argocd/facts";
import { helmValues } from "../../lib/argocd/helmValues";
import { ARGO_CD_CHART } from "../../lib/argocd/release";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";

export type ArgoCdReleaseArgs = ArgoCdInstallationArgs;

/** Seconds that the release may take: images are pulled by new nodes. */
const TIMEOUT_SECONDS = 900;

/**
 * Argo CD from upstream's Helm chart, with the same settings as from its manifests.
 * A Release and nothing else: helm.v4.Chart drops the hook that makes redis's password, and previews the deletion of
 * everything while a value is unknown. The name is fixed, since the Services are named after it, and the release atomic,
 * since a half-made one would hold the name.
 */
export class ArgoCdRelease extends pulumi.ComponentResource implements ArgoCdInstallation {
    public readonly installation: readonly pulumi.Resource[];
    public readonly adminPassword: pulumi.Output<string> | undefined;

    constructor(name: string, args: ArgoCdReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCdRelease", name, {}, opts);

        const { chart, namespace, sso } = args.argocd;
        const inCluster = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        const ownNamespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            { metadata: { name: namespace, labels: podSecurityLabels(args.argocd.podSecurity) } },
            inCluster,
        );
        const secrets = new ArgoCdSecrets(
            `${name}-secrets`,
            {
                ...args,
                namespace: ownNamespace,
                ...(sso === undefined ? {} : { sso }),
            },
            { parent: this },
        );
        const values = helmValues(installationFacts(args.argocd, args));
        const release = new k8s.helm.v3.Release(
            `${name}-release`,
            {
                name: "argocd",
                namespace,
                ...(chart === undefined
                    ? { chart: ARGO_CD_CHART.address, version: ARGO_CD_CHART.version }
                    : { chart }),
                atomic: true,
                timeout: TIMEOUT_SECONDS,
                // Each revision is a Secret of the cluster's.
                maxHistory: 3,
                values:
                    secrets.adminCredential === undefined
                        ? values
                        : withAdmin(values, secrets.adminCredential),
            },
            {
                ...inCluster,
                dependsOn: [...args.prerequisites, ownNamespace, ...secrets.objects],
            },
        );
        // The chart's own definitions come with it, so argocd-server is first: its project allows everything until then,
        // to no cluster, since none is registered.
        const defaultProject = emptyProject(
            name,
            { namespace, reach: args.reach },
            { ...inCluster, dependsOn: [release] },
        );

        this.installation = [ownNamespace, ...secrets.objects, release, ...defaultProject];
        this.adminPassword = secrets.adminCredential?.apply(({ password }) => password);
        this.registerOutputs();
    }
}

/** The values with the admin's password: only these two are secret, so that previews still show the rest. */
function withAdmin(
    values: ReturnType<typeof helmValues>,
    credential: NonNullable<ArgoCdSecrets["adminCredential"]>,
): Record<string, unknown> {
    return {
        ...values,
        configs: {
            ...(values["configs"] as object),
            secret: {
                argocdServerAdminPassword: credential.apply(({ passwordHash }) => passwordHash),
                argocdServerAdminPasswordMtime: credential.apply(
                    ({ passwordMtime }) => passwordMtime,
                ),
            },
        },
    };
}
