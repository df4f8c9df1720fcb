/** What Argo CD starts with by itself: an App-of-Apps, or an ApplicationSet. */
import { bootstrapArgoCd, type ArgoCdRef, type BootstrapArgoCdArgs } from "../../components";
import type { AppOfAppsConfig, ApplicationSetConfig } from "../../lib/argocd/types";
import { ARGO_ROLE, hubCluster } from "./argocd";
import { givenAws, givenResource } from "./fleet";

const SOURCE = {
    repoUrl: "https://git.example.com/fleet.git",
    path: "apps",
    targetRevision: "main",
    onDelete: "cascade",
} as const;
export const APPS: AppOfAppsConfig = { ...SOURCE, kind: "appOfApps", recurse: false };
export const OVER_CLUSTERS: ApplicationSetConfig = {
    ...SOURCE,
    kind: "applicationSet",
    perCluster: false,
    clusterLabels: {},
};
export const BOOTSTRAP_ROLE = "arn:aws:iam::111111111111:role/acme-bootstrap";

/** The Argo CD that the bootstrap is for. */
export function argoCdRef(overrides: Partial<ArgoCdRef> = {}): ArgoCdRef {
    return {
        namespace: "gitops",
        installation: [givenResource("agent")],
        cluster: hubCluster({ running: [] }),
        role: ARGO_ROLE,
        ...overrides,
    };
}

/** What differs from the defaults, of the Argo CD too. */
export function build(
    {
        argocd,
        ...overrides
    }: Partial<Omit<BootstrapArgoCdArgs, "argocd">> & { readonly argocd?: Partial<ArgoCdRef> } = {},
    name = "bootstrap",
): void {
    bootstrapArgoCd(
        name,
        {
            argocd: argoCdRef(argocd),
            bootstrap: APPS,
            registrations: [givenResource("registration")],
            ...overrides,
        },
        { providers: [givenAws("111111111111")] },
    );
}
