/** What Argo CD starts with by itself, once every target of the stack is registered. */
import type * as pulumi from "@pulumi/pulumi";

import { bootstrapArgoCd, type HubRef } from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import type { OwnHub } from "../config/hub/types";

/**
 * @param targets everything of them is there before, and goes after
 * @returns nothing where nothing is configured
 */
export function bootstrap(
    fleet: string,
    { agent, management }: OwnHub,
    hub: HubRef,
    targets: readonly pulumi.Resource[],
    providers: AwsProviders,
): void {
    if (agent.engine !== "argocd" || agent.config.bootstrap === undefined) {
        return;
    }
    const { bootstrap, namespace } = agent.config;
    const { argoRole, cluster } = hub;
    bootstrapArgoCd(
        "bootstrap",
        {
            fleet,
            bootstrap,
            namespace,
            cluster,
            argoRole,
            tagSession: hub.identity === "podIdentity",
            roleSettings: management.roleSettings,
            reach: cluster.reach,
            installation: hub.ready,
            chain: [...hub.ready, ...targets],
            ...(cluster.cluster === undefined ? {} : { deletedWith: cluster.cluster }),
        },
        { providers: [providers.for(management), hub.kubernetesProvider] },
    );
}
