/** A Deployer role with one existing namespace and one that is created. */
import { DeployerRole, type DeployerRoleArgs } from "../../components";
import { REACH, ROLE_SETTINGS } from "./fixtures";
import { givenAws, givenKubernetes } from "./fleet";

export function build(overrides: Partial<DeployerRoleArgs> = {}): DeployerRole {
    return new DeployerRole(
        "testing",
        {
            fleet: "acme",
            roleName: "acme-deployer-testing",
            roleSettings: ROLE_SETTINGS,
            argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
            argoRoleUniqueId: "AROAEXAMPLE1",
            clusterName: "testing-cluster",
            mapping: { kind: "accessEntry" },
            access: {
                kind: "namespaces",
                namespaces: {
                    default: { existing: true, secrets: false, roles: false },
                    shop: { existing: false, secrets: true, roles: true },
                },
            },
            kubernetesProvider: givenKubernetes("testing"),
            reach: REACH,
            ...overrides,
        },
        { providers: [givenAws("222222222222")] },
    );
}
