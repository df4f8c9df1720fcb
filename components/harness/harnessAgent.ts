import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "../argocd/argoCdRef";
import { emptyProject } from "../argocd/emptyProject";
import { patchExisting } from "../argocd/existing";
import { inClusterOpts, podPrerequisites } from "../argocd/inCluster";
import type { ConnectedCluster } from "../cluster/clusterRef";
import { transformed, type Transform } from "../transform";
import type { ArgoRoleRef } from "../trust/argoRole";
import { mergedValues, type HelmValues } from "../../lib/argocd/helmValues";
import { regionOfArn } from "../../lib/aws/arn";
import type { FleetArgs } from "../../lib/cluster/args";
import type { HarnessArgs } from "../../lib/harness/args";
import { HARNESS_CHART, TOKEN_KEY, UPGRADER_SECRET_NAME } from "../../lib/harness/release";
import { resolveHarness } from "../../lib/harness/resolve";
import type { HarnessConfig } from "../../lib/harness/types";
import { harnessValues } from "../../lib/harness/values";
import { harnessScope, othersWorkloads, ownsNamespace } from "../../lib/harness/workloads";
import { secretData } from "../../lib/kubernetes/objects";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";
import { shortHash } from "../../lib/naming/names";

/** The keys of the stack file's section `harness`, and what they are installed on. */
export interface HarnessAgentArgs
    extends Omit<HarnessArgs, "identity" | "namespace">, Pick<FleetArgs, "environment"> {
    /** The management cluster. */
    readonly cluster: ConnectedCluster;
    /** Role of the pods that reach clusters: it decides the fleet, and how they get it. */
    readonly role: ArgoRoleRef;
    /** Namespace that the agent runs in: the one that the role trusts. @default the role's */
    readonly namespace?: string;
    /** Value of the secret that `tokenSecret` names, by this name. @default none */
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Further resources that the pods need before they start, beside the cluster and the role. @default none */
    readonly prerequisites?: readonly pulumi.Resource[];
    /** Values of the chart, merged into the component's own and above them: they can weaken it. @default none */
    readonly values?: HelmValues;
    /** Changes children before they are created. @default none */
    readonly transform?: {
        readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
        readonly token?: Transform<k8s.core.v1.SecretArgs>;
        readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
    };
}

/** Seconds that the release may take: new nodes have to pull the images. */
const TIMEOUT_SECONDS = 900;
/** Pod annotation that changes with the token: pods read it when they start. */
const TOKEN_HASH_ANNOTATION = "eks-gitops-fleet/token-hash";

/**
 * Harness's GitOps agent: from its Helm chart, with the Argo CD inside or connected to an existing one, or an existing
 * agent, of which only the identity of its pods is changed. It has no argocd-server and so no admin.
 *
 * @example
 * new HarnessAgent("harness", {
 *     cluster: hub,
 *     role,
 *     accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
 *     agentIdentifier: "hubagent",
 *     tokenSecret: "agentToken",
 *     secrets: { agentToken: config.requireSecret("agentToken") },
 * });
 *
 * @throws ConfigError with everything wrong with the arguments
 */
export class HarnessAgent extends pulumi.ComponentResource implements ArgoCdRef {
    public readonly namespace: string;
    public readonly installation: readonly pulumi.Resource[];
    public readonly cluster: ConnectedCluster;
    public readonly role: ArgoRoleRef;

    constructor(name: string, args: HarnessAgentArgs, opts?: pulumi.ComponentResourceOptions) {
        const harness = settingsOf(name, args);
        const { cluster, role } = args;
        super(
            "eks-gitops-fleet:index:HarnessAgent",
            name,
            {
                ...harness,
                fleet: role.fleet,
                clusterArn: cluster.clusterArn,
                roleArn: role.roleArn,
            },
            inClusterOpts(opts, cluster),
        );

        this.namespace = harness.namespace;
        this.installation = [
            ...patchExisting(`${name}-existing`, {
                ...harness,
                workloads: othersWorkloads(harness),
                roleArn: role.roleArn,
                prerequisites: podPrerequisites(cluster, role, args.prerequisites),
                parent: this,
            }),
            ...(harness.install === "existing" ? [] : this.installChart(name, harness, args)),
        ];
        this.cluster = cluster;
        this.role = role;
        this.registerOutputs({ namespace: this.namespace });
    }

    /** A Release and nothing else, as for Argo CD's own chart; atomic, since a failed one would hold the fixed name. */
    private installChart(
        name: string,
        harness: HarnessConfig,
        args: HarnessAgentArgs,
    ): readonly pulumi.Resource[] {
        const { cluster, role, transform, values = {} } = args;
        const { argoCd, chart, namespace } = harness;
        const inCluster = { parent: this, deletedWith: cluster.cluster };
        const namespaces = ownsNamespace(harness)
            ? [
                  new k8s.core.v1.Namespace(
                      ...transformed<k8s.core.v1.NamespaceArgs>(
                          transform?.namespace,
                          `${name}-namespace`,
                          {
                              metadata: {
                                  name: namespace,
                                  labels: podSecurityLabels(harness.podSecurity),
                              },
                          },
                          inCluster,
                      ),
                  ),
              ]
            : [];
        const token = createToken(name, harness, args, { ...inCluster, dependsOn: namespaces });
        const own = harnessValues({
            identity: harness.identity,
            roleArn: role.roleArn,
            region: regionOfArn(cluster.clusterArn),
            scope: harnessScope(harness),
            argoCd,
            agentHttpTarget: harness.agentHttpTarget,
            tokenSecretName: token.secretName,
            highAvailability: harness.highAvailability,
            upgrader: harness.upgrader,
            networkPolicy: harness.networkPolicy ?? argoCd === "managed",
        });
        const release = new k8s.helm.v3.Release(
            ...transformed<k8s.helm.v3.ReleaseArgs>(
                transform?.release,
                `${name}-release`,
                {
                    // An existing Argo CD is often a release `argocd` itself.
                    name: argoCd === "managed" ? "argocd" : "gitops-agent",
                    namespace,
                    ...(chart === undefined
                        ? {
                              chart: HARNESS_CHART.name,
                              version: HARNESS_CHART.version,
                              repositoryOpts: { repo: HARNESS_CHART.repository },
                          }
                        : { chart }),
                    atomic: true,
                    timeout: TIMEOUT_SECONDS,
                    // Each revision is a Secret in the cluster.
                    maxHistory: 3,
                    values: mergedValues(mergedValues(own, token.values), values),
                },
                {
                    ...inCluster,
                    dependsOn: [
                        ...podPrerequisites(cluster, role, args.prerequisites),
                        ...namespaces,
                        ...token.objects,
                    ],
                },
            ),
        );
        return [
            ...namespaces,
            ...token.objects,
            release,
            // The chart brings the definition of projects.
            ...(argoCd === "managed"
                ? emptyProject(
                      name,
                      { namespace, reach: cluster.reach },
                      { ...inCluster, dependsOn: [release] },
                  )
                : []),
        ];
    }
}

function settingsOf(name: string, args: HarnessAgentArgs): HarnessConfig {
    const { cluster, role, secrets, prerequisites, values, transform, ...settings } = args;
    return resolveHarness(settings, { component: `HarnessAgent ${name}`, role, secrets });
}

interface Token {
    readonly secretName: string;
    readonly objects: readonly pulumi.Resource[];
    /** A hash of the token: only that is secret, so that previews still show the other values. Empty for an existing Secret. */
    readonly values: HelmValues;
}

function createToken(
    name: string,
    { existingSecretName, namespace, tokenSecret }: HarnessConfig,
    { secrets = {}, transform }: HarnessAgentArgs,
    opts: pulumi.CustomResourceOptions,
): Token {
    if (existingSecretName !== undefined) {
        return { secretName: existingSecretName, objects: [], values: {} };
    }
    const token = pulumi.secret(secrets[tokenSecret!]!);
    const secret = new k8s.core.v1.Secret(
        ...transformed<k8s.core.v1.SecretArgs>(
            transform?.token,
            `${name}-token`,
            {
                metadata: { name: UPGRADER_SECRET_NAME, namespace },
                type: "Opaque",
                data: token.apply((value) => secretData({ [TOKEN_KEY]: value })),
            },
            opts,
        ),
    );
    const hash = token.apply((value) => shortHash(value));
    return {
        secretName: UPGRADER_SECRET_NAME,
        objects: [secret],
        values: { agent: { podAnnotations: { [TOKEN_HASH_ANNOTATION]: hash } } },
    };
}
