import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { AgentIdentity } from "../../lib/agent/types";
import type { HarnessHub } from "../../lib/fleet/hubContract";

/** What targets need to know of their hub, whether it is this stack's or another's. */
export interface HubRef {
    readonly cluster: ConnectedCluster;
    readonly issuer: {
        /** `https://oidc.eks...` */
        readonly url: pulumi.Output<string>;
        /** ARN of its IAM OIDC provider in the management account; undefined where this stack doesn't look after it. */
        readonly providerArn: pulumi.Output<string> | undefined;
    };
    /** Ranges that Argo CD is seen from. */
    readonly egressCidrs: pulumi.Output<string[]>;
    /** How the agent's pods get role argocd: sessions by Pod Identity carry tags. */
    readonly identity: AgentIdentity;
    /** Namespace of the agent. */
    readonly agentNamespace: string;
    /** How Harness's agent knows clusters; undefined where the agent is Argo CD. */
    readonly harness: HarnessHub | undefined;
    readonly argoRole: {
        readonly name: pulumi.Output<string>;
        readonly arn: pulumi.Output<string>;
        /** `AROA...`: changes when the role is recreated. */
        readonly uniqueId: pulumi.Output<string>;
        /** The trust policy, as text. */
        readonly trustPolicy: pulumi.Output<string>;
    };
    /** Acts in the management cluster as the provisioner. */
    readonly kubernetesProvider: k8s.Provider;
    /** The cluster with what runs on it, and the agent: registrations depend on these. Empty for another stack's. */
    readonly ready: readonly pulumi.Resource[];
}
