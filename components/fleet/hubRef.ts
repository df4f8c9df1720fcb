import type * as pulumi from "@pulumi/pulumi";

import type { ArgoCdRef } from "../argocd/argoCdRef";
import type { HarnessHub } from "../../lib/fleet/hubContract";

/** The hub as its targets know it, whichever stack created it: the agent, its role and the management cluster. */
export interface HubRef extends ArgoCdRef {
    readonly issuer: {
        /** `https://oidc.eks...` */
        readonly url: pulumi.Output<string>;
        /** ARN of its IAM OIDC provider in the hub account; undefined if another stack manages it. */
        readonly providerArn: pulumi.Output<string> | undefined;
    };
    /** Public egress CIDRs of the agent's pods. */
    readonly egressCidrs: pulumi.Output<string[]>;
    /** How Harness's agent knows clusters; undefined if the agent is Argo CD. */
    readonly harness: HarnessHub | undefined;
}
