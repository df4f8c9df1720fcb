import * as k8s from "@pulumi/kubernetes";

import { ArgoCdSecrets } from "./argoCdSecrets";
import { emptyProject } from "./emptyProject";
import type { InstallArgs, Installed } from "./installed";
import { transformed } from "../transform";
import { installationFacts } from "../../lib/argocd/facts";
import { helmValues, mergedValues, type HelmValues } from "../../lib/argocd/helmValues";
import { ARGO_CD_CHART } from "../../lib/argocd/release";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";

export interface InstallChartArgs extends InstallArgs {
    /** The user's values, above the component's own. */
    readonly values: HelmValues | undefined;
}

/** Seconds that the release may take: new nodes have to pull the images. */
const TIMEOUT_SECONDS = 900;

/**
 * Installs Argo CD from upstream's Helm chart, with the same settings as from its manifests.
 * A Release and nothing else: helm.v4.Chart drops the hook that generates redis's password, and previews the deletion of
 * everything while a value is unknown. The name is fixed, since the Services are named after it, and the release atomic,
 * since a failed one would hold the name.
 */
export function installChart(name: string, args: InstallChartArgs): Installed {
    const { cluster, config, parent, region, values = {} } = args;
    const { chart, namespace } = config;
    const inCluster = { parent, deletedWith: cluster.cluster };
    const ownNamespace = new k8s.core.v1.Namespace(
        ...transformed<k8s.core.v1.NamespaceArgs>(
            args.transform?.namespace,
            `${name}-namespace`,
            { metadata: { name: namespace, labels: podSecurityLabels(config.podSecurity) } },
            inCluster,
        ),
    );
    const secrets = new ArgoCdSecrets(
        `${name}-secrets`,
        {
            namespace: ownNamespace,
            sso: config.sso,
            secrets: args.secrets,
            newAdminCredential: args.newAdminCredential,
            deletedWith: cluster.cluster,
        },
        { parent },
    );
    const own = helmValues(installationFacts(config, { region, roleArn: args.roleArn }));
    const release = new k8s.helm.v3.Release(
        ...transformed<k8s.helm.v3.ReleaseArgs>(
            args.transform?.release,
            `${name}-release`,
            {
                name: "argocd",
                namespace,
                ...(chart === undefined
                    ? { chart: ARGO_CD_CHART.address, version: ARGO_CD_CHART.version }
                    : { chart }),
                atomic: true,
                timeout: TIMEOUT_SECONDS,
                // Each revision is a Secret in the cluster.
                maxHistory: 3,
                values: mergedValues(
                    mergedValues(own, adminValues(secrets.adminCredential)),
                    values,
                ),
            },
            {
                ...inCluster,
                dependsOn: [...args.prerequisites, ownNamespace, ...secrets.objects],
            },
        ),
    );
    // The chart brings the definition of projects, so argocd-server starts first: until then its own project `default`
    // allows everything, to no cluster, since none is registered.
    const defaultProject = emptyProject(
        name,
        { namespace, reach: cluster.reach },
        { ...inCluster, dependsOn: [release] },
    );
    return {
        installation: [ownNamespace, ...secrets.objects, release, ...defaultProject],
        adminPassword: secrets.adminCredential?.apply(({ password }) => password),
    };
}

/** The admin's password: only these two are secret, so that previews still show the other values. */
function adminValues(credential: ArgoCdSecrets["adminCredential"]): HelmValues {
    return credential === undefined
        ? {}
        : {
              configs: {
                  secret: {
                      argocdServerAdminPassword: credential.apply(
                          ({ passwordHash }) => passwordHash,
                      ),
                      argocdServerAdminPasswordMtime: credential.apply(
                          ({ passwordMtime }) => passwordMtime,
                      ),
                  },
              },
          };
}
