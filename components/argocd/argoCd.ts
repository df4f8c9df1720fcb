import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdInstallation, ArgoCdInstallationArgs } from "./argoCdInstallation";
import { ArgoCdSecrets } from "./argoCdSecrets";
import { EnforcedObjects } from "../cluster/enforcedObjects";
import type { ArgoCdManifests } from "../../lib/argocd/manifests";
import { adminSecretData, ARGO_CD_SECRET_NAME } from "../../lib/argocd/adminCredential";
import { installationFacts } from "../../lib/argocd/facts";
import {
    enforcedSettings,
    renderInstallation,
    separateWorkloads,
} from "../../lib/argocd/installation";
import { emptyDefaultProject } from "../../lib/argocd/projects";
import { enforced } from "../../lib/kubernetes/enforced";
import { secretData } from "../../lib/kubernetes/objects";
import { FORCED_PATCH } from "../../lib/kubernetes/patches";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";

export interface ArgoCdArgs extends ArgoCdInstallationArgs {
    readonly manifests: ArgoCdManifests;
}

/**
 * Argo CD from upstream's manifests, for deploying to external clusters only: no ClusterRole, no in-cluster
 * destination, project `default` emptied before the first pod starts.
 */
export class ArgoCd extends pulumi.ComponentResource implements ArgoCdInstallation {
    public readonly installation: readonly pulumi.Resource[];
    public readonly adminPassword: pulumi.Output<string> | undefined;

    constructor(name: string, args: ArgoCdArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ArgoCd", name, {}, opts);

        const { namespace, sso } = args.argocd;
        const inCluster = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        const { settings, workloads } = separateWorkloads(
            renderInstallation(args.manifests.installation, installationFacts(args.argocd, args)),
        );
        const ownNamespace = new k8s.core.v1.Namespace(
            `${name}-namespace`,
            { metadata: { name: namespace, labels: podSecurityLabels(args.argocd.podSecurity) } },
            inCluster,
        );
        const crds = new k8s.yaml.v2.ConfigGroup(
            `${name}-crds`,
            { yaml: args.manifests.crds },
            inCluster,
        );
        // Where there is none, argocd-server makes a project `default` that allows everything.
        const emptyProject = emptyDefaultProject(namespace);
        const defaultProject = new k8s.apiextensions.CustomResource(
            `${name}-default-project`,
            emptyProject,
            { ...inCluster, dependsOn: [ownNamespace, crds] },
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
        // Nodes take minutes to come; what needs none is there by then.
        const settingsGroup = new k8s.yaml.v2.ConfigGroup(
            `${name}-settings`,
            { objs: [...settings] },
            { ...inCluster, dependsOn: [ownNamespace] },
        );
        const adminPassword =
            secrets.adminCredential === undefined
                ? []
                : [
                      // Before argocd-server starts, or it makes a password of its own.
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
                ...args.reach,
                objects: [emptyProject, ...enforcedSettings(settings)].map(enforced),
            },
            { ...inCluster, dependsOn: [defaultProject, settingsGroup] },
        );
        const settled = [defaultProject, settingsGroup, kept, ...secrets.objects, ...adminPassword];
        const pods = new k8s.yaml.v2.ConfigGroup(
            `${name}-workloads`,
            { objs: [...workloads] },
            { ...inCluster, dependsOn: [...args.prerequisites, ...settled] },
        );

        this.installation = [ownNamespace, crds, ...settled, pods];
        this.adminPassword = secrets.adminCredential?.apply(({ password }) => password);
        this.registerOutputs();
    }
}
