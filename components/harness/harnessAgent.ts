import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdInstallation } from "../argocd/argoCdInstallation";
import { emptyProject } from "../argocd/emptyProject";
import type { ClusterReach } from "../cluster/enforcedObjects";
import type { HarnessConfig, HarnessInstall } from "../../lib/harness/types";
import { HARNESS_CHART, TOKEN_KEY, UPGRADER_SECRET_NAME } from "../../lib/harness/release";
import { harnessValues } from "../../lib/harness/values";
import { secretData } from "../../lib/kubernetes/objects";
import { podSecurityLabels } from "../../lib/kubernetes/podSecurity";
import { shortHash } from "../../lib/naming/names";

export interface HarnessAgentArgs {
    readonly harness: HarnessConfig;
    readonly install: Extract<HarnessInstall, { readonly kind: "helm" }>;
    /** Region of the management cluster: where the agent asks for credentials. */
    readonly region: string;
    /** ARN of role argocd. Plain: annotations are complete at preview. */
    readonly roleArn: string;
    /** Values of the secret configuration keys that `install` names, by these names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** What pods need, and what needs no pods is made without: nodes, the identity provider, the role. */
    readonly prerequisites: readonly pulumi.Resource[];
    /** Acts in the management cluster: project `default` is kept empty. */
    readonly reach: ClusterReach;
    /** The cluster, when its objects die with it; absent for a cluster of somebody else's. */
    readonly deletedWith?: pulumi.Resource;
}

/** Seconds that the release may take: images are pulled by new nodes. */
const TIMEOUT_SECONDS = 900;
/** Pod annotation that changes with the token: pods read it when they start. */
const TOKEN_HASH_ANNOTATION = "eks-gitops-fleet/token-hash";

/**
 * Harness's GitOps agent from its Helm chart, with the Argo CD inside or connected to one that is there already.
 * A Release and nothing else, as for Argo CD's own chart. The name is fixed and the release atomic, since a half-made one
 * would hold the name.
 */
export class HarnessAgent extends pulumi.ComponentResource implements ArgoCdInstallation {
    public readonly installation: readonly pulumi.Resource[];
    /** Nobody logs in to this Argo CD: it has no server. */
    public readonly adminPassword: undefined;

    constructor(name: string, args: HarnessAgentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:HarnessAgent", name, {}, opts);

        const { install, region, roleArn } = args;
        const { argoCd, highAvailability, identity, namespace, scope } = args.harness;
        const inCluster = {
            parent: this,
            ...(args.deletedWith === undefined ? {} : { deletedWith: args.deletedWith }),
        };
        // A Secret that is there already is in a namespace that is, and so is an Argo CD.
        const ownsNamespace = argoCd === "managed" && install.token.kind === "config";
        const namespaces = ownsNamespace
            ? [
                  new k8s.core.v1.Namespace(
                      `${name}-namespace`,
                      {
                          metadata: {
                              name: namespace,
                              labels: podSecurityLabels(args.harness.podSecurity),
                          },
                      },
                      inCluster,
                  ),
              ]
            : [];
        const token = tokenOf(name, args, { ...inCluster, dependsOn: namespaces });
        const values = harnessValues({
            identity,
            roleArn,
            region,
            scope,
            argoCd,
            agentHttpTarget: install.agentHttpTarget,
            tokenSecretName: token.secretName,
            highAvailability,
            upgrader: install.upgrader,
            networkPolicy: install.networkPolicy,
        });
        const release = new k8s.helm.v3.Release(
            `${name}-release`,
            {
                // An Argo CD that is there is often a release `argocd` itself.
                name: argoCd === "managed" ? "argocd" : "gitops-agent",
                namespace,
                ...(install.chart === undefined
                    ? {
                          chart: HARNESS_CHART.name,
                          version: HARNESS_CHART.version,
                          repositoryOpts: { repo: HARNESS_CHART.repository },
                      }
                    : { chart: install.chart }),
                atomic: true,
                timeout: TIMEOUT_SECONDS,
                // Each revision is a Secret of the cluster's.
                maxHistory: 3,
                values: token.hash === undefined ? values : withTokenHash(values, token.hash),
            },
            {
                ...inCluster,
                dependsOn: [...args.prerequisites, ...namespaces, ...token.objects],
            },
        );
        this.installation = [
            ...namespaces,
            ...token.objects,
            release,
            // The chart brings the definition of projects.
            ...(argoCd === "managed"
                ? emptyProject(
                      name,
                      { namespace, reach: args.reach },
                      { ...inCluster, dependsOn: [release] },
                  )
                : []),
        ];
        this.registerOutputs();
    }
}

interface Token {
    readonly secretName: string;
    readonly objects: readonly pulumi.Resource[];
    /** A secret; undefined where the token is somebody else's affair. */
    readonly hash?: pulumi.Output<string>;
}

function tokenOf(
    name: string,
    { harness, install, secrets }: HarnessAgentArgs,
    opts: pulumi.CustomResourceOptions,
): Token {
    if (install.token.kind === "existing") {
        return { secretName: install.token.secretName, objects: [] };
    }
    const token = pulumi.secret(secrets[install.token.tokenSecret]!);
    const secret = new k8s.core.v1.Secret(
        `${name}-token`,
        {
            metadata: { name: UPGRADER_SECRET_NAME, namespace: harness.namespace },
            type: "Opaque",
            data: token.apply((value) => secretData({ [TOKEN_KEY]: value })),
        },
        opts,
    );
    return {
        secretName: UPGRADER_SECRET_NAME,
        objects: [secret],
        hash: token.apply((value) => shortHash(value)),
    };
}

/** The values with a hash of the token: only that is secret, so that previews still show the rest. */
function withTokenHash(
    values: ReturnType<typeof harnessValues>,
    hash: pulumi.Output<string>,
): Record<string, unknown> {
    const agent = values["agent"] as { readonly podAnnotations: Readonly<Record<string, string>> };
    return {
        ...values,
        agent: {
            ...agent,
            podAnnotations: { ...agent.podAnnotations, [TOKEN_HASH_ANNOTATION]: hash },
        },
    };
}
