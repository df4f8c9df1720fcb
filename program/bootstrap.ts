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
    const { cluster, role } = hub;
    const agentResources = [...cluster.running, ...hub.installation];
    bootstrapArgoCd(
        "bootstrap",
        {
            fleet,
            bootstrap,
            namespace,
            cluster,
            argoRole: {
                name: role.roleName,
                arn: role.roleArn,
                uniqueId: role.roleUniqueId,
                trustPolicy: role.trustPolicy,
            },
            tagSession: role.identity === "podIdentity",
            roleSettings: management.roleSettings,
            reach: cluster.reach,
            installation: agentResources,
            chain: [...agentResources, ...targets],
            ...(cluster.cluster === undefined ? {} : { deletedWith: cluster.cluster }),
        },
        { providers: [providers.for(management), cluster.kubernetesProvider] },
    );
}
