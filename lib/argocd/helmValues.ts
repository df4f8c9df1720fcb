/** The same installation by upstream's Helm chart. https://github.com/argoproj/argo-helm/tree/main/charts/argo-cd */
import { podEnvironment } from "./environment";
import { podAnnotations, serviceAccountAnnotations } from "./identity";
import { mirroredImage } from "./images";
import type { PodFacts } from "./pods";
import { ARGO_CD_CHART, ARGO_CD_FS_GROUP } from "./release";

export interface HelmFacts extends PodFacts {
    readonly highAvailability: boolean;
}

/** Values as JSON has them. */
export type HelmValues = Readonly<Record<string, unknown>>;

/**
 * Values of the chart for deploying to external clusters only.
 * The chart restarts pods itself when parameters change, and names ServiceAccounts as upstream's manifests do.
 */
export function helmValues(facts: HelmFacts): HelmValues {
    const { images } = ARGO_CD_CHART;
    const image = (name: keyof typeof images): { readonly repository: string } => ({
        repository: mirroredImage(images[name], facts.imageRegistry),
    });
    return {
        crds: { install: true, keep: true },
        // Without them the chart gives Roles in its own namespace only.
        createClusterRoles: false,
        createAggregateRoles: false,
        global: {
            image: image("argocd"),
            securityContext: { fsGroup: ARGO_CD_FS_GROUP },
            // Upstream's manifests have the same: ingress for the ports that others use, egress for all.
            networkPolicy: { create: true, defaultDenyIngress: false },
        },
        configs: {
            cm: { ...WITHOUT_CHART_DEFAULTS, ...facts.settings.config },
            params: facts.settings.params,
            rbac: facts.settings.rbac,
        },
        controller: client("argocd-application-controller", facts),
        server: { ...client("argocd-server", facts), ...replicas(facts) },
        applicationSet: {
            ...client("argocd-applicationset-controller", facts, "extraEnv"),
            ...replicas(facts),
        },
        repoServer: { env: podEnvironment("argocd-repo-server", facts), ...replicas(facts) },
        notifications: { extraEnv: podEnvironment("argocd-notifications-controller", facts) },
        dex: { image: image("dex"), env: podEnvironment("argocd-dex-server", facts) },
        redis: { image: image("redis") },
        "redis-ha": {
            enabled: facts.highAvailability,
            image: image("redis"),
            haproxy: { image: image("haproxy") },
        },
    };
}

/** What the chart puts into argocd-cm and upstream's manifests don't: an empty value leaves a key out. */
const WITHOUT_CHART_DEFAULTS: Readonly<Record<string, string>> = {
    "application.instanceLabelKey": "",
    url: "",
};

/** Values of a part that reaches clusters. @param env the chart's name for its environment */
function client(serviceAccount: string, facts: HelmFacts, env = "env"): HelmValues {
    return {
        serviceAccount: {
            create: true,
            name: serviceAccount,
            annotations: serviceAccountAnnotations(facts),
        },
        podAnnotations: podAnnotations(facts),
        [env]: podEnvironment(serviceAccount, facts),
    };
}

function replicas({ highAvailability }: HelmFacts): { readonly replicas: number } {
    return { replicas: highAvailability ? 2 : 1 };
}

/** Values with others merged into them and above them. Lists, and whatever is no plain map, are replaced as a whole. */
export function mergedValues(values: HelmValues, others: HelmValues): HelmValues {
    const merged: Record<string, unknown> = { ...values };
    for (const [key, other] of Object.entries(others)) {
        const own = values[key];
        merged[key] = isMap(own) && isMap(other) ? mergedValues(own, other) : other;
    }
    return merged;
}

function isMap(value: unknown): value is HelmValues {
    return (
        typeof value === "object" &&
        value !== null &&
        Object.getPrototypeOf(value) === Object.prototype
    );
}
