import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCdSecrets } from "./argoCdSecrets";
import type { InstallArgs, Installed } from "./installed";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import { transformed } from "../transform";
import { adminSecretData, ARGO_CD_SECRET_NAME } from "../../lib/argocd/adminCredential";
import { installationFacts } from "../../lib/argocd/facts";
import {
    enforcedSettings,
    renderInstallation,
    separateWorkloads,
} from "../../lib/argocd/installation";
import type { ArgoCdManifests } from "../../lib/argocd/manifests";
import { emptyDefaultProject } from "../../lib/argocd/projects";
import { enforced } from "../../lib/kubernetes/enforced";
import { secretData, type KubernetesObject } from "../../lib/kubernetes/objects";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";

export interface InstallManifestsArgs extends InstallArgs {
    readonly manifests: ArgoCdManifests | Promise<ArgoCdManifests>;
    /** Changes each object before it is created. */
    readonly patch: ((object: KubernetesObject) => KubernetesObject) | undefined;
}

/** Installs Argo CD from upstream's manifests; project `default` is empty before the first pod starts. */
export function installManifests(name: string, args: InstallManifestsArgs): Installed {
    const { cluster, config, parent, patch = (object) => object, region } = args;
    const { namespace } = config;
    const inCluster = { parent, deletedWith: cluster.cluster };
    const manifests = pulumi.output(args.manifests as pulumi.Input<ArgoCdManifests>);
    const facts = installationFacts(config, { region, roleArn: args.roleArn });
    const objects = manifests.apply(({ installation }) =>
        separateWorkloads(
            renderInstallation(installation as readonly KubernetesObject[], facts).map(patch),
        ),
    );
    const ownNamespace = new k8s.core.v1.Namespace(
        ...transformed<k8s.core.v1.NamespaceArgs>(
            args.transform?.namespace,
            `${name}-namespace`,
            { metadata: { name: namespace, labels: podSecurityLabels(config.podSecurity) } },
            inCluster,
        ),
    );
    const crds = new k8s.yaml.v2.ConfigGroup(`${name}-crds`, { yaml: manifests.crds }, inCluster);
    // If project `default` is missing, argocd-server creates one that allows everything.
    const emptyProject = emptyDefaultProject(namespace);
    const defaultProject = new k8s.apiextensions.CustomResource(
        `${name}-default-project`,
        emptyProject,
        { ...inCluster, dependsOn: [ownNamespace, crds] },
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
    // New nodes take minutes to start. Everything that needs no node is created meanwhile.
    const settingsGroup = new k8s.yaml.v2.ConfigGroup(
        `${name}-settings`,
        { objs: objects.apply(({ settings }) => [...settings]) },
        { ...inCluster, dependsOn: [ownNamespace] },
    );
    const adminPassword =
        secrets.adminCredential === undefined
            ? []
            : [
                  // Without it argocd-server generates a password of its own when it starts.
                  new k8s.core.v1.SecretPatch(
                      `${name}-admin-password`,
                      {
                          metadata: {
                              name: ARGO_CD_SECRET_NAME,
                              namespace,
                              annotations: FORCED_PATCH,
                          },
                          data: secrets.adminCredential.apply((credential) =>
                              secretData(adminSecretData(credential)),
                          ),
                      },
                      { ...inCluster, dependsOn: [settingsGroup] },
                  ),
              ];
    const kept = new EnforcedObjects(
        `${name}-enforced`,
        {
            ...cluster.reach,
            objects: objects.apply(({ settings }) =>
                [emptyProject, ...enforcedSettings(settings)].map(enforced),
            ),
        },
        { ...inCluster, dependsOn: [defaultProject, settingsGroup] },
    );
    const settled = [defaultProject, settingsGroup, kept, ...secrets.objects, ...adminPassword];
    const pods = new k8s.yaml.v2.ConfigGroup(
        `${name}-workloads`,
        { objs: objects.apply(({ workloads }) => [...workloads]) },
        { ...inCluster, dependsOn: [...args.prerequisites, ...settled] },
    );
    return {
        installation: [ownNamespace, crds, ...settled, pods],
        adminPassword: secrets.adminCredential?.apply(({ password }) => password),
    };
}
