/** What Argo CD deploys by itself, once every target of the stack is registered. */
import type * as pulumi from "@pulumi/pulumi";

import { bootstrapArgoCd, type HubRef } from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import type { OwnHub } from "../config/hub";

/**
 * Creates nothing unless a bootstrap is configured.
 * @param targets created before the bootstrap and deleted after it
 */
export function bootstrap(
    { agent, management }: OwnHub,
    hub: HubRef,
    targets: readonly pulumi.Resource[],
    providers: AwsProviders,
): void {
    if (agent.engine !== "argocd" || agent.config.bootstrap === undefined) {
        return;
    }
    const { path, permissionsBoundaryArn } = management.roleSettings;
    bootstrapArgoCd(
        "bootstrap",
        {
            argocd: hub,
            bootstrap: agent.config.bootstrap,
            registrations: targets,
            rolePath: path,
            permissionsBoundary: permissionsBoundaryArn,
        },
        { providers: [providers.for(management)] },
    );
}
