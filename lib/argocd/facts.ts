/** From Argo CD's configuration to the facts that an installation needs. */
import type { ArgoCdConfig } from "./types";
import type { HelmFacts } from "./helmValues";
import type { InstallationFacts } from "./installation";
import { argoCdSettings } from "./settings";

export interface Placement {
    /** Region of the management cluster. */
    readonly region: string;
    /** ARN of role argocd. */
    readonly roleArn: string;
}

/** The same facts for manifests and chart: both are configured alike. */
export function installationFacts(
    argocd: ArgoCdConfig,
    { region, roleArn }: Placement,
): InstallationFacts & HelmFacts {
    return {
        namespace: argocd.namespace,
        identity: argocd.identity,
        roleArn,
        region,
        settings: argoCdSettings(argocd),
        highAvailability: argocd.highAvailability,
        ...(argocd.imageRegistry === undefined ? {} : { imageRegistry: argocd.imageRegistry }),
        ...(argocd.proxy === undefined ? {} : { proxy: argocd.proxy }),
    };
}
