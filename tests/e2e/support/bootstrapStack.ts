/** A fleet whose Argo CD bootstraps from a repository, with a runner's pods next to it. */
import type { StackConfig } from "./stack";

export const HUB = "111111111111";
export const TARGET = "222222222222";
export const EXAMPLES = "https://github.com/argoproj/argocd-example-apps.git";

/** @param argocd the bootstrap configuration */
export function bootstrapStack(argocd: object, displayName = "testing"): StackConfig {
    return {
        fleet: "acme",
        operatorCidrs: ["203.0.113.0/24"],
        provisionerRoleName: "Provisioner",
        management: { accountId: HUB, region: "eu-west-1", clusterName: "management" },
        targets: {
            testing: {
                accountId: TARGET,
                region: "eu-west-1",
                clusterName: "testing",
                displayName,
                access: { namespaces: { guestbook: {} } },
                sourceRepos: [EXAMPLES],
                labels: { tier: "web" },
                annotations: { team: "shop" },
            },
        },
        argocd,
        workloadIdentities: {
            torque: {
                namespace: { name: "environments" },
                accounts: { home: { accountId: HUB }, testing: { accountId: TARGET } },
            },
        },
    };
}
